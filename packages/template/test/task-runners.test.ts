import { rmSync } from 'node:fs';
import { TaskRunner } from '../src';
import { TaskName, runTasks } from '../src/config';
import { RunnerWorld } from './a-runner-world';

/** Tasks of a build. */
const CHECKS: TaskName[] = ['lint', 'types', 'test', 'synth', 'render', 'bundle'];

const OF_A_PACKAGE = 'lint types test';
const OF_A_SERVICE = 'lint types test render bundle';
const EVERYTHING = {
  billing: OF_A_SERVICE, cluster: OF_A_PACKAGE, observability: OF_A_PACKAGE, orders: OF_A_SERVICE, pipeline: OF_A_PACKAGE, platform: 'lint types test synth render', workload: OF_A_PACKAGE,
};
const LINT = Object.fromEntries(Object.keys(EVERYTHING).map((name) => [name, 'lint']));

/** Commits, one after the other: what each changes, which tasks that makes others, and whose images get another tag. */
const HISTORY: [story: string, path: string, text: string, tasks: Record<string, string>, images: string[]][] = [
  ['the code of a service', 'apps/orders/src/main.ts', 'export const more = 1;\n', { orders: OF_A_SERVICE }, ['orders']],
  ['a comment, which no bundle has', 'apps/orders/src/main.ts', '// more\n', { orders: OF_A_SERVICE }, []],
  ['what an image is made of', 'apps/billing/Dockerfile', '# more\n', { billing: OF_A_SERVICE }, ['billing']],
  ['a package that services rest on', 'packages/observability/src/request-log.ts', 'export const more = 1;\n', {
    observability: OF_A_PACKAGE, platform: 'types test synth render', orders: 'types test render bundle', billing: 'types test render bundle',
  }, ['billing', 'orders']],
  ['what the platform is', 'platform.json', '\n', { platform: 'types test synth render', orders: 'render', billing: 'render' }, []],
  ['.projenrc.ts', '.projenrc.ts', '// more\n', { platform: 'types test' }, []],
  ['the rules of lint', 'eslint.config.mjs', '// more\n', LINT, []],
  ['the options of the compiler', 'tsconfig.base.json', '\n', EVERYTHING, []],
  ['documents', 'packages/workload/README.md', 'More.\n', {}, []],
];

const named = (others: Record<string, string>) => Object.entries(others).flatMap(([workspace, tasks]) => tasks.split(' ').map((task) => `${workspace}:${task}`)).sort();

describe('nx and turbo', () => {
  let worlds: Record<TaskRunner, RunnerWorld>;

  /** Both at once; they share nothing. */
  async function both<T>(ask: (world: RunnerWorld) => Promise<T>): Promise<Record<TaskRunner, T>> {
    const [nx, turbo] = await Promise.all([ask(worlds.nx), ask(worlds.turbo)]);
    return { nx, turbo };
  }
  const same = <T>(answer: T) => ({ nx: answer, turbo: answer });

  const changed = (before: Record<string, string>, now: Record<string, string>) => Object.keys(now).filter((task) => before[task] !== now[task]).sort();

  beforeAll(() => {
    worlds = { nx: new RunnerWorld(TaskRunner.NX), turbo: new RunnerWorld(TaskRunner.TURBO) };
  }, 120_000);
  afterAll(() => Object.values(worlds ?? {}).forEach(({ folder }) => rmSync(folder, { recursive: true, force: true })));

  it('do the same tasks again, and tag the same images anew, on a history of commits', async () => {
    const replayed = await both(async (world) => {
      const seen: [story: string, tasks: string[]][] = [];
      let before = await world.hashes([...CHECKS, 'image']);
      for (const [story, path, text] of HISTORY) {
        world.change(path, text);
        const now = await world.hashes([...CHECKS, 'image']);
        seen.push([story, changed(before, now)]);
        before = now;
      }
      return seen;
    });
    expect(replayed).toEqual(same(HISTORY.map(([story, , , tasks, images]) => [story, [...named(tasks), ...images.map((name) => `${name}:image`)].sort()])));
  }, 480_000);

  it('render again when the list of images says something else', async () => {
    const rendered = await both(async (world) => {
      const [before, now] = [await world.hashes(['render'], world.list('sha256:a')), await world.hashes(['render'], world.list('sha256:b'))];
      world.unlist();
      return changed(before, now);
    });
    expect(rendered).toEqual(same(['billing:render', 'orders:render', 'platform:render']));
  }, 120_000);

  it('do what was asked for, of the workspaces that have it, and what comes first', async () => {
    expect(await both((world) => world.selects(['synth', 'image'], ['orders', 'platform', 'workload']))).toEqual(same(['orders:bundle', 'orders:image', 'platform:synth']));
  }, 60_000);

  it('differ in the lockfile: nx looks at the tools of a task, turbo at all of the root and of the workspace', async () => {
    const updated = await both(async (world) => {
      const before = await world.hashes(CHECKS);
      world.update('eslint');
      return changed(before, await world.hashes(CHECKS));
    });
    expect(updated).toEqual({ nx: named(LINT), turbo: named(EVERYTHING) });
  }, 120_000);

  it('are not started for nothing', () => {
    for (const runner of Object.values(TaskRunner)) expect(runTasks(runner, ['test'], [])).toEqual([]);
  });
});
