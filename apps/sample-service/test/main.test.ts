import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { aProcess, bundle } from './a-process';
import { anUpstream, inStock, silence } from './an-upstream';

let file: string;
beforeAll(() => { file = bundle('first'); });

const ORDER = JSON.stringify({ item: 'tea', quantity: 1 });

/** An upload that stops half-way, as a slow client's does, until `finish()`. */
async function aSlowRequest(port: number) {
  const socket = connect(port, '127.0.0.1');
  const answer: string[] = [];
  socket.on('data', (chunk) => answer.push(String(chunk)));
  const closed = once(socket, 'close').then(() => answer.join(''));
  socket.write(`POST /orders HTTP/1.1\r\nhost: service\r\ncontent-type: application/json\r\ncontent-length: ${ORDER.length}\r\n\r\n${ORDER.slice(0, 5)}`);
  await new Promise((arrived) => setTimeout(arrived, 50));
  return { closed, finish: () => socket.write(ORDER.slice(5)), abort: () => socket.destroy() };
}

describe('the process', () => {
  it('continues a trace that comes in, logs its id and sends spans and metrics to the collector', async () => {
    const sent: string[] = [];
    const collector = createServer(async (request, response) => {
      for await (const chunk of request) sent.push(`${request.url} ${chunk}`);
      response.end('{}');
    }).listen(0, '127.0.0.1');
    await once(collector, 'listening');
    const endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
    const service = await aProcess(file, { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, ENVIRONMENT: 'staging' });
    await service.said('listening');

    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const response = await fetch(service.url, { headers: { traceparent, 'x-request-id': 'r-1' } });
    expect(response.headers.get('x-request-id')).toBe('r-1');
    service.kill('SIGTERM');
    expect(await service.exited).toBe(0);
    expect(service.lines()).toContainEqual(expect.objectContaining({ traceId: '0af7651916cd43dd8448eb211c80319c', requestId: 'r-1', route: '/', environment: 'staging' }));
    expect(sent.find((text) => text.startsWith('/v1/traces'))).toContain('"traceId":"0af7651916cd43dd8448eb211c80319c"');
    expect(sent.find((text) => text.startsWith('/v1/metrics'))).toMatch(/"http\.server\.active_requests".*"http\.server\.request\.duration"/);
    collector.close();
  });

  it('on SIGTERM turns unready, finishes the request in flight, closes its connection and exits 0', async () => {
    const service = await aProcess(file, { DRAIN_SECONDS: '1' });
    await service.said('listening');
    const slow = await aSlowRequest(service.port);
    service.kill('SIGTERM');
    await service.said('draining');
    expect((await fetch(`${service.url}/readyz`)).status).toBe(503);
    expect((await fetch(`${service.url}/healthz`)).status).toBe(200);

    slow.finish();
    expect(await slow.closed).toMatch(/^HTTP\/1\.1 201 Created[^]*connection: close/);
    expect(await service.exited).toBe(0);
  });

  it('finishes a request in flight after it stopped listening', async () => {
    const service = await aProcess(file);
    await service.said('listening');
    const slow = await aSlowRequest(service.port);
    service.kill('SIGTERM');
    await expect(untilRefused(service.url)).resolves.toBe('refused');
    slow.finish();
    expect(await slow.closed).toMatch(/^HTTP\/1\.1 201 Created[^]*connection: close/);
    expect(await service.exited).toBe(0);
  });

  it('is not held up by idle connections nor by a collector that is down', async () => {
    const service = await aProcess(file, { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' });
    await service.said('listening');
    await once(connect(service.port, '127.0.0.1'), 'connect');
    await (await fetch(service.url)).text();
    service.kill('SIGTERM');
    expect(await service.exited).toBe(0);
  });

  it('is not held up by a collector that never answers', async () => {
    const collector = await anUpstream(silence);
    const service = await aProcess(file, { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
    await service.said('listening');
    await (await fetch(service.url)).text();
    const start = performance.now();
    service.kill('SIGTERM');
    expect(await service.exited).toBe(0);
    expect(performance.now() - start).toBeLessThan(5000);
    collector.close();
  }, 15_000);

  it('on SIGTERM waits for another service as long as a request does', async () => {
    const inventory = await anUpstream((response) => { setTimeout(() => inStock(1)(response), 400); });
    const service = await aProcess(file, { INVENTORY_URL: inventory.url });
    await service.said('listening');
    const slow = fetch(`${service.url}/orders`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: ORDER });
    while (inventory.requests.length === 0 && service.running()) await new Promise((wake) => setTimeout(wake, 5));
    service.kill('SIGTERM');
    const answer = await slow;
    expect([answer.status, answer.headers.get('connection')]).toEqual([201, 'close']);
    expect(await service.exited).toBe(0);
    inventory.close();
  });

  it('answers everything that still comes on open connections while it drains', async () => {
    const service = await aProcess(file, { DRAIN_SECONDS: '1' });
    await service.said('listening');
    const open = await Promise.all(Array.from({ length: 20 }, () => fetch(service.url)));
    await Promise.all(open.map((answer) => answer.text()));
    service.kill('SIGTERM');
    await service.said('draining');
    const answers = await Promise.all(Array.from({ length: 20 }, () => fetch(service.url)));
    expect(answers.map(({ status, headers }) => `${status} ${headers.get('connection')}`)).toEqual(Array(20).fill('200 close'));
    expect(await service.exited).toBe(0);
  });

  it('fails when a request outlasts SHUTDOWN_SECONDS: it is cut off, and the exit code says so', async () => {
    const service = await aProcess(file, { SHUTDOWN_SECONDS: '1' });
    await service.said('listening');
    const slow = await aSlowRequest(service.port);
    service.kill('SIGTERM');
    expect(await service.exited).toBe(1);
    expect(await slow.closed).toBe('');
  });

  it('logs a request whose client went away', async () => {
    const service = await aProcess(file);
    await service.said('listening');
    (await aSlowRequest(service.port)).abort();
    await service.said('request completed');
    expect(service.lines()).toContainEqual(expect.objectContaining({ route: '/orders', statusCode: 499 }));
    service.kill('SIGINT');
    expect(await service.exited).toBe(0);
  });

  it('fails when the environment is wrong, one line for each variable', async () => {
    const service = await aProcess(file, { PORT: 'http', LOG_LEVEL: 'loud' });
    expect(await service.exited).toBe(1);
    expect(service.stderr()).toMatch(/^LOG_LEVEL must be .*\nPORT must be .*\n$/);
  });
});

describe('the bundle', () => {
  it('has the same bytes each time, and no path of the machine it was made on', () => {
    const bytes = readFileSync(file, 'utf8');
    expect(readFileSync(bundle('second'), 'utf8') === bytes).toBe(true);
    expect(bytes.includes(process.cwd())).toBe(false);
  });
});

async function untilRefused(url: string): Promise<'refused'> {
  for (;;) {
    try {
      await fetch(url, { headers: { connection: 'close' } });
    } catch {
      return 'refused';
    }
  }
}
