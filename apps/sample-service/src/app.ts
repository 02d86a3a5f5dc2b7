import { randomUUID } from 'node:crypto';
import { fastify, LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import { inventoryAt } from './inventory';
import { concurrencyLimit, serverLimits } from './limits';
import { openApi, openApiDocument } from './openapi';
import { orders } from './orders';
import { probes, type Lifecycle } from './probes';
import { problem, problemDetails, problemSchema } from './problem-details';
import { RequestLogger } from './request-logger';
import { requestTelemetry } from './request-telemetry';
import type { Settings } from './settings';

/** The service without a port: `app.inject()` asks it, `app.listen()` serves it. */
export function buildApp(settings: Settings, logger: FastifyBaseLogger, lifecycle: Lifecycle): FastifyInstance {
  const app = fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    childLoggerFactory: (parent, ids) => new RequestLogger(parent, ids),
    genReqId: (request) => acceptedId(request.headers['x-request-id']) ?? randomUUID(),
    ...serverLimits(settings.limits),
    forceCloseConnections: 'idle',
    // While draining, what still arrives on an open connection is answered, and the connection closed after it.
    return503OnClosing: false,
    ajv: { customOptions: { removeAdditional: false } },
    frameworkErrors: problemDetails,
  });
  app.setErrorHandler(problemDetails);
  app.addHook('onSend', (request, reply, payload, done) => {
    reply.header('x-request-id', request.id);
    if (lifecycle.phase === 'draining') reply.header('connection', 'close');
    done(null, payload);
  });
  routes(app, settings, lifecycle);
  return app;
}

/** Every route, for the server and for the OpenAPI document alike. */
export function routes(app: FastifyInstance, settings: Settings, lifecycle: Lifecycle): void {
  problemSchema(app);
  // Probes stay outside the scope below: they come every few seconds, would be most of the logs and traces, and must be
  // answered also when nothing else is.
  probes(app, lifecycle);
  app.register(async (observed) => {
    requestTelemetry(observed);
    concurrencyLimit(observed, settings.limits.concurrentRequests);
    observed.setNotFoundHandler(async (request) => { throw problem(404, `${request.method} ${request.url} does not exist`); });
    observed.get('/', { schema: identity }, async () => ({ name: settings.service, version: settings.version }));
    openApi(observed, () => openApiDocument(settings, (app) => routes(app, settings, lifecycle)));
    observed.register(orders, {
      prefix: '/orders',
      inventory: settings.inventoryUrl ? inventoryAt(settings.inventoryUrl, settings.inventoryDeadlineMs) : undefined,
    });
  });
}

const identity = {
  summary: 'What runs here.',
  response: {
    200: {
      description: 'Name and version.', type: 'object', required: ['name', 'version'], additionalProperties: false,
      properties: { name: { type: 'string' }, version: { type: 'string' } },
    },
  },
};

/** A caller's id goes into logs and headers, so it is taken only if it is short and plain. */
function acceptedId(id: string | string[] | undefined): string | undefined {
  return typeof id === 'string' && /^[\w.:-]{1,128}$/.test(id) ? id : undefined;
}
