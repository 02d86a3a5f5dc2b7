import { hasResult, outOfPatience, type ScanAnswer } from './scan-answer';
import type { Vulnerability } from './vulnerability';

/** Time, as a test may have it too. */
export interface Clock {
  /** Milliseconds since any moment. */
  readonly now: () => number;
  /** Waits. */
  readonly sleep: (ms: number) => Promise<void>;
}

export const SYSTEM_CLOCK: Clock = { now: () => performance.now(), sleep: (ms) => new Promise((done) => setTimeout(done, ms)) };

/** How long a scan is waited for; Inspector says minutes, and a release should not hang on it for an hour. */
const PATIENCE_MS = 10 * 60_000;

const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 30_000;
const SAY_EVERY_MS = 60_000;

/**
 * Asks until there is a result, less and less often.
 *
 * @param say hears where the scan stands when that changes, and each minute
 * @throws Refusal when there will be none, or none in time
 */
export async function completedScan(ask: () => Promise<ScanAnswer>, say: (line: string) => void, clock: Clock): Promise<readonly Vulnerability[]> {
  const began = clock.now();
  let last = { status: '', said: began };
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 1.5, LONGEST_PAUSE_MS)) {
    const answer = await ask();
    if (hasResult(answer)) return answer.vulnerabilities;
    const now = clock.now();
    const left = began + PATIENCE_MS - now;
    if (left <= 0) throw outOfPatience(answer, PATIENCE_MS / 60_000);
    if (answer.status !== last.status || now - last.said >= SAY_EVERY_MS) {
      say(`${answer.status}, waited ${Math.round((now - began) / 1000)} of at most ${PATIENCE_MS / 1000} seconds`);
      last = { status: answer.status, said: now };
    }
    await clock.sleep(Math.min(pause, left));
  }
}
