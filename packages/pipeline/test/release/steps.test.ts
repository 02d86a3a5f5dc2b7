import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeBundle, type Release } from '../../src/ledger/release';
import { readManifests } from '../../src/runtime/release/manifest-files';
import { writeRelease } from '../../src/runtime/release/release-file';
import type { Manifests } from '../../src/runtime/release/release-steps';
import { commitOf, imageOf } from '../ledger/world';
import { aFolder, commit } from '../repository';
import { aCheckout } from './a-checkout';

const IMAGES = { orders: imageOf('orders'), carts: imageOf('carts') };
const asked = (root: string) => (existsSync(join(root, 'out/asked')) ? readFileSync(join(root, 'out/asked'), 'utf8').trim().split('\n') : []);

const described = ({ staging, prod }: Manifests) => ({ staging: describeBundle(staging), prod: describeBundle(prod) });

/** Makes `dist/`, and says that it is of the release of this commit. */
async function aDist({ root, steps }: ReturnType<typeof aCheckout>, of: string): Promise<Release> {
  await steps.affected();
  const manifests = described(await steps.render(IMAGES));
  const release: Release = { schemaVersion: 1, commit: of, createdAt: '2026-11-24T03:00:00.000Z', images: IMAGES, manifests };
  writeRelease(root, release);
  return release;
}

describe('the steps of a release in a checkout', () => {
  it('build the services that are asked for, by the task runner, and read what it left', async () => {
    const { root, steps } = aCheckout();
    expect(await steps.build(['orders'])).toEqual({ orders: IMAGES.orders });
    expect(asked(root)).toEqual(['run-many -t image -p @acme/orders']);
  });

  it('fail when the runner fails, with its words above, and do not take an image of an earlier run', async () => {
    const { root, steps, shown } = aCheckout();
    await steps.build(['orders']);
    writeFileSync(join(root, 'out/break'), '');
    await expect(steps.build(['orders', 'carts'])).rejects.toThrow('the image of orders, carts failed, got exit code 3; correct what its output above says, and release again');
    expect(shown).toContain('cannot do that');
    expect(existsSync(join(root, 'apps/orders/out/image.json'))).toBe(false);
  });

  it('render with the digests of all, the platform first and then by name, and judge it into dist/', async () => {
    const { root, steps } = aCheckout();
    await steps.affected();
    const { staging, prod } = await steps.render(IMAGES);
    expect(Buffer.from(staging).toString()).toBe(`---\nkind: platform\nimage: undefined\n---\nkind: carts\nimage: ${IMAGES.carts}\n---\nkind: orders\nimage: ${IMAGES.orders}\n`);
    expect(prod).toEqual(staging);
    expect(asked(root)).toEqual(['run-many -t synth']);
    expect(JSON.parse(readFileSync(join(root, 'out/images.json'), 'utf8'))).toEqual(IMAGES);
  }, 60_000);

  it('do not make dist/ again that is of this very commit and these very images', async () => {
    const checkout = aCheckout();
    const { root, steps } = checkout;
    const { manifests } = await aDist(checkout, checkout.head);
    expect(described(await steps.render(IMAGES))).toEqual(manifests);
    expect(asked(root)).toHaveLength(1);

    writeFileSync(join(root, 'dist/manifests/prod/orders.yaml'), 'kind: edited\n');
    expect(described(await steps.render(IMAGES))).toEqual(manifests);
    expect(asked(root)).toHaveLength(2);

    await steps.render({ ...IMAGES, orders: imageOf('orders', 'newer') });
    expect(asked(root)).toHaveLength(3);
  }, 60_000);

  it.each<[string, string[], number]>([
    ['keep the dist/ of the base when the commit touched nothing', [], 1],
    ['make dist/ anew when the commit touched a workspace', ['@acme/platform'], 2],
  ])('%s', async (_, touched, times) => {
    const checkout = aCheckout(commitOf('base'), touched);
    const { manifests } = await aDist(checkout, commitOf('base'));
    expect(described(await checkout.steps.render(IMAGES))).toEqual(manifests);
    expect(asked(checkout.root)).toHaveLength(times);
  }, 60_000);

  it('fail when a chart does, and say which', async () => {
    const { root, steps, shown } = aCheckout();
    writeFileSync(join(root, 'apps/carts/deploy/chart.ts'), 'process.stderr.write("port is not a port, got 0\\n"); process.exitCode = 1;\n');
    await expect(steps.render(IMAGES)).rejects.toThrow('rendering failed, got exit code 1; ');
    expect(shown.join('\n')).toMatch(/port is not a port, got 0\n?[\s\S]*render: .*apps\/carts\/deploy\/chart.ts failed, got exit code 1; correct what it says above/);
    rmSync(join(root, 'apps/orders/deploy/chart.ts'));
    await expect(steps.render(IMAGES)).rejects.toThrow('rendering failed');
    expect(shown.join('\n')).toMatch(/orders\/deploy\/chart.ts is missing, got no such file; restore it/);
  }, 60_000);

  it('fail when the checkout is another one at the end than it was at the beginning', async () => {
    const { root, head, steps } = aCheckout();
    await steps.affected();
    await steps.gates(IMAGES);
    writeFileSync(join(root, 'images/orders.json'), '{}');
    await expect(steps.gates(IMAGES)).rejects.toThrow(`the checkout was edited while ${head.slice(0, 12)} was released, got "images/orders.json"; commit or undo it`);
    const next = commit(root, 'another');
    await expect(steps.gates(IMAGES)).rejects.toThrow(`the checkout moved while ${head.slice(0, 12)} was released, got ${next.slice(0, 12)}; release each commit in a checkout of its own`);
  });

  it('fail when a service has no package, or an environment no manifests', async () => {
    const { root, steps } = aCheckout();
    rmSync(join(root, 'apps/orders/package.json'));
    await expect(steps.build(['orders'])).rejects.toThrow(/^apps\/orders\/package.json cannot be read, got "ENOENT.*; restore it with 'npx projen'$/);
    const folder = aFolder({ 'staging/orders.yaml': 'kind: orders\n' });
    expect(() => readManifests(folder, ['staging'])).toThrow(/staging\/platform.yaml is missing, got 1 other manifests; render apps\/platform and judge again$/);
    expect(() => readManifests(folder, ['prod'])).toThrow(/prod cannot be read, got "ENOENT"; render and judge every environment first$/);
    mkdirSync(join(folder, 'test'));
    writeFileSync(join(folder, 'test/platform.yaml'), '---\nkind: platform');
    expect(Buffer.from(readManifests(folder, ['test']).test).toString()).toBe('---\nkind: platform\n');
  });
});
