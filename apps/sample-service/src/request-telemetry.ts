import { context, propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, type Context } from '@opentelemetry/api';
import type { FastifyInstance } from 'fastify';
import { requestMetrics } from './request-metrics';

declare module 'fastify' {
  interface FastifyRequest {
    /** The request's span, or its caller's when there is none. */
    traceContext: Context;
  }
}

/** The client went away before it had its answer; nginx's number for it. */
const CLIENT_CLOSED_REQUEST = 499;

/** Gives every request of this scope one server span, as a child of its caller's, its measurements and one log line. */
export function requestTelemetry(app: FastifyInstance): void {
  const tracer = trace.getTracer('http-server');
  const measured = requestMetrics();
  app.decorateRequest('traceContext');

  app.addHook('onRequest', (request, reply, done) => {
    const { method } = request;
    const route = request.routeOptions.url;
    const caller = propagation.extract(ROOT_CONTEXT, request.headers);
    const attributes = { 'http.request.method': method, 'http.route': route, 'url.path': request.url.split('?', 1)[0], 'url.scheme': 'http' };
    const span = tracer.startSpan(route ? `${method} ${route}` : method, { kind: SpanKind.SERVER, attributes }, caller);
    request.traceContext = trace.setSpan(caller, span);
    measured.started(method);

    // `close` comes exactly once, for answered and abandoned requests alike; Fastify's onResponse only for the former.
    reply.raw.once('close', () => {
      const statusCode = reply.raw.writableEnded ? reply.statusCode : CLIENT_CLOSED_REQUEST;
      span.setAttribute('http.response.status_code', statusCode);
      if (statusCode >= 500) span.setAttribute('error.type', String(statusCode)).setStatus({ code: SpanStatusCode.ERROR });
      span.end();
      measured.finished(method, route, statusCode, reply.elapsedTime / 1000);
      const durationMs = Math.round(reply.elapsedTime * 1000) / 1000;
      const line = { method, route: route ?? 'unmatched', statusCode, durationMs };
      context.with(request.traceContext, () => request.log.info(line, 'request completed'));
    });
    context.with(request.traceContext, done);
  });

  // A body arrives in its connection's async context, so the request's own is entered again before the handler.
  app.addHook('preValidation', (request, _reply, done) => context.with(request.traceContext, done));
}
