import { createHash } from 'node:crypto';
import type { Affected } from '../../src/runtime/affected';
import { makeRelease, plannedRelease } from '../../src/runtime/release/make-release';
import { planLines } from '../../src/runtime/release/release-plan';
import type { Images, Manifests, ReleaseSteps } from '../../src/runtime/release/release-steps';
import { commitOf, imageOf } from '../ledger/world';
import { MemoryLedger } from './memory-ledger';
import { renderedManifests } from './model-steps';

const ENVIRONMENTS = ['staging', 'prod'];
const text = (manifests: Manifests, change: (text: string) => string): Manifests => Object.fromEntries(Object.entries(manifests).map(([name, bytes]) => [name, Buffer.from(change(Buffer.from(bytes).toString()))]));

/** Steps that do what they should, but for what a test says. */
function someSteps(seed: string, affected: readonly string[], base?: string, others: Partial<ReleaseSteps> = {}): ReleaseSteps & { readonly done: string[] } {
  const done: string[] = [];
  const found: Affected = { head: commitOf(seed), base: base && commitOf(base), released: false, reason: 'the test says so', workspaces: [], services: affected, verdicts: [] };
  return {
    done,
    affected: async () => found,
    build: async (services) => { done.push(`build ${services}`); return Object.fromEntries(services.map((service) => [service, imageOf(service, seed)])); },
    render: async (images: Images) => { done.push('render'); return renderedManifests(images, ENVIRONMENTS); },
    gates: async () => void done.push('gates'),
    ...others,
  };
}

/** A platform whose first release has everything. */
async function aPlatform(...services: string[]) {
  const ledger = new MemoryLedger();
  const said: string[] = [];
  const release = (steps: ReleaseSteps, declared = services) => makeRelease(ledger, steps, { services: declared, environments: ENVIRONMENTS, now: () => new Date(0), say: (line) => said.push(line) });
  const first = await release(someSteps('first', services));
  return { ledger, release, first: first.release, said };
}

describe('a release', () => {
  it('has what was built, and what its base has of the rest', async () => {
    const { release, ledger, said } = await aPlatform('orders', 'carts');
    const made = await release(someSteps('second', ['carts'], 'first'));
    expect(made.release).toMatchObject({ base: commitOf('first'), images: { orders: imageOf('orders', 'first'), carts: imageOf('carts', 'second') } });
    expect(await ledger.findRelease(commitOf('second'))).toEqual(made.release);
    expect(said).toContain('building carts; 1 carried over, none dropped: the test says so');
  });

  it('builds nothing where nothing was touched, and does not wake the builder for it', async () => {
    const { release } = await aPlatform('orders');
    const steps = someSteps('second', [], 'first');
    expect((await release(steps)).release.images).toEqual({ orders: imageOf('orders', 'first') });
    expect(steps.done).toEqual(['render', 'gates']);
  });

  it('leaves out a service that is gone, and says so', async () => {
    const { release, said } = await aPlatform('orders', 'old');
    const { plan, release: made } = await release(someSteps('second', [], 'first'), ['orders']);
    expect([plan.drop, Object.keys(made.images)]).toEqual([['old'], ['orders']]);
    expect(said).toContain('building nothing; 1 carried over, old dropped: the test says so');
  });

  it('of a commit that has one is that one: nothing is built, all of it is rendered again and gated', async () => {
    const { release, first } = await aPlatform('orders');
    const steps = someSteps('first', ['orders']);
    expect((await release(steps)).release).toEqual(first);
    expect(steps.done).toEqual(['render', 'gates']);
  });

  it('is planned before anything is done', async () => {
    const { ledger } = await aPlatform('orders', 'carts', 'old');
    const { plan } = await plannedRelease(ledger, someSteps('second', ['carts'], 'first'), ['orders', 'carts']);
    expect(planLines(plan)).toEqual([
      `release  ${commitOf('second').slice(0, 12)} on the release of ${commitOf('first').slice(0, 12)}: the test says so`,
      'build    carts', 'carry    orders', 'drop     old',
    ]);
    expect(await ledger.tryFindRelease(commitOf('second'))).toBeUndefined();
  });

  it('fails when rendered again it is not the same, and says where first', async () => {
    const { release, first } = await aPlatform('orders', 'carts');
    const other = someSteps('first', [], undefined, { render: async (images) => ({ ...renderedManifests(images, ENVIRONMENTS), prod: text(renderedManifests(images, ENVIRONMENTS), (was) => was.replace('value: prod', 'value: production')).prod }) });
    const got = createHash('sha256').update((await other.render(first.images)).prod).digest('hex');
    await expect(release(other)).rejects.toThrow(new Error(
      `manifests.prod is not what the release of ${commitOf('first').slice(0, 12)} has, first in Deployment services/carts, got sha256:${got} in place of sha256:${first.manifests.prod.sha256}; make rendering repeatable, or commit again`,
    ));
  });

  it.each<[string, (was: string) => string, string]>([
    ['an object is there no more', (was) => was.split(/(?=---\n)/).filter((object) => !object.includes('name: orders\n')).join(''), 'Deployment services/orders, where the end is now'],
    ['only a comment came', (was) => `${was}# made at noon\n`, 'the text alone'],
  ])('fails when rendered again %s', async (_, change, where) => {
    const { release } = await aPlatform('carts', 'orders');
    await expect(release(someSteps('first', [], undefined, { render: async (images) => text(renderedManifests(images, ENVIRONMENTS), change) }))).rejects.toThrow(`first in ${where}, got `);
  });

  it.each<[string, (was: string) => string, RegExp]>([
    ['by its tag', (was) => was.replace(/image: .*orders@.*/, 'image: registry.example/acme/orders:1'), /^manifests.staging Deployment services\/orders has an image that is not by digest, got "registry.example\/acme\/orders:1"; /],
    ['that is a placeholder', (was) => was.replace(/image: .*orders@/, 'image: placeholder.invalid/acme/orders@'), /orders has an image that is a placeholder, got "placeholder/],
    ['of ours that is another', (was) => was.replace(/image: (.*orders)@.*/, `image: ${imageOf('orders', 'other')}`), /orders has an image that is not of this release, got "registry/],
    ['that is none', (was) => was.replace(/image: .*orders@.*/, 'image: 7'), /orders has an image that is not by digest, got "7"/],
  ])('fails when a manifest names an image %s, and records nothing', async (_, change, sentence) => {
    const { release, ledger } = await aPlatform('orders');
    const steps = someSteps('second', ['orders'], 'first', { render: async (images) => text(renderedManifests(images, ENVIRONMENTS), change) });
    await expect(release(steps)).rejects.toThrow(sentence);
    expect(await ledger.tryFindRelease(commitOf('second'))).toBeUndefined();
  });

  it('lets through a foreign image by its digest', async () => {
    const { release } = await aPlatform('orders');
    const sidecar = `public.example/proxy@sha256:${'a'.repeat(64)}`;
    const steps = someSteps('second', ['orders'], 'first', { render: async (images) => text(renderedManifests(images, ENVIRONMENTS), (was) => was.replace('spec:\n      containers:', `spec:\n      initContainers:\n        - name: proxy\n          image: ${sidecar}\n      containers:`)) });
    expect((await release(steps)).release.commit).toBe(commitOf('second'));
  });

  it.each<[string, Partial<ReleaseSteps>, string]>([
    ['an image does not build', { build: async () => { throw new Error('no space left'); } }, 'no space left'],
    ['a builder leaves one out', { build: async () => ({}) }, 'images.carts is missing, got no build of it; '],
    ['a builder builds another one too', { build: async () => ({ carts: imageOf('carts'), orders: imageOf('orders') }) }, 'built.orders was not asked for, got it beside carts; '],
    ['an environment is not rendered', { render: async (images) => renderedManifests(images, ['staging']) }, "manifests are not of the platform's environments, got staging in place of staging, prod; "],
    ['manifests are no YAML', { render: async (images) => text(renderedManifests(images, ENVIRONMENTS), () => 'a: [') }, 'manifests.staging is not YAML, got "'],
    ['a gate is shut', { gates: async () => { throw new Error('scan: a finding'); } }, 'scan: a finding'],
  ])('fails when %s, and records nothing', async (_, others, sentence) => {
    const { release, ledger } = await aPlatform('carts', 'orders');
    await expect(release(someSteps('second', ['carts'], 'first', others))).rejects.toThrow(sentence);
    expect(await ledger.tryFindRelease(commitOf('second'))).toBeUndefined();
  });

  it.each<[string, readonly string[], string | undefined, readonly string[], string]>([
    ['a service has no image and is not built', [], 'first', ['orders', 'wishes'], `wishes would have no image, got it neither affected nor in the release of ${commitOf('first').slice(0, 12)}; release with --base everything`],
    ['there is no base and something is not built', [], undefined, ['orders'], 'orders would have no image, got it neither affected nor in a base; release with --base everything'],
    ['something is affected that is no service', ['stray'], 'first', ['orders'], "affected.stray is not a service of platform.json, got orders; regenerate it with 'npx projen' and commit"],
    ['the base has no release', [], 'unknown', ['orders'], 'is not there, got a commit without a release; build and release it first'],
  ])('fails when %s', async (_, affected, base, services, sentence) => {
    const { release } = await aPlatform('orders');
    await expect(release(someSteps('second', affected, base), [...services])).rejects.toThrow(sentence);
  });

  it('fails when the commit was released with other services', async () => {
    const { release } = await aPlatform('orders');
    await expect(release(someSteps('first', []), ['orders', 'wishes'])).rejects.toThrow(`wishes is not in the release of ${commitOf('first').slice(0, 12)}, got it in platform.json; `);
    await expect(release(someSteps('first', []), [])).rejects.toThrow(`orders is in the release of ${commitOf('first').slice(0, 12)}, got a platform.json without it; `);
  });
});
