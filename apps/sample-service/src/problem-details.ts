import { STATUS_CODES } from 'node:http';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';

/**
 * Answers any error as `application/problem+json`. What broke inside is for the log, never for the caller.
 * @see https://www.rfc-editor.org/rfc/rfc9457
 */
export function problemDetails(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const status = error.statusCode ?? 500;
  if (status >= 500) request.log.error({ err: error }, 'request failed');
  return reply.code(status).type('application/problem+json').send({
    type: 'about:blank',
    title: STATUS_CODES[status],
    status,
    detail: status >= 500 ? `something broke; quote request ${request.id}` : error.message,
    instance: request.url,
  });
}

/** An error that the caller can act on. */
export function problem(statusCode: number, detail: string): Error {
  return Object.assign(new Error(detail), { statusCode });
}
