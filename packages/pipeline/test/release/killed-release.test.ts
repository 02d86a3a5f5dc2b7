import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as later } from 'node:timers/promises';
import { FileLedger, type Release } from '../../src/ledger';
import { describeBundle, serialiseRelease } from '../../src/ledger/release';
import { commitOf, imageOf } from '../ledger/world';
import { aFolder } from '../repository';
import { aRelease, compiledProgram } from './other-release';
import { ENVIRONMENTS, releaseIn, type Work } from './release-process';

const ROUNDS = 100;
const SERVICES = ['orders', 'carts', 'users', 'mail'];

describe('a release that is killed', () => {
  const root = aFolder();
  const place = aFolder();
  const ledger = new FileLedger(place);
  afterAll(() => [root, place].forEach((folder) => rmSync(folder, { recursive: true })));

  it('at any of a hundred moments leaves the ledger whole, and the next run completes it', async () => {
    const program = compiledProgram(root);
    const takes = await duration(program);
    const reached = new Map<string, number>();
    const [first, ...works] = Array.from({ length: ROUNDS }, (_, round) => aWork(round));
    let waiting = aRelease(program, first);
    for (const work of [first, ...works]) {
      const victim = await waiting;
      victim.go();
      await later(Math.random() * takes * 1.1);
      await victim.kill();
      const next = works.shift();
      if (next) waiting = aRelease(program, next);
      reached.set(victim.reached(), (reached.get(victim.reached()) ?? 0) + 1);

      const before = await ledger.tryFindRelease(work.commit);
      if (before) await isWhole(before);
      nothingIsHalf(work);
      const release = await releaseIn(work);
      if (before) expect(release).toEqual(before);
      await isRight(release, work);
    }
    expect(recordedCommits()).toEqual(Array.from({ length: ROUNDS + 1 }, (_, round) => aWork(round - 1).commit).sort());
    for (const commit of recordedCommits()) await isWhole(await ledger.findRelease(commit));
    // Or nothing was killed in the middle of anything.
    expect([...reached.keys()]).toEqual(expect.arrayContaining(['build', 'render', 'judge', 'gates']));
  }, 300_000);

  /** Each round's commit touches two services, on the release of the round before; the first is round -1. */
  const aWork = (round: number): Work => ({
    root, ledger: place, commit: commitOf(`round ${round}`), services: SERVICES, builder: '',
    ...(round < 0 ? { affected: SERVICES } : { base: commitOf(`round ${round - 1}`), affected: [SERVICES[round % 4], SERVICES[(round + 1) % 4]] }),
  });

  /** How long a run takes that nobody kills, in milliseconds. */
  async function duration(program: string): Promise<number> {
    const { go, outcome } = await aRelease(program, aWork(-1));
    const start = performance.now();
    go();
    expect(await outcome()).toEqual({ released: expect.objectContaining({ commit: aWork(-1).commit }) });
    return performance.now() - start;
  }

  /** All a release names is there, byte for byte. */
  async function isWhole(release: Release): Promise<void> {
    expect(Object.keys(release.manifests).sort()).toEqual([...ENVIRONMENTS].sort());
    for (const environment of ENVIRONMENTS) {
      const bytes = await ledger.findManifests(release, environment);
      for (const image of Object.values(release.images)) expect(Buffer.from(bytes).toString()).toContain(image);
    }
  }

  /** What was built is in it, the rest is the base's, and `dist/` says the same. */
  async function isRight(release: Release, { commit, base, affected, services }: Work): Promise<void> {
    const { images: carried } = base ? await ledger.findRelease(base) : { images: {} as Record<string, string> };
    const built = (service: string) => release.images[service].includes(imageOf(service, commit).split('@')[1]);
    for (const service of services) expect(affected.includes(service) ? built(service) : release.images[service] === carried[service]).toBe(true);
    expect(readFileSync(join(root, 'dist', 'release.json'))).toEqual(Buffer.from(serialiseRelease(release)));
    for (const environment of ENVIRONMENTS) {
      expect(describeBundle(readFileSync(join(root, 'dist', 'manifests', environment, 'platform.yaml')))).toEqual(release.manifests[environment]);
    }
  }

  /** Whatever a later stage may read was written whole; and `dist/` names a release only when the ledger has it. */
  function nothingIsHalf({ services }: Work): void {
    const files = [...services.map((service) => join('apps', service, 'out', 'image.json')), join('out', 'images.json'), join('dist', 'release.json')].filter((file) => existsSync(join(root, file)));
    const [images] = files.map((file) => JSON.parse(readFileSync(join(root, file), 'utf8'))).reverse();
    if (files.includes(join('dist', 'release.json'))) expect(recordedCommits()).toContain(images.commit);
  }

  /** Commits whose release counts: of the others there are manifests at most. */
  function recordedCommits(): string[] {
    return readdirSync(join(place, 'releases')).filter((commit) => existsSync(join(place, 'releases', commit, 'release.json'))).sort();
  }
});
