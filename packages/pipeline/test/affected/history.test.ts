import { explanation } from '../../src/runtime/affected/explanation';
import { git } from '../repository';
import { aServiceWorkspace, Monorepo, type Model } from './monorepo';

// git is started dozens of times, and a busy machine takes its time for each.
jest.setTimeout(60_000);

const SERVICES = ['carts', 'mail', 'orders'];
const ALL = ['@acme/carts', '@acme/core', '@acme/http', '@acme/lonely', '@acme/mail', '@acme/orders', '@acme/platform'];

/** What one change touches: services, workspaces, and why. */
async function after(repository: Monorepo, change: (model: Model) => void) {
  repository.commit(change);
  const affected = await repository.affected();
  return { services: affected.services, workspaces: affected.workspaces.map((name) => name.replace('@acme/', '')), why: explanation(affected).join('\n') };
}

const edit = (path: string, text = '2') => (model: Model) => {
  const [group, name, ...rest] = path.split('/');
  const workspace = model.workspaces[`${group}/${name}`];
  if (workspace) workspace.files[rest.join('/')] = text;
  else model.root[path] = text;
};
const bump = (name: string, version = '99.0.0') => ({ npm }: Model) => void (npm[name].version = version);

describe('after a release, a change', () => {
  let released: Monorepo;
  beforeAll(async () => {
    released = new Monorepo();
    await released.release();
  });
  afterEach(() => released.takeBack());

  it.each<[string, (model: Model) => void, string[], string[], RegExp]>([
    ["of a service's file touches that service", edit('apps/orders/src/main.ts'), ['orders'], ['orders'], /^orders: in\n {2}apps\/orders\/src\/main\.ts$/m],
    ['of a shared library touches all that rest on it', edit('packages/core/src/index.ts'), ['carts', 'orders'], ['carts', 'core', 'http', 'orders'], /^ {2}orders ← @acme\/http ← @acme\/core: packages\/core\/src\/index\.ts$/m],
    ['of a library between touches what rests on it', edit('packages/http/src/index.ts'), ['orders'], ['http', 'orders'], /^carts: out; nothing it is made from changed\nmail: out/m],
    ['of a library no service has touches no service', edit('packages/lonely/src/index.ts'), [], ['lonely', 'platform'], /^carts: out.*\nmail: out.*\norders: out/],
    ['of a document in a workspace touches nothing', edit('packages/core/README.md'), [], [], /^carts: out/],
    ['of a document at the root touches nothing', edit('docs/errors.md'), [], [], /^carts: out/],
    ['of the compiler settings touches all', edit('tsconfig.base.json'), SERVICES, ALL.map((name) => name.slice(6)), /^ {2}tsconfig\.base\.json, for lint, types, test, render, bundle$/m],
    ['of the lint rules touches checks, not images', edit('eslint.config.mjs'), [], ALL.map((name) => name.slice(6)), /^orders: out; its image reads nothing that changed, but it is to be checked\n {2}eslint\.config\.mjs, for lint$/m],
    ['of the platform touches what is rendered from it, not images', ({ services }) => void services.reverse(), [], ['carts', 'mail', 'orders', 'platform'], /^ {2}platform\.json, for render$/m],
    ['of .projenrc.ts touches who checks it', edit('.projenrc.ts'), [], ['platform'], /^mail: out; nothing/m],
    ['of how packages are installed touches everything', edit('.npmrc'), SERVICES, ALL.map((name) => name.slice(6)), /^ {2}\.npmrc says how packages are installed$/m],
    ['of a file nobody is known to read touches everything', edit('patches/a.patch'), SERVICES, ALL.map((name) => name.slice(6)), /^ {2}patches\/a\.patch is in no workspace, and no task says that it reads it$/m],
    ['of a file in no workspace touches everything', edit('packages/loose.ts'), SERVICES, ALL.map((name) => name.slice(6)), /packages\/loose\.ts is in no workspace/],
    ['of an npm package touches who resolves to it', bump('zod'), ['carts', 'orders'], ['carts', 'core', 'http', 'orders'], /^ {2}carts ← @acme\/core: packages\/core\/package\.json$/m],
    ['of what an npm package needs touches who needs that', bump('pino'), SERVICES, ['carts', 'mail', 'orders'], /^mail: in\n {2}pino 10\.4\.0 → 99\.0\.0$/m],
    ['of the bundler touches images', bump('esbuild'), SERVICES, ['carts', 'mail', 'orders', 'platform'], /^ {2}esbuild 0\.28\.2 → 99\.0\.0, for bundle$/m],
    ['of what the linter needs touches checks', bump('espree'), [], ALL.map((name) => name.slice(6)), /^ {2}espree 1\.0\.0 → 99\.0\.0, for lint$/m],
    ['of types touches type checks', bump('@types/node'), [], ALL.map((name) => name.slice(6)), /^ {2}@types\/node 20\.19\.43 → 99\.0\.0, for types$/m],
    ['of the task runner touches nothing', bump('nx'), [], [], /^mail: out/m],
    ["of a package of the root's that anyone may import touches everything", bump('left'), SERVICES, ALL.map((name) => name.slice(6)), /left is the root's, for anyone to import: left 1\.0\.0 → 99\.0\.0/],
    ["of the root's scripts touches nothing", ({ fields }) => void (fields.scripts = {}), [], [], /^mail: out/m],
    ["of the root's engines touches everything", ({ fields }) => void (fields.engines = {}), SERVICES, ALL.map((name) => name.slice(6)), /package\.json: engines changed/],
    ["of the platform's name touches everything", (model) => void (model.platform = 'other'), SERVICES, ALL.map((name) => name.slice(6)), /names another platform than acme/],
    ['that deletes a library touches who had it', (model) => {
      delete model.workspaces['packages/core'];
      model.workspaces['packages/http'].dependsOn = [];
      model.workspaces['apps/carts'].dependsOn = [];
    }, ['carts', 'orders'], ['carts', 'http', 'orders'], /^ {2}orders ← @acme\/http: packages\/http\/package\.json$/m],
    ['that renames a folder touches who rests on it', ({ workspaces }) => {
      workspaces['packages/core2'] = workspaces['packages/core'];
      delete workspaces['packages/core'];
      workspaces['packages/http'].dependsOn = ['core2'];
    }, ['carts', 'orders'], ['carts', 'core2', 'http', 'orders'], /^carts: in\n {2}carts ← @acme\/core: packages\/core\/package\.json, packages\/core\/src\/index\.ts/m],
    ['that renames a file touches its workspace', ({ workspaces: { 'apps/mail': { files } } }) => {
      files['src/renamed.ts'] = files['src/main.ts'];
      delete files['src/main.ts'];
    }, ['mail'], ['mail'], /^ {2}apps\/mail\/src\/main\.ts, apps\/mail\/src\/renamed\.ts$/m],
    ['that adds a service touches it', (model) => {
      model.services.push('new');
      model.workspaces['apps/new'] = aServiceWorkspace('core');
    }, ['new'], ['carts', 'mail', 'new', 'orders', 'platform'], /^new: in\n {2}the release compared with has no image of it\n {2}apps\/new\/Dockerfile, apps\/new\/package\.json, apps\/new\/src\/main\.ts\n {2}platform\.json, for render$/m],
    ['that declares a folder as a service touches it', (model) => void model.services.push('platform'), ['platform'], ['carts', 'mail', 'orders', 'platform'], /^platform: in\n {2}the release compared with has no image of it$/m],
    ['that deletes a service touches no other', (model) => {
      model.services = ['orders', 'carts'];
      delete model.workspaces['apps/mail'];
    }, [], ['carts', 'orders', 'platform'], /^carts: out; its image reads nothing.*\n {2}platform\.json, for render\norders: out/],
  ])('%s', async (_, change, services, workspaces, why) => {
    const found = await after(released, change);
    expect(found.services).toEqual(services);
    expect(found.workspaces).toEqual([...workspaces].sort());
    expect(found.why).toMatch(why);
  });

  it('that is taken back touches nothing', async () => {
    const repository = new Monorepo();
    await repository.release();
    const before = repository.now();
    repository.commit(edit('packages/core/src/index.ts'));
    repository.restore(before);
    expect(await repository.affected()).toMatchObject({ services: [], workspaces: [], released: false });
  });

  it('counts from the last release, whatever was not released since', async () => {
    const repository = new Monorepo();
    const released = await repository.release();
    repository.commit(edit('apps/mail/src/main.ts'));
    repository.commit(edit('apps/carts/src/main.ts'));
    expect(await repository.affected()).toMatchObject({ base: released, services: ['carts', 'mail'], reason: `${released.slice(0, 12)}, 2 commits before, is the nearest with a release` });
  });

  it('comes with a merge as a whole', async () => {
    const repository = new Monorepo();
    const released = await repository.release();
    repository.merge(edit('apps/mail/src/main.ts'), edit('apps/carts/src/main.ts'));
    expect(await repository.affected()).toMatchObject({ base: released, services: ['carts', 'mail'] });
    await repository.release(git(repository.folder, 'rev-parse', 'HEAD^1'));
    expect((await repository.affected()).services).toEqual(['mail']);
  });
});
