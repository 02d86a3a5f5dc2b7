/** How one attempt ended. */
export interface Outcome {
  readonly method: string;
  /** Attempts before this one. */
  readonly resends: number;
  /** Of the answer; absent when there was none: no connection, or too late. */
  readonly status?: number;
  /** The answer's `retry-after`. */
  readonly retryAfter?: string | null;
}

/** @see https://www.rfc-editor.org/rfc/rfc9110#section-9.2.2 */
const IDEMPOTENT = ['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE'];
const TRANSIENT = [502, 503, 504];

const BASE_MS = 50;
const CAP_MS = 1000;

/** The attempt did not do what was asked, and another one might. */
export function failed({ status }: Outcome): boolean {
  return status === undefined || status === 429 || TRANSIENT.includes(status);
}

/** Milliseconds to wait before the next attempt; undefined when there should be none. */
export function retryDelay(outcome: Outcome, random = Math.random): number | undefined {
  if (!failed(outcome) || !IDEMPOTENT.includes(outcome.method)) return undefined;
  const asked = milliseconds(outcome.retryAfter);
  if (outcome.status === 429 && asked === undefined) return undefined;
  return Math.max(asked ?? 0, fullJitter(outcome.resends, random));
}

/** @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/ */
function fullJitter(resends: number, random: () => number): number {
  return random() * Math.min(CAP_MS, BASE_MS * 2 ** resends);
}

/** `retry-after` is seconds or a date. */
function milliseconds(retryAfter: string | null | undefined): number | undefined {
  if (!retryAfter) return undefined;
  const value = /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - Date.now();
  return Number.isNaN(value) ? undefined : Math.max(0, value);
}

/**
 * Stops retries while an upstream mostly fails, so that they do not keep it down: half of the tokens may be lost to
 * failures, and ten successes earn one back.
 * @see https://github.com/grpc/proposal/blob/master/A6-client-retries.md#throttling-retry-attempts-and-hedged-rpcs
 */
export class RetryBudget {
  private tokens = 10;

  record(success: boolean): void {
    this.tokens = success ? Math.min(10, this.tokens + 0.1) : Math.max(0, this.tokens - 1);
  }

  get allows(): boolean {
    return this.tokens > 5;
  }
}
