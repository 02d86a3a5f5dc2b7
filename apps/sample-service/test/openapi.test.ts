import { createRequire } from 'node:module';
import type { RouteOptions } from 'fastify';
import { aService } from './a-service';
import { anUpstream, inStock } from './an-upstream';

interface Operation { readonly responses: Record<string, { content: Record<string, { schema: object }> }> }
interface Document { readonly openapi: string; readonly info: object; readonly components: object; readonly paths: Record<string, Record<string, Operation>> }

/** The validator that Fastify itself uses. */
const Ajv = createRequire(require.resolve('@fastify/ajv-compiler'))('ajv');
const ajv = new Ajv({ strict: false, validateFormats: false });

const documentOf = async ({ app }: ReturnType<typeof aService>) => (await app.inject('/openapi.json')).json() as Document;
const every = (value: unknown, key: string): unknown[] => (value && typeof value === 'object'
  ? Object.entries(value).flatMap(([name, inner]) => [...(name === key ? [inner] : []), ...every(inner, key)]) : []);

describe('the OpenAPI document', () => {
  it('has the name and version of the service', async () => {
    const document = await documentOf(aService({ env: { SERVICE_VERSION: '1.2.3' } }));
    expect([document.openapi, document.info]).toEqual(['3.1.0', { title: 'sample-service', version: '1.2.3' }]);
  });

  it('has every route that is served, and no other', async () => {
    const service = aService();
    const served: string[] = [];
    service.app.addHook('onRoute', ({ method, url }: RouteOptions) => { for (const one of [method].flat()) served.push(`${one} ${url}`); });
    const document = await documentOf(service);
    const described = Object.entries(document.paths).flatMap(([path, operations]) => Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`));
    const inScope = served.filter((route) => !route.startsWith('HEAD')).map((route) => route.replace(/:(\w+)/g, '{$1}'));
    expect(described.sort()).toEqual(['GET /healthz', 'GET /readyz', ...inScope].sort());
  });

  it('refers only to schemas that it has', async () => {
    const document = await documentOf(aService());
    const names = every(document, '$ref').map((ref) => /^#\/components\/schemas\/(\w+)$/.exec(String(ref))?.[1]);
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) expect(document.components).toHaveProperty(['schemas', name as string]);
  });

  it('declares problems as problem+json on every route', async () => {
    const { paths } = await documentOf(aService());
    for (const operation of Object.values(paths).flatMap((operations) => Object.values(operations))) {
      expect(operation.responses.default.content).toHaveProperty(['application/problem+json', 'schema', '$ref'], '#/components/schemas/Problem');
    }
  });

  it('describes what the service really answers', async () => {
    const inventory = await anUpstream(inStock(5));
    const service = aService({ env: { INVENTORY_URL: inventory.url } });
    const document = await documentOf(service);
    const post = (payload: object) => ({ method: 'POST', url: '/orders', payload } as const);
    const { headers } = await service.app.inject(post({ item: 'tea', quantity: 1 }));
    const asked = [
      ['/', { method: 'GET', url: '/' }], ['/healthz', { method: 'GET', url: '/healthz' }], ['/readyz', { method: 'GET', url: '/readyz' }],
      ['/orders', post({ item: 'tea', quantity: 1 })], ['/orders', post({ item: 'tea', quantity: 9 })], ['/orders', post({ item: 'tea' })],
      ['/orders', { method: 'GET', url: '/orders' }], ['/orders', { method: 'GET', url: '/orders?limit=0' }],
      ['/orders/{id}', { method: 'GET', url: headers.location as string }], ['/orders/{id}', { method: 'GET', url: '/orders/7' }],
    ] as const;
    const statuses: number[] = [];
    for (const [path, request] of asked) {
      const response = await service.app.inject(request);
      const { responses } = document.paths[path][request.method.toLowerCase()];
      const { content } = responses[response.statusCode] ?? responses.default;
      const { schema } = content[String(response.headers['content-type']).split(';')[0]];
      const valid = ajv.compile({ ...schema, components: document.components });
      expect(valid(response.json()) || valid.errors).toBe(true);
      statuses.push(response.statusCode);
    }
    expect(statuses).toEqual([200, 200, 200, 201, 409, 400, 200, 400, 200, 404]);
    inventory.close();
  });
});
