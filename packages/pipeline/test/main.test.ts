import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { aFolder, aRepository } from './repository';

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
    expect(pipeline(aRepository(1).folder, 'base')).toEqual({ status: 0, stdout: 'run-many --all\n', stderr: 'no base given: everything\n' });
  });

  it('fails when the work cannot be done, in one line and without a stack', () => {
    const { status, stdout, stderr } = pipeline(aFolder(), 'base');
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^base: this folder is not a checkout git can read.*\n$/);
  });

  it.each([[[]], [['deploy']], [['toString']]])('fails when there is no such command, and says which there are: %j', (args) => {
    const { status, stderr } = pipeline(repository, ...args);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^usage: pipeline <command>/);
  });

  it('fails when an option is mistyped', () => {
    const { status, stderr } = pipeline(repository, 'base', '--jsno');
    expect([status, stderr]).toEqual([2, expect.stringContaining("Unknown option '--jsno'")]);
  });
});
