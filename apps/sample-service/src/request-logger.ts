import type { FastifyBaseLogger } from 'fastify';

type Level = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';

/**
 * Puts the ids of a request on its lines. They read like those of a child of pino's, which costs about as much as a line
 * to make, and a service would make one for every request.
 */
export class RequestLogger implements FastifyBaseLogger {
  constructor(private readonly parent: FastifyBaseLogger, private readonly ids: object) {}

  get level(): string {
    return this.parent.level;
  }

  child(more: object): RequestLogger {
    return new RequestLogger(this.parent, { ...this.ids, ...more });
  }

  fatal(...line: unknown[]): void { this.write('fatal', line); }
  error(...line: unknown[]): void { this.write('error', line); }
  warn(...line: unknown[]): void { this.write('warn', line); }
  info(...line: unknown[]): void { this.write('info', line); }
  debug(...line: unknown[]): void { this.write('debug', line); }
  trace(...line: unknown[]): void { this.write('trace', line); }
  silent(...line: unknown[]): void { this.write('silent', line); }

  /** As pino reads it: an object and a message, an error alone, or a message alone. */
  private write(level: Level, [first, ...rest]: unknown[]): void {
    const log = this.parent[level].bind(this.parent) as (...line: unknown[]) => void;
    if (typeof first === 'string') log(this.ids, first, ...rest);
    else if (first instanceof Error) log({ ...this.ids, err: first }, ...(rest.length > 0 ? rest : [first.message]));
    else log({ ...this.ids, ...(first as object) }, ...rest);
  }
}
