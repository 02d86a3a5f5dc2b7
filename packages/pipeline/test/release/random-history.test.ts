import fc from 'fast-check';
import { content, HistoryWorld } from './history-world';
import type { SmallRepository } from './small-repository';
import { builtImage } from './true-inputs';

/** What may happen to a repository. `pick` chooses among what is there; an act that finds nothing to do makes an empty commit. */
type Act = (repository: SmallRepository, pick: (names: readonly string[]) => string) => void;

const LIBRARIES = ['money', 'log', 'http'];
const PACKAGES = ['fastify', 'pino', 'pdf', 'zlib', 'esbuild', 'jest'];

const ACTS: Record<string, Act> = {
  'edit a service': (r, pick) => r.edit(`apps/${pick(r.services)}/src/main.ts`),
  'edit a library': (r, pick) => r.edit(`packages/${pick(LIBRARIES)}/src/main.ts`),
  'edit a document': (r, pick) => r.edit(`apps/${pick(r.services)}/README.md`),
  'add a service': (r, pick) => {
    const name = pick(['wishes', 'prices', 'carts', 'search']);
    if (!r.services.includes(name)) r.addService(name, { uses: [pick(LIBRARIES)] });
  },
  'delete a service': (r, pick) => (r.services.length > 2 ? r.removeService(pick(r.services)) : undefined),
  'use other libraries': (r, pick) => r.needs(`apps/${pick(r.services)}`, { uses: [pick(LIBRARIES)], npm: [pick(['pdf', 'pino'])] }),
  'upgrade a package': (r, pick) => r.upgrade(pick(PACKAGES), `${r.git('rev-list', '--count', 'HEAD')}.0.0`),
  'pin a package': (r, pick) => r.pin(`apps/${pick(r.services)}`, pick(['pdf', 'pino']), `${r.git('rev-list', '--count', 'HEAD')}.0.0`),
  'set the compiler': (r) => r.setting('tsconfig.base.json', { edit: r.git('rev-parse', 'HEAD') }),
  'take the last commit back': (r) => {
    const parents = r.git('show', '--no-patch', '--format=%P', 'HEAD').split(' ');
    r.git('revert', '--no-commit', ...(parents.length > 1 ? ['--mainline', '1'] : []), 'HEAD');
  },
  'merge a branch': (r, pick) => {
    r.git('checkout', '--quiet', '-b', 'branch');
    r.edit(`apps/${pick(r.services)}/src/main.ts`);
    r.commit('on a branch');
    r.git('checkout', '--quiet', 'main');
    r.edit(`packages/${pick(LIBRARIES)}/src/main.ts`);
    r.commit('on main');
    r.git('merge', '--quiet', '--no-ff', '--message', 'merge', 'branch');
    r.git('branch', '--quiet', '-D', 'branch');
  },
  'force the last commit away': (r) => void r.git('reset', '--quiet', '--hard', 'HEAD~1'),
};

const FATES = ['released', 'released', 'superseded', 'broken'] as const;
const anEvent = fc.record({ act: fc.constantFrom(...Object.keys(ACTS)), pick: fc.nat({ max: 1000 }), fate: fc.constantFrom(...FATES) });

function aWorld(): HistoryWorld {
  const world = new HistoryWorld();
  const { repository } = world;
  repository.addLibrary('money');
  repository.addLibrary('log', { npm: ['pino'] });
  repository.addLibrary('http', { uses: ['log'], npm: ['fastify'] });
  repository.addService('orders', { uses: ['money'], npm: ['pdf'] });
  repository.addService('users', { uses: ['http'] });
  repository.addService('mail', { uses: ['log'] });
  repository.addService('stock');
  repository.commit('a platform');
  repository.edit('apps/stock/src/main.ts');
  repository.commit('its first change');
  return world;
}

/** Releases what is checked out and holds it against one that was built from nothing. */
async function releasedRightly(world: HistoryWorld): Promise<void> {
  const { folder, services } = world.repository;
  const before = await world.ledger.tryFindRelease(world.head);
  const { release, built, refusal } = await world.release();
  if (!release) throw new Error(refusal);
  const { release: whole } = await world.releaseFromNothing();
  expect(content(release)).toEqual(whole && content(whole));
  const { images = {} } = before ?? (release.base ? await world.ledger.findRelease(release.base) : {});
  expect(built).toEqual(services.filter((service) => images[service] !== builtImage(folder, service)).sort());
}

describe('any history', () => {
  it('is released as if everything was built, and only what it touched is built', async () => {
    await fc.assert(fc.asyncProperty(fc.array(anEvent, { minLength: 6, maxLength: 12 }), async (events) => {
      const world = aWorld();
      try {
        for (const { act, pick, fate } of events) {
          ACTS[act](world.repository, (names) => names[pick % names.length]);
          world.repository.commit(act);
          if (fate === 'broken') await world.release({ broken: world.repository.services });
          if (fate === 'released') await releasedRightly(world);
        }
        await releasedRightly(world);
      } finally {
        world.remove();
      }
    }), { numRuns: 6, endOnFailure: true });
  }, 300_000);
});
