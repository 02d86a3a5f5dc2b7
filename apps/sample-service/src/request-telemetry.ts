import { propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, type Context } from '@opentelemetry/api';
import type { FastifyInstance } from 'fastify';
import { requestMetrics } from './request-metrics';

declare module 'fastify' {
  interface FastifyRequest {
    /** Where the request's span is: what an outgoing call continues. */
    traceContext: Context;
  }
}

/** The client went away before it had its answer; nginx's number for it. */
const CLIENT_CLOSED_REQUEST = 499;

/**
 * Gives every request of this scope one server span, as a child of its caller's, its measurements, one log line, and a
 * logger whose lines carry its ids. The context travels with the request and not through async hooks, which before
 * Node 24 slow every promise down.
 */
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
    const { traceId, spanId } = span.spanContext();
    request.traceContext = trace.setSpan(caller, span);
    request.log = reply.log = request.log.child({ traceId, spanId });
    measured.started(method);

    // `close` comes exactly once, for answered and abandoned requests alike; Fastify's onResponse only for the former.
    reply.raw.once('close', () => {
      const statusCode = reply.raw.writableEnded ? reply.statusCode : CLIENT_CLOSED_REQUEST;
      const { elapsedTime } = reply;
      span.setAttribute('http.response.status_code', statusCode);
      if (statusCode >= 500) span.setAttribute('error.type', String(statusCode)).setStatus({ code: SpanStatusCode.ERROR });
      span.end();
      measured.finished(method, route, statusCode, elapsedTime / 1000);
      request.log.info({ method, route: route ?? 'unmatched', statusCode, durationMs: Math.round(elapsedTime * 1000) / 1000 }, 'request completed');
    });
    done();
  });
}
