import { rmSync } from 'node:fs';
import { FileLedger } from '../../src/ledger';
import { commitOf, imageOf } from '../ledger/world';
import { aFolder } from '../repository';
import { aRelease, compiledProgram, type Outcome } from './other-release';
import type { Work } from './release-process';

const SERVICES = ['orders', 'carts', 'users'];
const ROUNDS = 8;

describe('two releases at once', () => {
  const folders: string[] = [];
  const folder = () => {
    folders.push(aFolder());
    return folders[folders.length - 1];
  };
  const program = compiledProgram(folder());
  afterAll(() => folders.forEach((path) => rmSync(path, { recursive: true })));

  /** Each in a checkout of its own, begun at the same moment. */
  async function raced(...works: Partial<Work>[]): Promise<Outcome[]> {
    const processes = await Promise.all(works.map((work, index) => aRelease(program, {
      root: folder(), ledger: '', commit: commitOf('raced'), services: SERVICES, affected: SERVICES, builder: `builder ${index}`, ...work,
    })));
    processes.forEach(({ go }) => go());
    return Promise.all(processes.map(({ outcome }) => outcome()));
  }

  it('of one commit are one release, where the registry keeps the first image of a tag', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const [ledger, registry] = [folder(), folder()];
      const outcomes = await raced({ ledger, registry }, { ledger, registry });
      const release = await new FileLedger(ledger).findRelease(commitOf('raced'));
      expect(outcomes).toEqual([{ released: release }, { released: release }]);
    }
  }, 120_000);

  it('of one commit, built differently, have one winner, and the other is told so', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const ledger = folder();
      const outcomes = await raced({ ledger }, { ledger });
      const release = await new FileLedger(ledger).findRelease(commitOf('raced'));
      const winners = outcomes.filter(({ released }) => released);
      expect(winners).toEqual([{ released: release }]);
      expect(outcomes.filter(({ refused }) => refused)).toEqual([{ refused: expect.stringContaining(`is another release of this commit: images.carts is ${release.images.carts}, got registry.example/acme/carts@`) }]);
      // Never one's image beside the other's.
      expect(['builder 0', 'builder 1'].map(builtBy)).toContainEqual(release.images);
    }
  }, 120_000);

  it('of neighbouring commits are two right releases', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const [ledger, registry] = [folder(), folder()];
      const before = { ledger, registry, commit: commitOf('before') };
      await raced(before);
      const parent: Partial<Work> = { ledger, registry, commit: commitOf('parent'), base: before.commit, affected: ['orders'] };
      // The child began before its parent was released, so it stands on the same base and builds the parent's change too.
      const child: Partial<Work> = { ledger, registry, commit: commitOf('child'), base: before.commit, affected: ['orders', 'carts'] };
      const [first, second] = await raced(parent, child);
      const images = await imagesOf(ledger, 'before');
      const [ofParent, ofChild] = [await imagesOf(ledger, 'parent'), await imagesOf(ledger, 'child')];
      expect([first.released?.images, second.released?.images]).toEqual([ofParent, ofChild]);
      expect(differing(images, ofParent)).toEqual(['orders']);
      expect(differing(images, ofChild)).toEqual(['carts', 'orders']);
    }
  }, 120_000);

  const builtBy = (builder: string) => Object.fromEntries(SERVICES.map((service) => [service, imageOf(service, commitOf('raced') + builder)]));
  const imagesOf = async (ledger: string, seed: string) => (await new FileLedger(ledger).findRelease(commitOf(seed))).images;
  const differing = (one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>) => SERVICES.filter((service) => one[service] !== other[service]).sort();
});
