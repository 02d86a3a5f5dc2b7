import { STATUS_CODES } from 'node:http';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** An error that the caller can act on: its message is the answer's detail. */
export interface Problem extends Error {
  readonly statusCode: number;
  readonly expose: true;
  readonly headers?: Record<string, string>;
}

/** Throw it from a handler. The cause is for the log. */
export function problem(statusCode: number, detail: string, more: { headers?: Record<string, string>; cause?: unknown } = {}): Problem {
  return Object.assign(new Error(detail, { cause: more.cause }), { statusCode, expose: true as const, headers: more.headers });
}

/** Answers any error as `application/problem+json`. What broke inside is for the log, never for the caller. */
export function problemDetails(error: FastifyError & Partial<Problem>, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const status = error.statusCode ?? 500;
  const broken = status >= 500 && !error.expose;
  if (broken) request.log.error({ err: error }, 'request failed');
  else if (error.cause) request.log.warn({ err: error }, 'request refused');
  const detail = broken ? `something broke; quote request ${request.id}` : error.message;
  return reply.code(status).headers(error.headers ?? {}).type('application/problem+json').send(problemBody(status, detail, request.url));
}

/** @see https://www.rfc-editor.org/rfc/rfc9457 */
export function problemBody(status: number, detail: string, instance: string) {
  return { type: 'about:blank', title: STATUS_CODES[status], status, detail, instance };
}

/** The schema of `problemBody`, and of every answer that a route does not declare. */
export function problemSchema(app: FastifyInstance): void {
  app.addSchema({
    $id: 'Problem',
    type: 'object',
    required: ['type', 'title', 'status', 'detail', 'instance'],
    properties: {
      type: { type: 'string' }, title: { type: 'string' }, status: { type: 'integer' }, detail: { type: 'string' }, instance: { type: 'string' },
    },
  });
  app.addHook('onRoute', (route) => {
    const response = { default: problemResponse('Any other answer.'), ...(route.schema?.response as object) };
    route.schema = { ...route.schema, response };
  });
}

/** A problem, in a route's `response` schema. */
export function problemResponse(description: string) {
  return { description, content: { 'application/problem+json': { schema: { $ref: 'Problem#' } } } };
}
