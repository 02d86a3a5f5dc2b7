import { setTimeout as pause } from 'node:timers/promises';
import { Explained } from './command';

/** How long a registry is waited for, and how often it is asked again. */
export interface RegistryPace {
  /** Milliseconds one answer may take. */
  readonly patience: number;
  /** Times a request is made at most. */
  readonly attempts: number;
  /** Milliseconds before the second time; each further one doubles it. */
  readonly pause: number;
}

const PACE: RegistryPace = { patience: 30_000, attempts: 5, pause: 250 };

/** Longest that a registry's own `Retry-After` is obeyed, in milliseconds. */
const LONGEST_PAUSE = 20_000;

/** What asking once more can mend: everything else stays as it is, however often it is asked. */
const PASSING_STATUS = new Set([429, 500, 502, 503, 504]);
const PASSING_FAULT = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EAI_AGAIN', 'UND_ERR_SOCKET', 'TimeoutError']);

export interface RegistryRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT';
  /** Below the registry, or an address it gave. */
  readonly path: string;
  readonly headers?: Record<string, string>;
  readonly body?: Buffer;
}

/** An answer, read to its end. */
export interface RegistryAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Buffer;
}

/** Speaks HTTP with one registry. Plain HTTP on loopback only, as docker itself does. */
export class RegistryHttp {
  private readonly origin: string;
  private readonly pace: RegistryPace;

  constructor(readonly host: string, private readonly authorization?: string, pace: Partial<RegistryPace> = {}) {
    this.origin = `${/^(localhost|127\.0\.0\.1)(:\d+)?$/.test(host) ? 'http' : 'https'}://${host}`;
    this.pace = { ...PACE, ...pace };
  }

  /** Asks until there is an answer that would be the same the next time. */
  async send(request: RegistryRequest): Promise<RegistryAnswer> {
    for (let attempt = 1; ; attempt++) {
      const { answer, fault } = await this.once(request);
      if (answer && !PASSING_STATUS.has(answer.status)) return answer;
      if (fault && !fault.passing) throw new Explained(`registry ${this.host} cannot be reached, got "${fault.message}"; check PLINTH_REGISTRY and the network`);
      if (attempt === this.pace.attempts) {
        throw new Explained(`registry ${this.host} does not answer ${attempt} times in a row, got ${answer ? `HTTP ${answer.status}` : `"${fault?.message}"`}; run it again later`);
      }
      await pause(this.pauseAfter(attempt, answer));
    }
  }

  private async once({ method, path, headers, body }: RegistryRequest): Promise<{ answer?: RegistryAnswer; fault?: Fault }> {
    const url = new URL(path, this.origin);
    // An upload may be sent to another host, which is not who the login is for.
    const login: Record<string, string> = this.authorization && url.origin === this.origin ? { authorization: this.authorization } : {};
    try {
      const response = await fetch(url, { method, headers: { ...login, ...headers }, body: body && new Uint8Array(body), signal: AbortSignal.timeout(this.pace.patience) });
      return { answer: { status: response.status, headers: response.headers, body: Buffer.from(await response.arrayBuffer()) } };
    } catch (error) {
      return { fault: faultOf(error as Error) };
    }
  }

  /** Random by a half, so that builders that were refused together do not come back together. */
  private pauseAfter(attempt: number, answer?: RegistryAnswer): number {
    const asked = Number(answer?.headers.get('retry-after') ?? 0) * 1000 || 0;
    const ours = this.pace.pause * 2 ** (attempt - 1) * (0.5 + Math.random());
    return Math.min(Math.max(asked, ours), LONGEST_PAUSE);
  }
}

interface Fault {
  readonly message: string;
  readonly passing: boolean;
}

function faultOf({ name, message, cause }: Error): Fault {
  const { code = name, message: reason } = (cause ?? {}) as NodeJS.ErrnoException;
  return { message: reason || message, passing: PASSING_FAULT.has(code) };
}
