import type { HistoryWorld } from './history-world';
import type { SmallRepository } from './small-repository';

/** What becomes of a commit: it is released, its run fails, or its run never begins because the next commit came. */
export type Fate =
  | { readonly builds: 'everything' | readonly string[] }
  | { readonly fails: RegExp; readonly broken?: readonly string[]; readonly gate?: string; readonly tried: readonly string[] }
  | { readonly refused: RegExp }
  | 'superseded';

/** One row of the history: what people did, and what has to become of it. */
export interface Chapter {
  readonly story: string;
  readonly change: (repository: SmallRepository, world: HistoryWorld) => void;
  readonly fate: Fate;
  /** Base that is given by hand. @default - the nearest release */
  readonly base?: string;
  /** Whether the release runs in production afterwards. */
  readonly deployed?: boolean;
}

const builds = (...services: string[]): Fate => ({ builds: services });
const nothing = builds();
const everything: Fate = { builds: 'everything' };

/** A commit of these files. */
const edits = (...paths: string[]) => (r: SmallRepository) => {
  r.edit(...paths);
  r.commit(`edit ${paths.join(', ')}`);
};

/** A commit of what is done. */
const commits = (message: string, act: (repository: SmallRepository) => void) => (r: SmallRepository) => {
  act(r);
  r.commit(message);
};

/** Work on a branch, one commit for each path, merged with a merge commit. */
const merges = (branch: string, ...paths: string[]) => (r: SmallRepository) => {
  r.git('checkout', '--quiet', '-b', branch);
  for (const path of paths) edits(path)(r);
  r.git('checkout', '--quiet', 'main');
  r.git('merge', '--quiet', '--no-ff', '--message', `merge ${branch}`, branch);
};

const reverts = (commit: string) => (r: SmallRepository) => void r.git('revert', '--no-edit', commit);

/** Twelve services and four libraries: `money` under four of them, `log` under `http`, `geo` under one. */
function twelveServices(r: SmallRepository): void {
  r.addLibrary('money');
  r.addLibrary('log', { npm: ['pino'] });
  r.addLibrary('http', { uses: ['log'], npm: ['fastify'] });
  r.addLibrary('geo');
  r.addService('orders', { uses: ['money'] });
  r.addService('carts', { uses: ['money'] });
  r.addService('billing', { uses: ['money', 'log'], npm: ['pdf'] });
  r.addService('prices', { uses: ['money'] });
  r.addService('gateway', { uses: ['http'] });
  r.addService('users', { uses: ['http'] });
  r.addService('search', { uses: ['http'] });
  r.addService('mail', { uses: ['log'] });
  r.addService('shipping', { uses: ['geo'] });
  r.addService('stock');
  r.addService('reports', { npm: ['pdf'] });
  r.addService('catalog');
  r.commit('twelve services');
}

/** Who is built when a library changes. */
const MONEY = ['billing', 'carts', 'orders', 'prices'];
const HTTP = ['gateway', 'search', 'users'];
const LOG = ['billing', 'gateway', 'mail', 'search', 'users'];

export const SIXTY_COMMITS: readonly Chapter[] = [
  { story: 'a platform begins, and everything is built', change: twelveServices, fate: everything },
  { story: 'the same commit again is the same release', change: () => undefined, fate: nothing },

  { story: 'one service changes', change: edits('apps/orders/src/main.ts'), fate: builds('orders') },
  { story: 'two services change in one commit', change: edits('apps/orders/src/main.ts', 'apps/stock/src/main.ts'), fate: builds('orders', 'stock') },
  { story: 'a service gets another file', change: edits('apps/carts/src/discount.ts'), fate: builds('carts') },
  { story: 'a Dockerfile changes', change: edits('apps/mail/Dockerfile'), fate: builds('mail') },
  { story: 'a README changes', change: edits('apps/mail/README.md'), fate: nothing },
  { story: 'documents at the root change', change: edits('docs/operate.md', 'README.md'), fate: nothing },
  { story: 'the app of the platform changes', change: edits('apps/platform/src/main.ts'), fate: nothing },

  { story: 'a library four services share changes', change: edits('packages/money/src/main.ts'), fate: builds(...MONEY) },
  { story: 'a library below a library changes', change: edits('packages/log/src/main.ts'), fate: builds(...LOG) },
  { story: 'the library above it changes', change: edits('packages/http/src/main.ts'), fate: builds(...HTTP) },
  { story: 'a library and a service that does not use it change', change: edits('packages/geo/src/main.ts', 'apps/catalog/src/main.ts'), fate: builds('catalog', 'shipping') },
  { story: 'the README of a library changes', change: edits('packages/money/README.md'), fate: nothing },

  { story: 'the compiler is set otherwise, for everyone', change: commits('settings', (r) => r.setting('tsconfig.base.json', { compilerOptions: { strict: true, target: 'es2022' } })), fate: everything },
  { story: 'lint is set otherwise, which no image reads', change: edits('eslint.config.mjs'), fate: nothing },
  { story: 'the task runner is set otherwise', change: commits('runner', (r) => r.setting('nx.json', { parallel: 4 })), fate: everything },

  { story: 'an npm package of a library is upgraded', change: commits('fastify', (r) => r.upgrade('fastify', '5.1.0')), fate: builds(...HTTP) },
  { story: 'a package below that package is upgraded', change: commits('pino', (r) => r.upgrade('pino', '9.1.0')), fate: builds(...LOG) },
  { story: 'a package two services use is upgraded', change: commits('pdf', (r) => r.upgrade('pdf', '1.1.0')), fate: builds('billing', 'reports') },
  { story: 'a package nobody names, below another, is upgraded', change: commits('zlib', (r) => r.upgrade('zlib', '1.0.1')), fate: builds('billing', 'reports') },
  { story: 'one service gets its own version of a package', change: commits('pin', (r) => r.pin('apps/reports', 'pdf', '2.0.0')), fate: builds('reports') },
  { story: 'the bundler is upgraded', change: commits('esbuild', (r) => r.upgrade('esbuild', '0.29.0')), fate: everything },
  { story: 'the test runner is upgraded', change: commits('jest', (r) => r.upgrade('jest', '30.1.0')), fate: nothing },

  { story: 'a service is added', change: commits('wishes', (r) => r.addService('wishes', { uses: ['money'] })), fate: builds('wishes') },
  { story: 'it begins to use a library', change: commits('wishes ask', (r) => r.needs('apps/wishes', { uses: ['money', 'http'] })), fate: builds('wishes') },
  { story: 'that library changes', change: edits('packages/http/src/main.ts'), fate: builds(...HTTP, 'wishes') },
  { story: 'it stops using it', change: commits('wishes do not ask', (r) => r.needs('apps/wishes', { uses: ['money'] })), fate: builds('wishes') },
  { story: 'the library changes again, for the others', change: edits('packages/http/src/main.ts'), fate: builds(...HTTP) },
  { story: 'a file is renamed', change: commits('rename a file', (r) => r.move('apps/stock/src/main.ts', 'apps/stock/src/begin.ts')), fate: builds('stock') },
  { story: 'a file moves from one service to another', change: commits('move a file', (r) => r.move('apps/carts/src/discount.ts', 'apps/prices/src/discount.ts')), fate: builds('carts', 'prices') },
  { story: 'a service is renamed, and is a new one', change: commits('rename a service', (r) => r.renameService('wishes', 'wishlists')), fate: builds('wishlists') },
  { story: 'a service is deleted', change: commits('delete a service', (r) => r.removeService('wishlists')), fate: nothing },
  { story: 'a service is deleted while another changes', change: commits('delete and edit', (r) => { r.removeService('catalog'); r.edit('apps/search/src/main.ts'); }), fate: builds('search') },
  { story: 'it comes back as it was', change: reverts('HEAD'), fate: builds('catalog', 'search') },
  { story: 'a file is deleted', change: commits('delete a file', (r) => r.remove('apps/prices/src/discount.ts')), fate: builds('prices') },

  { story: 'a change is made', change: edits('packages/money/src/main.ts'), fate: builds(...MONEY) },
  { story: 'and taken back', change: reverts('HEAD'), fate: builds(...MONEY) },

  { story: 'a branch of one commit is merged', change: merges('one', 'apps/users/src/main.ts'), fate: builds('users') },
  { story: 'a branch of three commits is merged', change: merges('three', 'apps/users/src/main.ts', 'apps/stock/src/begin.ts', 'apps/mail/src/main.ts'), fate: builds('mail', 'stock', 'users') },
  { story: 'a branch that touched a library and took it back is merged', change: (r) => {
    r.git('checkout', '--quiet', '-b', 'undone');
    edits('packages/geo/src/main.ts')(r);
    reverts('HEAD')(r);
    r.git('checkout', '--quiet', 'main');
    r.git('merge', '--quiet', '--no-ff', '--message', 'merge undone', 'undone');
  }, fate: nothing },
  { story: 'a merge is taken back', change: (r) => {
    merges('mistake', 'packages/log/src/main.ts')(r);
    r.git('revert', '--no-edit', '--mainline', '1', 'HEAD');
  }, fate: nothing },

  { story: 'a commit whose run never begins', change: edits('apps/orders/src/main.ts'), fate: 'superseded' },
  { story: 'another one', change: edits('packages/geo/src/main.ts'), fate: 'superseded' },
  { story: 'the next run releases all three', change: edits('apps/carts/src/main.ts'), fate: builds('carts', 'orders', 'shipping') },
  { story: 'a superseded change', change: edits('apps/stock/src/begin.ts'), fate: 'superseded' },
  { story: 'that the next commit takes back', change: reverts('HEAD'), fate: nothing },

  { story: 'a service that does not build', change: edits('apps/gateway/src/main.ts'), fate: { fails: /^the image of gateway failed/, broken: ['gateway'], tried: ['gateway'] } },
  { story: 'and does not build, with another change behind it', change: edits('apps/mail/src/main.ts'), fate: { fails: /^the image of gateway failed/, broken: ['gateway'], tried: ['gateway', 'mail'] } },
  { story: 'is repaired, and all that waited is released', change: edits('apps/gateway/src/main.ts'), fate: builds('gateway', 'mail') },
  { story: 'a gate that finds something', change: edits('apps/reports/src/main.ts'), fate: { fails: /^scan: a finding/, gate: 'scan: a finding', tried: ['reports'] } },
  { story: 'and nothing more when the same commit runs again', change: () => undefined, fate: builds('reports'), deployed: true },

  { story: 'a commit that is released', change: edits('apps/prices/src/main.ts'), fate: builds('prices') },
  { story: 'and forced away by another one in its place', change: (r) => {
    r.git('reset', '--quiet', '--hard', 'HEAD~1');
    edits('apps/billing/src/main.ts')(r);
  }, fate: builds('billing') },
  { story: 'history goes back to a commit whose run failed, and on from there', change: (r) => {
    r.git('reset', '--quiet', '--hard', 'HEAD~3');
    edits('apps/users/src/main.ts')(r);
  }, fate: builds('gateway', 'mail', 'users') },
  { story: 'history begins anew, without a commit that was ever released', change: (r) => {
    r.git('checkout', '--quiet', '--orphan', 'anew');
    r.commit('begin anew');
    r.git('branch', '--quiet', '--force', 'main');
    r.git('checkout', '--quiet', 'main');
  }, fate: { refused: /^history was rewritten: nothing in it was released, got prod on [0-9a-f]{12}, / } },
  { story: 'a person looks, and has everything built', change: () => undefined, base: 'everything', fate: everything },
  { story: 'from here it goes on', change: edits('apps/users/src/main.ts'), fate: builds('users') },

  { story: 'the ledger is lost, and everything is built', change: (r, world) => {
    world.loseLedger();
    edits('apps/orders/src/main.ts')(r);
  }, fate: everything },
  { story: 'after that it is as before', change: edits('apps/orders/src/main.ts'), fate: builds('orders') },
  { story: 'the ledger is lost again, and the same commit is the same release', change: (_, world) => world.loseLedger(), fate: everything },
];
