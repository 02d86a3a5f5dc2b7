import type { FastifyInstance } from 'fastify';

/** Where the process is in its life: start, readiness and shutdown agree through it. */
export interface Lifecycle {
  phase: 'starting' | 'ready' | 'draining';
}

/** `/healthz`: this process works, so do not restart it. `/readyz`: send it requests. Neither asks anyone else. */
export function probes(app: FastifyInstance, lifecycle: Lifecycle): void {
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    const { phase } = lifecycle;
    return reply.code(phase === 'ready' ? 200 : 503).send({ status: phase });
  });
}
