import type { Release } from '../../src/ledger';
import { content, HistoryWorld } from './history-world';
import { SIXTY_COMMITS, type Chapter } from './sixty-commits';

describe('sixty commits over twelve services', () => {
  const world = new HistoryWorld();
  afterAll(() => world.remove());

  // One test, since a history is one: each row begins where the one before it ended.
  it('are each released as if everything was built, and only what they touched is built', async () => {
    const told = [];
    for (const chapter of SIXTY_COMMITS) {
      chapter.change(world.repository, world);
      told.push({ story: chapter.story, ...await fateOf(chapter) });
    }
    expect(told).toEqual(SIXTY_COMMITS.map(expected));
    expect(Number(world.repository.git('rev-list', '--all', '--reflog', '--count'))).toBeGreaterThanOrEqual(60);
  }, 300_000);

  async function fateOf({ fate, base, deployed }: Chapter): Promise<object> {
    if (fate === 'superseded') return { superseded: true };
    const before = await recorded();
    const run = await world.release('fails' in fate ? fate : {}, base);
    if (!run.release) {
      expect(await recorded()).toEqual(before);
      return { built: run.built, refusal: run.refusal };
    }
    const { release: whole } = await world.releaseFromNothing();
    if (deployed) await world.deploy(run.release);
    const everything = run.built.length === world.repository.services.length;
    return { built: everything ? 'everything' : run.built, asFromNothing: same(run.release, whole) };
  }

  /** What the ledger has of the commit that is checked out. */
  const recorded = () => world.ledger.tryFindRelease(world.head);

  function expected({ story, fate }: Chapter): object {
    if (fate === 'superseded') return { story, superseded: true };
    if ('fails' in fate) return { story, built: fate.tried, refusal: expect.stringMatching(fate.fails) };
    if ('refused' in fate) return { story, built: [], refusal: expect.stringMatching(fate.refused) };
    return { story, built: fate.builds, asFromNothing: true };
  }
});

function same(release: Release, whole?: Release): boolean {
  if (whole) expect(content(release)).toEqual(content(whole));
  return whole !== undefined;
}
