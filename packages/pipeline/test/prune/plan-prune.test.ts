import { check, constantFrom, integer, property, record, subarray } from 'fast-check';
import { planPrune, type RegistryImage } from '../../src/runtime/prune/plan-prune';
import { digest } from '../ledger/world';

const SINCE = new Date('2026-11-01T00:00:00Z');
const OLD = new Date('2026-01-01T00:00:00Z');
const sha = (seed: string) => `sha256:${digest(seed)}`;

const anImage = (seed: string, more: Partial<RegistryImage> = {}): RegistryImage => ({ repository: 'acme/orders', digest: sha(seed), tags: [seed], pushedAt: OLD, size: 1, children: [], ...more });
const named = (...seeds: string[]) => new Map(seeds.map((seed) => [`acme/orders@${sha(seed)}`, 'prod was deployed it last']));

describe('what goes from the registry', () => {
  it('is what no kept release names and is old', () => {
    const images = [anImage('a'), anImage('b'), anImage('c', { pushedAt: SINCE })];
    const { remove, kept, missing } = planPrune(images, named('a'), SINCE);
    expect(remove).toEqual([images[1]]);
    expect([kept, missing]).toEqual([2, []]);
  });

  it('is of one repository alone: the same digest in another one may be in use', () => {
    const images = [anImage('a'), anImage('a', { repository: 'acme/billing' })];
    expect(planPrune(images, named('a'), SINCE).remove.map(({ repository }) => repository)).toEqual(['acme/billing']);
  });

  it('never is a manifest of an index that stays, nor an attestation of what stays', () => {
    const images = [
      anImage('index', { children: [sha('amd64'), sha('arm64')] }), anImage('amd64', { tags: [] }), anImage('arm64', { tags: [] }),
      anImage('sbom', { tags: [], subject: sha('index') }), anImage('signature of sbom', { tags: [], subject: sha('sbom') }),
      anImage('list', { tags: [`sha256-${digest('amd64')}`] }),
    ];
    expect(planPrune(images, named('index'), SINCE).remove).toEqual([]);
  });

  it('goes in an order ECR takes: attestations, then indexes, then what they held', () => {
    const images = [anImage('amd64', { tags: [] }), anImage('index', { children: [sha('amd64')] }), anImage('sbom', { tags: [], subject: sha('index') })];
    expect(planPrune(images, named(), SINCE).remove).toEqual([images[2], images[1], images[0]]);
  });

  it('says which image of a kept release is not there', () => {
    expect(planPrune([], named('a'), SINCE).missing).toEqual([`acme/orders@${sha('a')}`]);
  });

  it('never is reachable from what is named or young, in any registry', () => {
    const seeds = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    const image = (seed: string) => record({
      children: subarray(seeds.filter((other) => other > seed)), subject: constantFrom(undefined, ...seeds.filter((other) => other < seed)), pushedAt: constantFrom(OLD, SINCE),
    }).map(({ children, subject, pushedAt }) => anImage(seed, { children: children.map(sha), subject: subject && sha(subject), pushedAt }));
    const registries = integer({ min: 0, max: seeds.length }).chain((count) => record({
      images: record(Object.fromEntries(seeds.slice(0, count).map((seed) => [seed, image(seed)]))),
      names: subarray(seeds),
    }));
    check(property(registries, ({ images, names }) => {
      const all = Object.values(images) as RegistryImage[];
      const removed = new Set(planPrune(all, named(...names), SINCE).remove.map((gone) => gone.digest));
      const stays = (one: RegistryImage) => !removed.has(one.digest);
      for (const one of all) {
        if (one.pushedAt === SINCE || names.some((name) => sha(name) === one.digest)) expect(stays(one)).toBe(true);
        if (stays(one)) for (const other of all) if (one.children.includes(other.digest) || other.subject === one.digest) expect(stays(other)).toBe(true);
      }
    }), { numRuns: 300 });
  });
});
