import { fastify, type FastifyInstance } from 'fastify';
import type { Settings } from './settings';

/** Serves the OpenAPI document of `routes` at `/openapi.json`. It is made when it is first asked for, not at the start. */
export function openApi(app: FastifyInstance, document: () => Promise<object>): void {
  let made: Promise<object> | undefined;
  const schema = { summary: 'This document.', response: { 200: { description: 'OpenAPI 3.1.', type: 'object', additionalProperties: true } } };
  app.get('/openapi.json', { schema }, () => (made ??= document()));
}

/** Registers the routes with an app that only describes them, so that the one that serves them carries no plugin for it. */
export async function openApiDocument({ service, version }: Settings, routes: (app: FastifyInstance) => void): Promise<object> {
  const { fastifySwagger } = await import('@fastify/swagger');
  const app = fastify();
  await app.register(fastifySwagger, {
    openapi: { openapi: '3.1.0', info: { title: service, version } },
    refResolver: { buildLocalReference: (schema) => String(schema.$id) },
  });
  routes(app);
  await app.ready();
  return app.swagger();
}
