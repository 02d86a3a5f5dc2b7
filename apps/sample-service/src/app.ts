import { randomUUID } from 'node:crypto';
import { fastify, LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import { probes, type Lifecycle } from './probes';
import { orders } from './orders';
import { problem, problemDetails } from './problem-details';
import { requestTelemetry } from './request-telemetry';
import type { Settings } from './settings';

/** Largest body accepted. */
const BODY_BYTES = 64 * 1024;
/** A client has this long to send its whole request. */
const REQUEST_MS = 30_000;
/** Longer than a load balancer keeps an idle connection (ALB: 60 s), so that the balancer is the one to close it. */
const IDLE_MS = 75_000;

/** The service without a port: `app.inject()` asks it, `app.listen()` serves it. */
export function buildApp(settings: Settings, logger: FastifyBaseLogger, lifecycle: Lifecycle): FastifyInstance {
  const app = fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    genReqId: (request) => acceptedId(request.headers['x-request-id']) ?? randomUUID(),
    bodyLimit: BODY_BYTES,
    requestTimeout: REQUEST_MS,
    connectionTimeout: IDLE_MS,
    keepAliveTimeout: IDLE_MS,
    forceCloseConnections: 'idle',
    // While draining, what still arrives on an open connection is answered, and the connection closed after it.
    return503OnClosing: false,
    ajv: { customOptions: { removeAdditional: false } },
    frameworkErrors: problemDetails,
  });
  app.setErrorHandler(problemDetails);
  app.addHook('onSend', async (request, reply) => {
    reply.header('x-request-id', request.id);
    if (lifecycle.phase === 'draining') reply.header('connection', 'close');
  });

  // Probes stay outside the scope below: they come every few seconds, and would be most of the logs and traces.
  probes(app, lifecycle);
  app.register(async (observed) => {
    requestTelemetry(observed);
    observed.setNotFoundHandler(async (request) => { throw problem(404, `${request.method} ${request.url} does not exist`); });
    observed.get('/', async () => ({ name: settings.service, version: settings.version }));
    observed.register(orders, { prefix: '/orders' });
  });
  return app;
}

/** A caller's id goes into logs and headers, so it is taken only if it is short and plain. */
function acceptedId(id: string | string[] | undefined): string | undefined {
  return typeof id === 'string' && /^[\w.:-]{1,128}$/.test(id) ? id : undefined;
}
