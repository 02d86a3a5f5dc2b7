import { aService } from './a-service';

describe('the service', () => {
  it('says its name and version', async () => {
    const { app } = aService({ env: { SERVICE_VERSION: '1.2.3' } });
    expect((await app.inject('/')).json()).toEqual({ name: 'sample-service', version: '1.2.3' });
  });

  it('is alive in every phase, and ready only between start and drain', async () => {
    for (const [phase, ready] of [['starting', 503], ['ready', 200], ['draining', 503]] as const) {
      const { app } = aService({ phase });
      expect((await app.inject('/healthz')).statusCode).toBe(200);
      expect((await app.inject('/readyz')).statusCode).toBe(ready);
    }
  });

  it('asks clients to go elsewhere while it drains, and still answers', async () => {
    const { app } = aService({ phase: 'draining' });
    const response = await app.inject('/');
    expect([response.statusCode, response.headers.connection]).toEqual([200, 'close']);
  });

  it('keeps a plain request id, and replaces one that could forge a log line or header', async () => {
    const { app } = aService();
    const idFor = async (id: string) => (await app.inject({ url: '/', headers: { 'x-request-id': id } })).headers['x-request-id'];
    expect(await idFor('checkout-42')).toBe('checkout-42');
    expect(await idFor('a b"}')).toMatch(/^[0-9a-f-]{36}$/);
    expect(await idFor('x'.repeat(129))).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('orders', () => {
  it('are created, read back and listed, newest first', async () => {
    const { app } = aService();
    const post = (item: string) => app.inject({ method: 'POST', url: '/orders', payload: { item, quantity: 1 } });
    const tea = await post('tea');
    await post('milk');
    expect([tea.statusCode, tea.headers.location]).toEqual([201, `/orders/${tea.json().id}`]);
    expect((await app.inject(tea.headers.location as string)).json()).toEqual(tea.json());
    expect((await app.inject('/orders?limit=1')).json().items).toEqual([expect.objectContaining({ item: 'milk' })]);
  });
});

describe('problems', () => {
  const created = (payload: object | string) => ({ method: 'POST', url: '/orders', payload, headers: { 'content-type': 'application/json' } } as const);

  it.each([
    ['fails when a field is missing', created({ item: 'tea' }), 400, "body must have required property 'quantity'"],
    ['fails when a field is out of range', created({ item: 'tea', quantity: 0 }), 400, 'body/quantity must be >= 1'],
    ['fails when a field is unknown', created({ item: 'tea', quantity: 1, price: 3 }), 400, 'body must NOT have additional properties'],
    ['fails when the body is not JSON', created('{'), 400, expect.stringContaining('JSON')],
    ['fails when the body is larger than 64 KiB', created({ item: 'x'.repeat(70_000), quantity: 1 }), 413, 'Request body is too large'],
    ['fails when the order does not exist', '/orders/7', 404, 'order "7" does not exist'],
    ['fails when the route does not exist', '/nowhere', 404, 'GET /nowhere does not exist'],
    ['fails when the address is malformed', '/%zz', 400, "'/%zz' is not a valid url component"],
  ])('%s', async (_case, request, status, detail) => {
    const response = await aService().app.inject(request);
    const instance = typeof request === 'string' ? request : request.url;
    expect(response.headers['content-type']).toMatch('application/problem+json');
    expect(response.json()).toEqual({ type: 'about:blank', title: expect.any(String), status, detail, instance });
    expect(response.statusCode).toBe(status);
  });

  it('keep what broke inside for the log', async () => {
    const { app, lines } = aService();
    app.get('/broken', async () => { throw new Error('password=hunter2'); });
    const response = await app.inject({ url: '/broken', headers: { 'x-request-id': 'r-1' } });
    expect(response.json()).toMatchObject({ status: 500, detail: 'something broke; quote request r-1' });
    expect(lines).toContainEqual(expect.objectContaining({ level: 'error', requestId: 'r-1', err: expect.objectContaining({ message: 'password=hunter2' }) }));
  });
});
