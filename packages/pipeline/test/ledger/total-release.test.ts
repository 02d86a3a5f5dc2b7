import fc from 'fast-check';
import { totalRelease, type Release, type TotalReleaseProps } from '../../src/ledger';
import { commitOf, digest, imageOf } from './world';

const aBase = (...services: string[]): Release => ({
  schemaVersion: 1,
  commit: commitOf('base'),
  createdAt: '2026-11-24T02:00:00.000Z',
  images: Object.fromEntries(services.map((service) => [service, imageOf(service, 'base')])),
  manifests: { prod: { sha256: digest('base'), size: 4 } },
});

const builds = (...services: string[]) => Object.fromEntries(services.map((service) => [service, imageOf(service, 'head')]));

const total = (props: Partial<TotalReleaseProps>) => totalRelease({
  commit: commitOf('head'), createdAt: '2026-11-24T03:00:00.000Z', services: [], built: {}, manifests: { prod: Buffer.from('x') }, ...props,
});

describe('a total release', () => {
  it('has what was built, and what the base has of the rest', () => {
    const { draft, dropped } = total({ services: ['orders', 'carts'], base: aBase('orders', 'carts'), built: builds('carts') });
    expect(draft.images).toEqual({ orders: imageOf('orders', 'base'), carts: imageOf('carts', 'head') });
    expect([draft.base, dropped]).toEqual([commitOf('base'), []]);
  });

  it('without a base has what was built', () => {
    expect(total({ services: ['orders'], built: builds('orders') }).draft).toMatchObject({ base: undefined, images: builds('orders') });
  });

  it('drops a service that is no longer declared, and says so', () => {
    const { draft, dropped } = total({ services: ['orders'], base: aBase('orders', 'old', 'elder') });
    expect([Object.keys(draft.images), dropped]).toEqual([['orders'], ['elder', 'old']]);
  });

  it('has exactly the declared services, each from the build or from the base, whatever was built', () => {
    const names = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'));
    fc.assert(fc.property(names, names, names, (services, inBase, built) => {
      const ours = built.filter((service) => services.includes(service));
      const make = () => total({ services, base: aBase(...inBase), built: builds(...ours) });
      const lost = services.filter((service) => !ours.includes(service) && !inBase.includes(service));
      if (lost.length > 0) return expect(make).toThrow(lost.map((service) => `images.${service} is missing`)[0]);
      const { draft, dropped } = make();
      expect(draft.images).toEqual(Object.fromEntries(services.map((service) => [service, imageOf(service, ours.includes(service) ? 'head' : 'base')])));
      expect(dropped).toEqual(inBase.filter((service) => !services.includes(service)).sort());
    }));
  });

  it.each<[string, Partial<TotalReleaseProps>, string]>([
    ['a service was neither built nor in the base', { services: ['orders', 'new'], base: aBase('orders') }, `images.new is missing, got no build and none in the release of ${commitOf('base')}; build it, or build everything`],
    ['there is no base and something was not built', { services: ['orders'] }, 'images.orders is missing, got no build and no base; build it, or build everything'],
    ['something was built that is not declared', { built: builds('stray') }, `built.stray is not a service of the platform, got "${imageOf('stray', 'head')}"; declare it, or do not build it`],
    ['an image is named by its tag', { services: ['orders'], built: { orders: 'acme/orders:1' } }, `images.orders is not an image by digest, '<repository>@sha256:…', got "acme/orders:1"; build it again`],
    ['a service has a name every object knows', { services: ['constructor'] }, 'images.constructor is missing, got no build and no base; build it, or build everything'],
    ['it is its own base', { services: [], base: aBase(), commit: commitOf('base') }, `base is the commit itself, got ${commitOf('base')}; it has its release, there is nothing to make`],
    ['no manifests were rendered', { manifests: {} }, 'manifests is empty, got no environment; render every environment first'],
  ])('fails when %s', (_, props, sentence) => {
    expect(() => total(props)).toThrow(new Error(sentence));
  });

  it('fails with every problem at once', () => {
    expect(() => total({ services: ['orders', 'carts'], built: builds('stray') })).toThrow(/built\.stray .*\nimages\.orders .*\nimages\.carts /);
  });
});
