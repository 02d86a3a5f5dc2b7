import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { images } from '../src/runtime/images';
import { aContext, aFolder } from './repository';

const reference = (service: string) => `127.0.0.1:5000/acme/${service}@sha256:${'b'.repeat(64)}`;
const platform = { name: 'acme', services: [{ name: 'orders' }, { name: 'billing' }] };
const record = (service: string, image = reference(service)) => ({ service, image, tag: 'hash', built: true });

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

  it('fails when an image is named by tag', async () => {
    const root = aFolder({ 'platform.json': { name: 'acme', services: [{ name: 'orders' }] }, 'apps/orders/out/image.json': record('orders', 'acme/orders:1') });
    await expect(images([], aContext(root))).rejects.toThrow(`apps/orders/out/image.json names no image of orders by digest, got "acme/orders:1"`);
  });

  it('fails when platform.json is broken', async () => {
    await expect(images([], aContext(aFolder({ 'platform.json': '{' })))).rejects.toThrow(/^platform.json cannot be read, got ".+"; restore it with 'npx projen'$/);
  });
});
