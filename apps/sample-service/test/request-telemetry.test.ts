import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { RequestLog } from '@plinth/observability';
import { requestTelemetry } from '../src/request-telemetry';
import { aService } from './a-service';

describe('the request line', () => {
  it('has exactly the fields that dashboards, alarms and saved queries read', async () => {
    const { app, requestLines } = aService();
    await app.inject({ url: '/orders/7?verbose=1', headers: { 'x-request-id': 'r-1' } });
    const [line] = requestLines();
    expect(Object.keys(line)).toEqual(RequestLog.fields);
    expect(RequestLog.problems(line)).toEqual([]);
    expect(line).toMatchObject({ level: 'info', service: 'sample-service', environment: 'test', requestId: 'r-1', method: 'GET', statusCode: 404 });
    expect(line.time).toBe(new Date(line.time as string).toISOString());
    expect(line.durationMs).toBeGreaterThan(0);
  });

  it('names the route, never the address, so that one route is one series', async () => {
    const { app, requestLines } = aService();
    for (const url of ['/orders/1', '/orders/2', '/wp-login.php']) await app.inject(url);
    expect(requestLines().map(({ route }) => route)).toEqual(['/orders/:id', '/orders/:id', 'unmatched']);
  });

  it('is written once a request, and not for probes', async () => {
    const { app, requestLines, spans } = aService();
    for (const url of ['/', ...RequestLog.probeRoutes, '/orders']) await app.inject(url);
    expect(requestLines().map(({ route }) => route)).toEqual(['/', '/orders']);
    expect(spans()).toHaveLength(2);
  });
});

describe('the request span', () => {
  const caller = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' };

  it('continues the trace of the caller', async () => {
    const { app, spans, requestLines } = aService();
    await app.inject({ url: '/orders/7', headers: caller });
    const [span] = spans();
    expect(span).toMatchObject({ name: 'GET /orders/:id', kind: SpanKind.SERVER, parentSpanContext: { spanId: 'b7ad6b7169203331' } });
    expect(span.attributes).toEqual({ 'http.request.method': 'GET', 'http.route': '/orders/:id', 'url.path': '/orders/7', 'url.scheme': 'http', 'http.response.status_code': 404 });
    expect(requestLines()).toEqual([expect.objectContaining({ traceId: '0af7651916cd43dd8448eb211c80319c', spanId: span.spanContext().spanId })]);
  });

  it('is the one that lines of the handler carry, also after a body was read', async () => {
    const { app, lines, spans } = aService({ env: { LOG_LEVEL: 'debug' } });
    await app.inject({ method: 'POST', url: '/orders', payload: { item: 'tea', quantity: 1 }, headers: caller });
    expect(lines).toContainEqual(expect.objectContaining({ msg: 'order created', spanId: spans()[0].spanContext().spanId }));
  });

  it('is an error when the service failed, and none when the caller did', async () => {
    const { app, spans } = aService();
    app.register(async (scope) => {
      requestTelemetry(scope);
      scope.get('/broken', async () => { throw new Error('no database'); });
    });
    for (const url of ['/orders/7', '/broken']) await app.inject(url);
    expect(spans().map(({ status }) => status.code)).toEqual([SpanStatusCode.UNSET, SpanStatusCode.ERROR]);
  });
});
