import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { aService } from './a-service';
import { anUpstream, inStock, type Reply } from './an-upstream';

const running: { close(): unknown }[] = [];
afterEach(async () => { for (const { close } of running.splice(0)) await close(); });

/** The service on a port. */
async function listening(env: NodeJS.ProcessEnv) {
  const service = aService({ env });
  await service.app.listen({ host: '127.0.0.1', port: 0 });
  running.push({ close: () => service.app.close() });
  const { port } = service.app.server.address() as AddressInfo;
  /** Writes these bytes, and reads until the service closes the connection. */
  const raw = async (bytes: string) => {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write(bytes);
    return String(await buffer(socket));
  };
  return { ...service, url: `http://127.0.0.1:${port}`, raw };
}

const order = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ item: 'tea', quantity: 1 }) };

describe('the limit of requests at once', () => {
  it('refuses one more, answers probes all the same, and takes requests again afterwards', async () => {
    const held: (() => void)[] = [];
    const hold: Reply = (response) => { held.push(() => inStock(1)(response)); };
    const inventory = await anUpstream(hold);
    running.push(inventory);
    const { url, requestLines } = await listening({ MAX_CONCURRENT_REQUESTS: '2', INVENTORY_URL: inventory.url, INVENTORY_DEADLINE_MS: '5000' });
    const first = [fetch(`${url}/orders`, order), fetch(`${url}/orders`, order)];
    await new Promise((arrived) => setTimeout(arrived, 150));
    expect(held).toHaveLength(2);

    const refused = await fetch(url);
    expect([refused.status, refused.headers.get('retry-after'), refused.headers.get('content-type')]).toEqual([503, '1', expect.stringContaining('application/problem+json')]);
    expect(await refused.json()).toMatchObject({ detail: '2 requests are already in work; try again' });
    expect((await fetch(`${url}/readyz`)).status).toBe(200);

    for (const release of held) release();
    expect((await Promise.all(first)).map(({ status }) => status)).toEqual([201, 201]);
    expect((await fetch(url)).status).toBe(200);
    expect(requestLines().map(({ statusCode }) => statusCode)).toEqual([503, 201, 201, 200]);
  });

  it('counts a request only until its client goes away', async () => {
    const { url } = await listening({ MAX_CONCURRENT_REQUESTS: '1' });
    for (let round = 0; round < 3; round += 1) {
      const gone = connect(Number(new URL(url).port), '127.0.0.1');
      gone.write('POST /orders HTTP/1.1\r\nhost: service\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{');
      await new Promise((arrived) => setTimeout(arrived, 50));
      expect((await fetch(url)).status).toBe(503);
      gone.destroy();
      await new Promise((left) => setTimeout(left, 50));
      expect((await fetch(url)).status).toBe(200);
    }
  });
});

describe('a client', () => {
  const problem = (status: string) => new RegExp(`^HTTP/1\\.1 ${status}\\r\\n[^]*application/problem\\+json[^]*connection: close`);

  it('fails when it takes too long over its headers', async () => {
    const { raw } = await listening({ REQUEST_TIMEOUT_SECONDS: '1' });
    expect(await raw('GET / HTTP/1.1\r\nhost: serv')).toMatch(problem('408 Request Timeout'));
  });

  it('fails when it takes too long over its body', async () => {
    const { raw } = await listening({ REQUEST_TIMEOUT_SECONDS: '1' });
    const answer = await raw('POST /orders HTTP/1.1\r\nhost: service\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{');
    expect(answer).toMatch(problem('408 Request Timeout'));
  });

  it('fails when its headers are too large, or it speaks no HTTP', async () => {
    const { raw } = await listening({});
    expect(await raw(`GET / HTTP/1.1\r\nhost: service\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`)).toMatch(problem('431 Request Header Fields Too Large'));
    expect(await raw('HELO service\r\n\r\n')).toMatch(problem('400 Bad Request'));
  });

  it('fails when its body is larger than the team allows', async () => {
    const { url } = await listening({ BODY_LIMIT_BYTES: '1024' });
    expect((await fetch(`${url}/orders`, { ...order, body: JSON.stringify({ item: 'x'.repeat(2000), quantity: 1 }) })).status).toBe(413);
  });

  it('keeps its connection longer than a load balancer does', async () => {
    const { url } = await listening({});
    expect((await fetch(url)).headers.get('keep-alive')).toBe('timeout=75');
  });
});
