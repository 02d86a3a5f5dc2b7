import { base } from '../src/runtime/base';
import { Explained } from '../src/runtime/command';
import { aContext, aFolder, aRepository, commit, git } from './repository';

describe('what has to be verified', () => {
  it('is everything when no base is given', async () => {
    const context = aContext(aRepository(2).folder);
    await base([], context);
    expect(context.printed).toEqual(['run-many --all']);
    expect(context.said).toEqual(['no base given: everything']);
  });

  it.each([[''], ['everything']])('is everything when the pipeline passes "%s"', async (PLINTH_BASE) => {
    const context = aContext(aRepository(1).folder, { PLINTH_BASE });
    await base([], context);
    expect(context.printed).toEqual(['run-many --all']);
  });

  it('is what changed since the base', async () => {
    const { folder, commits } = aRepository(3);
    const context = aContext(folder, { PLINTH_BASE: commits[0].slice(0, 10) });
    await base([], context);
    expect(context.printed).toEqual([`affected --base=${commits[0]} --head=HEAD`]);
  });

  it('is asked on the command line before the environment', async () => {
    const { folder, commits } = aRepository(3);
    const context = aContext(folder, { PLINTH_BASE: commits[0] });
    await base(['--base', commits[1]], context);
    expect(context.printed).toEqual([`affected --base=${commits[1]} --head=HEAD`]);
  });

  it('is said to programs as JSON', async () => {
    const { folder, commits } = aRepository(2);
    const context = aContext(folder);
    await base(['--base', commits[0], '--json'], context);
    expect(JSON.parse(context.printed[0])).toEqual({
      mode: 'affected',
      base: commits[0],
      head: commits[1],
      arguments: ['affected', `--base=${commits[0]}`, '--head=HEAD'],
      reason: `what changed since ${commits[0].slice(0, 12)}`,
    });
  });

  it('is nothing, said aloud, when the base is the commit itself', async () => {
    const { folder, commits } = aRepository(1);
    const context = aContext(folder);
    await base(['--base', 'HEAD'], context);
    expect(context.said).toEqual([`base is the commit itself: nothing changed since ${commits[0].slice(0, 12)}`]);
  });

  it('fails when the folder is not a git checkout, even without a base', async () => {
    await expectRefusal(aFolder(), undefined, /^this folder is not a checkout git can read, got "fatal: not a git repository.*; hand on a full clone/);
  });

  it('fails when the clone is shallow and a base is given', async () => {
    const { folder, commits } = aRepository(3);
    const shallow = aFolder();
    git(shallow, 'clone', '--quiet', '--depth=1', `file://${folder}`, 'clone');
    await expectRefusal(`${shallow}/clone`, commits[0], /^history is cut off, got a shallow clone and base .*; fetch the rest with 'git fetch --unshallow'/);
  });

  it.each([['0123456789012345678901234567890123456789'], ['no-such-branch'], ['--all']])('fails when the base is unknown: %s', async (unknown) => {
    await expectRefusal(aRepository(1).folder, unknown, /^base is not a commit of this repository, got .*; fetch the branch it is on, or give no base$/);
  });

  it('fails when history was rewritten under the base', async () => {
    const { folder, commits } = aRepository(2);
    git(folder, 'reset', '--quiet', '--hard', commits[0]);
    commit(folder, 'another way');
    await expectRefusal(folder, commits[1], /^base is not an ancestor of [0-9a-f]{12}, got .*; give a commit this one descends from/);
  });
});

async function expectRefusal(folder: string, PLINTH_BASE: string | undefined, sentence: RegExp): Promise<void> {
  const context = aContext(folder, { PLINTH_BASE });
  const refusal = await base([], context).catch((error: Error) => error);
  expect(refusal).toBeInstanceOf(Explained);
  expect((refusal as Error).message).toMatch(sentence);
  expect(context.printed).toEqual([]);
}
