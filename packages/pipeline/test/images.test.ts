import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { images } from '../src/runtime/images';
import { aContext, aFolder } from './repository';

const reference = (service: string) => `127.0.0.1:5000/acme/${service}@sha256:${'b'.repeat(64)}`;
const platform = { name: 'acme', services: [{ name: 'orders' }, { name: 'billing' }] };
const digest = `sha256:${'c'.repeat(64)}`;
const record = (service: string, more: object = {}) => ({ service, image: reference(service), tag: '0123456789abcdef', built: true, size: 42, sbom: digest, provenance: digest, ...more });

describe('the list of images', () => {
  it('has every service by digest, in order, and nothing of services that are gone', async () => {
    const root = aFolder({
      'platform.json': platform,
      'apps/orders/out/image.json': record('orders'),
      'apps/billing/out/image.json': record('billing'),
      'apps/removed/out/image.json': record('removed'),
    });
    await images([], aContext(root));
    const text = readFileSync(join(root, 'out', 'images.json'), 'utf8');
    expect(JSON.parse(text)).toEqual({ billing: reference('billing'), orders: reference('orders') });
    expect(text.indexOf('billing')).toBeLessThan(text.indexOf('orders'));
  });

  it('goes where it is asked to', async () => {
    const root = aFolder({ 'platform.json': { name: 'acme', services: [] } });
    await images(['--output', 'list.json'], aContext(root));
    expect(JSON.parse(readFileSync(join(root, 'list.json'), 'utf8'))).toEqual({});
  });

  it('fails when a service has no image', async () => {
    const root = aFolder({ 'platform.json': platform, 'apps/orders/out/image.json': record('orders') });
    await expect(images([], aContext(root))).rejects.toThrow(`apps/billing/out/image.json cannot be read, got "ENOENT"; build every service first with 'nx run-many -t image'`);
  });

  it('has a service that was built without a list of packages', async () => {
    const root = aFolder({ 'platform.json': { name: 'acme', services: [{ name: 'orders' }] }, 'apps/orders/out/image.json': record('orders', { sbom: undefined }) });
    await images([], aContext(root));
    expect(JSON.parse(readFileSync(join(root, 'out', 'images.json'), 'utf8'))).toEqual({ orders: reference('orders') });
  });

  it.each([
    [{ service: 'billing' }, 'service is not "orders", got "billing"'],
    [{ image: 'acme/orders:1' }, 'image is not an image by digest, got "acme/orders:1"'],
    [{ tag: '' }, 'tag is not a tag, got ""'],
    [{ built: 'yes' }, 'built is not true or false, got "yes"'],
    [{ size: undefined }, 'size is not a number of bytes, got undefined'],
    [{ size: -1 }, 'size is not a number of bytes, got -1'],
    [{ sbom: 'sbom.json' }, 'sbom is not a digest, got "sbom.json"'],
    [{ provenance: null }, 'provenance is not a digest, got null'],
  ])('fails when a record says %j', async (more, problem) => {
    const root = aFolder({ 'platform.json': { name: 'acme', services: [{ name: 'orders' }] }, 'apps/orders/out/image.json': record('orders', more) });
    await expect(images([], aContext(root))).rejects.toThrow(`apps/orders/out/image.json ${problem}; remove the file and run the image task of orders`);
  });

  it('fails when a record is no record', async () => {
    const root = aFolder({ 'platform.json': { name: 'acme', services: [{ name: 'orders' }] }, 'apps/orders/out/image.json': 'null' });
    await expect(images([], aContext(root))).rejects.toThrow('apps/orders/out/image.json service is not "orders", got undefined; remove the file');
  });

  it('fails when platform.json is broken', async () => {
    await expect(images([], aContext(aFolder({ 'platform.json': '{' })))).rejects.toThrow(/^platform.json cannot be read, got ".+"; restore it with 'npx projen'$/);
  });
});
