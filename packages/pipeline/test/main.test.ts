import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { aFolder, git } from './repository';

const repository = join(__dirname, '..', '..', '..');

/** The command line, as a buildspec calls it. */
function pipeline(cwd: string, ...args: string[]) {
  // Outside of a repository nothing says where the template's configuration is.
  const env = { ...process.env, PLINTH_BASE: '', TSX_TSCONFIG_PATH: join(repository, 'tsconfig.json') };
  const { status, stdout, stderr } = spawnSync(join(repository, 'node_modules', '.bin', 'tsx'), [join(__dirname, '..', 'src', 'runtime', 'main.ts'), ...args], { cwd, env, encoding: 'utf8' });
  return { status, stdout, stderr };
}

describe('the command line', () => {
  it('prints the result alone to standard output', () => {
    const root = aFolder({
      'platform.json': { name: 'acme', services: [{ name: 'orders' }] },
      'package.json': { workspaces: ['apps/*'] }, 'apps/orders/package.json': { name: '@acme/orders' }, 'package-lock.json': { lockfileVersion: 3, packages: {} },
    });
    git(root, 'init', '--quiet', '--initial-branch=main');
    git(root, 'add', '--all');
    git(root, 'commit', '--quiet', '--message=first');
    expect(pipeline(root, 'affected', '--ledger', aFolder())).toEqual({
      status: 0, stdout: 'workspace @acme/orders\nservice orders\n', stderr: expect.stringMatching(/^everything: no earlier release.*; 1 of 1 services are affected, and 1 workspaces to check\n$/),
    });
  });

  it('fails when the work cannot be done, in one line and without a stack', () => {
    const { status, stdout, stderr } = pipeline(aFolder(), 'affected');
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^affected: platform\.json is not in this folder or above.*\n$/);
  });

  it.each([[[]], [['deploy']], [['toString']]])('fails when there is no such command, and says which there are: %j', (args) => {
    const { status, stderr } = pipeline(repository, ...args);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^usage: pipeline <command>/);
  });

  it('fails when an option is mistyped', () => {
    const { status, stderr } = pipeline(repository, 'affected', '--jsno');
    expect([status, stderr]).toEqual([2, expect.stringContaining("Unknown option '--jsno'")]);
  });
});
