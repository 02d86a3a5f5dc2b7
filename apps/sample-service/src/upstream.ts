import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { problem } from './problem-details';
import { failed, RetryBudget, retryDelay } from './retry';
import { sendTraced, TimeoutError, type Answer, type Call } from './upstream-attempt';

export interface UpstreamOptions {
  /** What errors call it. */
  readonly name: string;
  /** Its address; paths follow. */
  readonly url: string;
  /** Milliseconds for one call with all its attempts and the waits between them. */
  readonly deadlineMs: number;
  /**
   * Milliseconds for one attempt, from its connection to the last byte of its answer.
   * @default 500
   */
  readonly attemptMs?: number;
  /**
   * Attempts at most, the first included.
   * @default 3
   */
  readonly attempts?: number;
}

/**
 * Another service. Every call has a deadline; one that may be repeated is, where that can help. What is left is thrown as
 * a problem: 504 when there was no answer in time, 502 when there was none at all. An answer is the caller's to judge.
 */
export class Upstream {
  private readonly budget = new RetryBudget();

  constructor(private readonly options: UpstreamOptions) {}

  async request(call: Omit<Call, 'url'> & { readonly path: string }): Promise<Answer> {
    const { name, url, deadlineMs, attemptMs = 500, attempts = 3 } = this.options;
    const deadline = performance.now() + deadlineMs;
    for (let resends = 0; ; resends += 1) {
      const { answer, error } = await sendTraced({ ...call, url: url + call.path }, resends, Math.min(attemptMs, deadline - performance.now()));
      const outcome = { method: call.method, resends, status: answer?.status, retryAfter: answer?.headers.get('retry-after') };
      this.budget.record(!failed(outcome));

      const delay = retryDelay(outcome);
      const again = delay !== undefined && resends + 1 < attempts && this.budget.allows && performance.now() + delay < deadline;
      if (call.signal?.aborted) throw problem(499, 'the client went away');
      if (!again && answer) return answer;
      if (!again && error instanceof TimeoutError) throw problem(504, `${name} did not answer in time`, { cause: error });
      if (!again) throw problem(502, `${name} could not be reached`, { cause: error });
      await sleep(delay);
    }
  }
}
