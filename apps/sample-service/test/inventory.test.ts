import { aService } from './a-service';
import { anUpstream, inStock, nobody, silence, status, type Reply } from './an-upstream';

const servers: { close(): void }[] = [];
afterEach(() => { for (const server of servers.splice(0)) server.close(); });

async function withInventory(...replies: Reply[]) {
  const server = await anUpstream(...replies);
  servers.push(server);
  return { ...aService({ env: { INVENTORY_URL: server.url, INVENTORY_DEADLINE_MS: '300' } }), server };
}
const order = { method: 'POST', url: '/orders', payload: { item: 'green tea', quantity: 3 } } as const;

describe('an order, where there is an inventory', () => {
  it('is taken when there is enough in stock', async () => {
    const { app, server } = await withInventory(status(503), inStock(3));
    expect((await app.inject(order)).statusCode).toBe(201);
    expect(server.requests.at(-1)?.url).toBe('/items/green%20tea');
  });

  it('carries the trace of its caller on', async () => {
    const { app, server, spans } = await withInventory(inStock(3));
    await app.inject({ ...order, headers: { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' } });
    const [client, handler] = spans();
    expect(server.requests[0].headers.traceparent).toBe(`00-0af7651916cd43dd8448eb211c80319c-${client.spanContext().spanId}-01`);
    expect(client.parentSpanContext?.spanId).toBe(handler.spanContext().spanId);
  });

  it.each([
    ['fails when there is not enough', inStock(2), 409, 'only 2 of "green tea" are in stock'],
    ['fails when the item is unknown there', status(404), 409, 'only 0 of "green tea" are in stock'],
    ['fails when the inventory does not answer in time', silence, 504, 'inventory did not answer in time'],
    ['fails when the inventory is broken', status(500), 502, 'inventory could not answer'],
    ['fails when its answer is not what was agreed', inStock('many'), 502, 'inventory gave an answer that could not be read'],
  ])('%s', async (_case, reply, statusCode, detail) => {
    const { app } = await withInventory(reply);
    const response = await app.inject(order);
    expect(response.headers['content-type']).toMatch('application/problem+json');
    expect(response.json()).toMatchObject({ status: statusCode, detail, instance: '/orders' });
    expect((await app.inject('/orders')).json()).toEqual({ items: [] });
  });

  it('fails when the inventory is down, and only the log says where it was looked for', async () => {
    const { app, lines } = aService({ env: { INVENTORY_URL: await nobody() } });
    const response = await app.inject(order);
    expect(response.json()).toMatchObject({ status: 502, detail: 'inventory could not be reached' });
    expect(response.body).not.toContain('127.0.0.1');
    expect(JSON.stringify(lines.find(({ level }) => level === 'warn'))).toContain('ECONNREFUSED');
  });
});
