import type { FastifyInstance } from 'fastify';

/** Where the process is in its life: start, readiness and shutdown agree through it. */
export interface Lifecycle {
  phase: 'starting' | 'ready' | 'draining';
}

const status = (description: string) => ({
  description, type: 'object', required: ['status'], additionalProperties: false, properties: { status: { type: 'string' } },
});
const alive = { summary: 'Whether the process works.', response: { 200: status('It does.') } };
const ready = { summary: 'Whether to send it requests.', response: { 200: status('Ready.'), 503: status('Starting or draining.') } };

/** `/healthz`: this process works, so do not restart it. `/readyz`: send it requests. Neither asks anyone else. */
export function probes(app: FastifyInstance, lifecycle: Lifecycle): void {
  app.get('/healthz', { schema: alive }, async () => ({ status: 'ok' }));
  app.get('/readyz', { schema: ready }, async (_request, reply) => {
    const { phase } = lifecycle;
    return reply.code(phase === 'ready' ? 200 : 503).send({ status: phase });
  });
}
