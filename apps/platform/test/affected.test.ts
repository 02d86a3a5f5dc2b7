import { execFileSync } from 'node:child_process';
import { appendFileSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { TaskRunner, taskRunnerOf } from '@plinth/template/config';
import { aRepository } from './a-repository';
import { ROOT, aFolder, thisPlatform } from './world';

interface Workspace {
  readonly name: string;
  readonly dependencies?: Record<string, string>;
  readonly devDependencies?: Record<string, string>;
}

const folders = ['packages', 'apps'].flatMap((group) => readdirSync(join(ROOT, group)).map((name) => `${group}/${name}`));
const workspaces = new Map<string, Workspace>(folders.map((folder) => [folder, JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8'))]));

/** A workspace, and all that rest on it by what their package.json says. */
function dependants(folder: string): string[] {
  const found = new Set([workspaces.get(folder)!.name]);
  for (let before = 0; before < found.size;) {
    before = found.size;
    for (const { name, dependencies, devDependencies } of workspaces.values()) {
      if (Object.keys({ ...dependencies, ...devDependencies }).some((dependency) => found.has(dependency))) found.add(name);
    }
  }
  return [...found].sort();
}

/** Whoever runs turbo has no nx to ask. */
const whereNxRuns = taskRunnerOf(thisPlatform()) === TaskRunner.NX ? describe : describe.skip;

whereNxRuns('nx affected', () => {
  const repository = aRepository();
  const data = aFolder();
  const env = {
    ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null', NX_DAEMON: 'false', NX_ISOLATE_PLUGINS: 'false',
    NX_CACHE_DIRECTORY: join(data, 'cache'), NX_WORKSPACE_DATA_DIRECTORY: join(data, 'workspace'),
  };
  const run = (program: string, ...args: string[]) => execFileSync(program, args, { cwd: repository, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const git = (...args: string[]) => run('git', '-c', 'user.name=A Team', '-c', 'user.email=team@example.com', ...args);

  /** Projects affected by one more commit, which changes this file. */
  function affected(file: string): string[] {
    appendFileSync(join(repository, file), '\n');
    git('commit', '--quiet', '--all', '--message', `change ${file}`);
    return JSON.parse(run('node_modules/.bin/nx', 'show', 'projects', '--affected', '--base=HEAD~1', '--head=HEAD', '--json')).sort();
  }

  beforeAll(() => {
    git('init', '--quiet');
    git('add', '--all');
    git('commit', '--quiet', '--message', 'all');
  });

  it.each(thisPlatform().services.map(({ name }) => [name]))('of a change in the service %s is that service alone', (name) => {
    const folder = `apps/${name}`;
    expect(affected(`${folder}/src/main.ts`)).toEqual([workspaces.get(folder)!.name]);
  }, 30_000);

  it('of a change in a package is the package and what rests on it', () => {
    expect(dependants('packages/workload')).toEqual(expect.arrayContaining([workspaces.get('packages/workload')!.name, workspaces.get('apps/platform')!.name]));
    expect(affected('packages/workload/src/index.ts')).toEqual(dependants('packages/workload'));
  }, 30_000);

  it('of a change in the documents is nothing', () => {
    expect(affected('docs/errors.md')).toEqual([]);
  }, 30_000);

  it('of a change in the compiler\'s options is everything', () => {
    expect(affected('tsconfig.base.json')).toEqual([...workspaces.values()].map(({ name }) => name).sort());
  }, 30_000);

  it('of a change in platform.json is every app: they read it, packages do not', () => {
    expect(affected('platform.json')).toEqual(folders.filter((folder) => folder.startsWith('apps/')).map((folder) => workspaces.get(folder)!.name).sort());
  }, 30_000);

  it.each(folders.filter((folder) => folder === 'packages/template'))('of a change of the configuration in %s is what reads it', (folder) => {
    expect(affected(`${folder}/src/config/problem.ts`)).toEqual(dependants(folder));
  }, 30_000);
});
