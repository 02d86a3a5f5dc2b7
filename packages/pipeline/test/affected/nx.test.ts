import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TASKS } from '@plinth/template/config';
import { plan } from '../../src/runtime/affected/plan';
import { stateOf } from '../../src/runtime/affected/repository-state';

const ROOT = join(__dirname, '../../../..');

// nx reads the whole repository each time.
jest.setTimeout(60_000);

const manifests = ['packages', 'apps'].flatMap((group) => readdirSync(join(ROOT, group)).map((name) => `${group}/${name}/package.json`));
const files = ['package.json', 'package-lock.json', 'platform.json', 'turbo.json', ...manifests].filter((path) => existsSync(join(ROOT, path)));
const state = stateOf(new Map(files.map((path) => [path, readFileSync(join(ROOT, path), 'utf8')])), 'this tree');
const everyone = state.workspaces.map(({ name }) => name).sort();

/** What we say of one changed file; of the lockfile and the root's package.json, that no package and no field changed. */
const ours = (path: string) => plan({ changes: [path], base: state, head: state, released: state.services, tasks: TASKS }).workspaces;

/** What nx says, with nothing of the nx that may run this test. */
function nxs(path: string): string[] {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('NX_')));
  const { status, stdout, stderr } = spawnSync(join(ROOT, 'node_modules/.bin/nx'), ['show', 'projects', '--affected', `--files=${path}`, '--json'], {
    cwd: ROOT, encoding: 'utf8', env: { ...env, NX_DAEMON: 'false', NX_ISOLATE_PLUGINS: 'false' },
  });
  if (status !== 0) throw new Error(`nx ended with ${status}: ${stderr}`);
  return (JSON.parse(stdout) as string[]).sort();
}

const runsNx = existsSync(join(ROOT, 'nx.json'));

(runsNx ? describe : describe.skip)('what nx says of one changed file, we say', () => {
  it.each([
    'packages/workload/src/index.ts', 'packages/observability/src/index.ts', 'packages/cluster/test/new.test.ts', 'packages/pipeline/package.json',
    'apps/platform/src/main.ts', 'tsconfig.base.json', 'eslint.config.mjs', 'jest.config.js', 'platform.json', '.projenrc.ts', 'nx.json',
    'README.md', 'docs/errors.md', 'LICENSE', '.gitignore', '.nvmrc',
  ])('%s', (path) => expect(ours(path)).toEqual(nxs(path)));

  it('of every workspace of its own', () => {
    const [first] = state.services;
    expect(ours(`apps/${first}/src/main.ts`)).toEqual(nxs(`apps/${first}/src/main.ts`));
  });

  it.each([
    ['packages/workload/README.md', 'no task reads documents'],
    ['package.json', 'only what changed in it counts'],
    ['package-lock.json', 'only who resolves to other packages is touched'],
  ])('but %s, since %s', (path) => {
    expect(ours(path)).toEqual([]);
    expect(nxs(path)).not.toEqual([]);
  });

  it.each([
    ['.npmrc', 'says how packages are installed'],
    ['.gitattributes', 'says with which bytes git checks files out'],
    ['tsconfig.json', 'says where the commands of a build find packages'],
    ['buildspec.yml', 'says how everything is built'],
    ['packages/loose.ts', 'is in no workspace, and may be read by anyone'],
  ])('but %s, since it %s', (path) => {
    expect(ours(path)).toEqual(everyone);
    expect(nxs(path)).toEqual([]);
  });
});
