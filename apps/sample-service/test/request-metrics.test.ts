import { aService } from './a-service';

const TEN_SECONDS = 10;

describe('the duration of requests', () => {
  it('is one series for each method, route and status', async () => {
    const { app, metric } = aService();
    for (const url of ['/orders/1', '/orders/2', '/wp-login.php']) await app.inject(url);
    const duration = await metric('http.server.request.duration');
    expect(duration?.descriptor.unit).toBe('s');
    expect(duration?.dataPoints.map(({ attributes, value }) => [attributes, (value as { count: number }).count])).toEqual([
      [{ 'http.request.method': 'GET', 'http.route': '/orders/:id', 'http.response.status_code': 404, 'url.scheme': 'http' }, 2],
      [{ 'http.request.method': 'GET', 'http.response.status_code': 404, 'url.scheme': 'http' }, 1],
    ]);
  });

  it('is in seconds, in the buckets of the semantic conventions', async () => {
    const { app, metric } = aService();
    await app.inject('/');
    const [{ value }] = (await metric('http.server.request.duration'))!.dataPoints as unknown as { value: { sum: number; buckets: { boundaries: number[] } } }[];
    expect(value.buckets.boundaries).toEqual([0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, TEN_SECONDS]);
    expect(value.sum).toBeGreaterThan(0);
    expect(value.sum).toBeLessThan(TEN_SECONDS);
  });

  it('has the error type of what the service failed at, and does not count probes', async () => {
    const { app, metric } = aService({ env: { INVENTORY_URL: 'http://127.0.0.1:1' } });
    await app.inject('/healthz');
    await app.inject({ method: 'POST', url: '/orders', payload: { item: 'tea', quantity: 1 } });
    const points = (await metric('http.server.request.duration'))!.dataPoints;
    expect(points.map(({ attributes }) => [attributes['http.route'], attributes['error.type']])).toEqual([['/orders', '502']]);
  });
});

describe('the requests in work', () => {
  it('are counted up and down again', async () => {
    const { app, metric } = aService();
    const open = async () => (await metric('http.server.active_requests'))?.dataPoints.map(({ value }) => value);
    let during: unknown;
    app.addHook('onSend', async () => { during ??= await open(); });
    await app.inject('/');
    expect([during, await open()]).toEqual([[1], [0]]);
  });
});
