import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runTasks, TaskRunner } from '@plinth/template/config';
import { checkAffected } from '../src/runtime/check';
import { Explained } from '../src/runtime/command';
import { aContext, aFolder } from './repository';

const REASON = 'compared with the release of 1a2b3c4d5e6f';
const CHECKS = ['lint', 'types', 'test', 'synth', 'render'] as const;

/** A repository whose task runner notes how it was started, and ends as told. */
function aRepository(runner: TaskRunner, code = 0): string {
  const program = `node_modules/.bin/${runner}`;
  const root = aFolder({ [program]: `#!/bin/sh\nprintf '%s\\n' "$@" > arguments\nenv > variables\nexit ${code}\n` });
  chmodSync(join(root, program), 0o755);
  return root;
}

const noted = (root: string, what: 'arguments' | 'variables') => readFileSync(join(root, what), 'utf8').trim().split('\n');

describe('the checks of a commit', () => {
  it.each(Object.values(TaskRunner))('are run by %s, for the workspaces that are affected, and said beforehand', async (runner) => {
    const root = aRepository(runner);
    const context = aContext(root, { PATH: process.env.PATH });
    const workspaces = ['@acme/orders', '@acme/platform'];
    await checkAffected({ workspaces, reason: REASON }, { root, runner }, context);

    const argv = runTasks(runner, CHECKS, workspaces);
    expect([`node_modules/.bin/${runner}`, ...noted(root, 'arguments')]).toEqual(argv);
    expect(context.said).toEqual([`2 workspaces to check: ${REASON}`, argv.join(' ')]);
    expect(context.printed).toEqual([]);
  });

  it('leave neither a daemon behind nor word of themselves elsewhere', async () => {
    const [nx, turbo] = [aRepository(TaskRunner.NX), aRepository(TaskRunner.TURBO)];
    await checkAffected({ workspaces: ['@acme/orders'], reason: REASON }, { root: nx, runner: TaskRunner.NX }, aContext(nx, { PATH: process.env.PATH }));
    await checkAffected({ workspaces: ['@acme/orders'], reason: REASON }, { root: turbo, runner: TaskRunner.TURBO }, aContext(turbo, { PATH: process.env.PATH }));
    expect(noted(nx, 'variables')).toContain('NX_DAEMON=false');
    expect(noted(turbo, 'variables')).toContain('TURBO_TELEMETRY_DISABLED=1');
  });

  it('are none when nothing is affected, and then nothing is started', async () => {
    const root = aRepository(TaskRunner.NX);
    const context = aContext(root);
    await checkAffected({ workspaces: [], reason: 'this commit has a release' }, { root, runner: TaskRunner.NX }, context);
    expect(context.said).toEqual(['nothing to check: this commit has a release']);
    expect(existsSync(join(root, 'arguments'))).toBe(false);
  });

  it.each([
    ['a task fails', aRepository(TaskRunner.TURBO, 3), 'the checks failed, got exit code 3 of turbo; correct what its output above says'],
    ['nothing is installed', aFolder(), `node_modules/.bin/turbo is missing, got no such program; install the repository's packages with 'npm ci'`],
  ])('fail when %s', async (_, root, sentence) => {
    const failing = checkAffected({ workspaces: ['@acme/orders'], reason: REASON }, { root, runner: TaskRunner.TURBO }, aContext(root, { PATH: process.env.PATH }));
    await expect(failing).rejects.toThrow(new Explained(sentence));
  });
});
