import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { ConnectionError, FastifyHttpOptions, FastifyInstance } from 'fastify';
import { problem, problemBody } from './problem-details';

/** What one client, and all of them together, may ask of this process. */
export interface Limits {
  /**
   * `BODY_LIMIT_BYTES`, the largest body accepted.
   * @default 65536
   */
  readonly bodyBytes: number;
  /**
   * `MAX_CONCURRENT_REQUESTS` in work at once; the next one is told to come back.
   * @default 500
   */
  readonly concurrentRequests: number;
  /**
   * `REQUEST_TIMEOUT_SECONDS` that a client has to send its whole request.
   * @default 15
   */
  readonly requestSeconds: number;
  /**
   * `KEEP_ALIVE_SECONDS` of an idle connection: longer than the load balancer's, so that the balancer is the one to close it.
   * @default 75 - an ALB's is 60
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html
   */
  readonly keepAliveSeconds: number;
}

/** A client has this long to send its headers: what a slow-loris attack stretches. */
const HEADERS_MS = 5000;
/** How often Node looks for clients that are too slow; its own 30 s would make the limits above that much longer. */
const CHECK_MS = 1000;

/** The limits that Node and Fastify keep themselves. */
export function serverLimits(limits: Limits) {
  return {
    bodyLimit: limits.bodyBytes,
    http: { headersTimeout: Math.min(HEADERS_MS, limits.requestSeconds * 1000), connectionsCheckingInterval: CHECK_MS },
    requestTimeout: limits.requestSeconds * 1000,
    connectionTimeout: Math.max(limits.keepAliveSeconds, limits.requestSeconds) * 1000,
    keepAliveTimeout: limits.keepAliveSeconds * 1000,
    clientErrorHandler: refuse,
  } satisfies FastifyHttpOptions<Server>;
}

/** Answers 503 at once when this scope already has as many requests in work as it may. */
export function concurrencyLimit(app: FastifyInstance, most: number): void {
  let open = 0;
  app.addHook('onRequest', (_request, reply, done) => {
    if (open >= most) {
      done(problem(503, `${most} requests are already in work; try again`, { headers: { 'retry-after': '1' } }));
      return;
    }
    open += 1;
    reply.raw.once('close', () => { open -= 1; });
    done();
  });
}

/** What arrives too slowly, or is not HTTP, never becomes a request: it is answered on its socket. */
function refuse(error: ConnectionError, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return;
  const status = { ERR_HTTP_REQUEST_TIMEOUT: 408, HPE_HEADER_OVERFLOW: 431 }[error.code] ?? 400;
  const body = JSON.stringify(problemBody(status, 'the request was not sent in time, or is not HTTP', '/'));
  socket.end([
    `HTTP/1.1 ${status} ${JSON.parse(body).title}`, 'content-type: application/problem+json',
    `content-length: ${Buffer.byteLength(body)}`, 'connection: close', '', body,
  ].join('\r\n'));
}
