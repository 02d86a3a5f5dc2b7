import type { FastifyReply } from 'fastify';

/**
 * Aborts when the client leaves before it has its answer, so that nobody works for it.
 * Not `request.signal`: that of Fastify 5.12 aborts as soon as a body has been read. Go back to it when it waits.
 */
export function clientGone(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  return gone.signal;
}
