import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { Upstream, type UpstreamOptions } from '../src/upstream';
import { aService } from './a-service';
import { anUpstream, inStock, nobody, silence, status, type Reply } from './an-upstream';

const servers: { close(): void }[] = [];
afterEach(() => { for (const server of servers.splice(0)) server.close(); });

/** A client of a server that replies so. */
async function calling(replies: Reply[], options: Partial<UpstreamOptions> = {}) {
  const server = await anUpstream(...replies);
  servers.push(server);
  const upstream = new Upstream({ name: 'inventory', url: server.url, deadlineMs: 2000, ...options });
  return { server, upstream, get: (signal?: AbortSignal) => upstream.request({ method: 'GET', path: '/items/tea', signal }) };
}

describe('an outgoing call', () => {
  it('is repeated until it succeeds', async () => {
    const { server, get } = await calling([status(503), status(502), inStock(7)]);
    expect(await get()).toMatchObject({ status: 200, body: '{"available":7}' });
    expect(server.requests.map(({ url }) => url)).toEqual(['/items/tea', '/items/tea', '/items/tea']);
  });

  it('gives the last answer when no attempt succeeds', async () => {
    const { server, get } = await calling([status(503)]);
    expect((await get()).status).toBe(503);
    expect(server.requests).toHaveLength(3);
  });

  it('is made once when it may not be repeated', async () => {
    const { server, upstream } = await calling([status(503), status(201)]);
    expect((await upstream.request({ method: 'POST', path: '/reservations', body: '{}' })).status).toBe(503);
    expect(server.requests).toHaveLength(1);
  });

  it('is cut off and made again when an attempt takes too long', async () => {
    const { server, get } = await calling([silence, inStock(1)], { attemptMs: 50 });
    expect((await get()).status).toBe(200);
    expect(server.requests).toHaveLength(2);
  });

  it('waits as long as it is asked to, unless that is past its deadline', async () => {
    const waited = await calling([status(429, { 'retry-after': '1' }), inStock(1)]);
    const start = performance.now();
    expect((await waited.get()).status).toBe(200);
    expect(performance.now() - start).toBeGreaterThan(950);
    const gaveUp = await calling([status(503, { 'retry-after': '60' })]);
    expect((await gaveUp.get()).status).toBe(503);
    expect(gaveUp.server.requests).toHaveLength(1);
  });

  it('is no longer repeated when most calls fail', async () => {
    const { server, get } = await calling([status(503)]);
    for (let calls = 0; calls < 10; calls += 1) await get();
    expect(server.requests).toHaveLength(3 + 2 + 8);
  });

  it('fails when nobody answers before the deadline', async () => {
    const { get } = await calling([silence], { deadlineMs: 200, attemptMs: 120 });
    const start = performance.now();
    await expect(get()).rejects.toMatchObject({ statusCode: 504, message: 'inventory did not answer in time' });
    expect(performance.now() - start).toBeLessThan(400);
  });

  it('leaves no connection behind when it fails: there are never more than calls at once', async () => {
    const { server, get } = await calling([silence], { deadlineMs: 100 });
    for (let round = 0; round < 3; round += 1) {
      await Promise.allSettled(Array.from({ length: 10 }, () => get()));
      await new Promise((closed) => setTimeout(closed, 50));
      expect(await server.connections()).toBeLessThanOrEqual(10);
    }
  });

  it('fails when an answer stops half-way', async () => {
    const half: Reply = (response) => { response.writeHead(200, { 'content-length': '100' }).write('{'); };
    const { get } = await calling([half], { deadlineMs: 100 });
    await expect(get()).rejects.toMatchObject({ statusCode: 504 });
  });

  it('fails when nobody listens', async () => {
    const upstream = new Upstream({ name: 'inventory', url: await nobody(), deadlineMs: 1000 });
    await expect(upstream.request({ method: 'GET', path: '/' })).rejects.toMatchObject({ statusCode: 502, message: 'inventory could not be reached' });
  });

  it('fails when its caller goes away, at once and for good', async () => {
    const { server, get } = await calling([silence], { attemptMs: 5000, deadlineMs: 5000 });
    const caller = new AbortController();
    setTimeout(() => caller.abort(), 50);
    await expect(get(caller.signal)).rejects.toMatchObject({ statusCode: 499 });
    expect(server.requests).toHaveLength(1);
  });
});

describe('the trace of an outgoing call', () => {
  it('has a client span for each attempt, and the other side is told of it', async () => {
    const { spans } = aService();
    const { server, upstream } = await calling([status(503), inStock(1)]);
    const parent = trace.getTracer('test').startSpan('parent');
    await upstream.request({ method: 'GET', path: '/items/tea', traceContext: trace.setSpan(ROOT_CONTEXT, parent) });

    const [first, second] = spans();
    expect([first.kind, first.name, first.parentSpanContext?.spanId]).toEqual([SpanKind.CLIENT, 'GET', parent.spanContext().spanId]);
    expect([first.status.code, second.status.code]).toEqual([SpanStatusCode.ERROR, SpanStatusCode.UNSET]);
    expect(first.attributes).toMatchObject({ 'http.response.status_code': 503, 'error.type': '503', 'server.address': '127.0.0.1', 'url.full': `${server.url}/items/tea` });
    expect(second.attributes).toMatchObject({ 'http.request.resend_count': 1, 'http.response.status_code': 200 });
    const { traceId } = parent.spanContext();
    expect(server.requests.map(({ headers }) => headers.traceparent)).toEqual([first, second].map((span) => `00-${traceId}-${span.spanContext().spanId}-01`));
  });

  it('says what happened to the connection', async () => {
    const { spans } = aService();
    const upstream = new Upstream({ name: 'inventory', url: await nobody(), deadlineMs: 1000, attempts: 1 });
    await expect(upstream.request({ method: 'GET', path: '/' })).rejects.toThrow();
    expect(spans()[0].attributes['error.type']).toBe('ECONNREFUSED');
  });
});
