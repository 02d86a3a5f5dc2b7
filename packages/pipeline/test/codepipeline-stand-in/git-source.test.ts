import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { GitSourceHook, StandIn, type Template } from '../../src/codepipeline-stand-in';
import { git } from '../repository';
import { aPlace, aSource, change, closeBuilds, ENVIRONMENT } from './builds';
import { Script } from './script';
import { aTemplate } from './templates';

afterAll(closeBuilds);

/** Runs the source action alone; its run, its execution, and the folder of its artifact. */
async function takeFrom(repository: string, revision?: string, template: Template = aTemplate([{ name: 'build' }])) {
  const workspace = aPlace();
  const source = new GitSourceHook({ repository, workspace, environment: ENVIRONMENT });
  const pipeline = new StandIn().add(template, { actions: { CodeCommit: source, CodeStarSourceConnection: source, CodeBuild: new Script() } });
  pipeline.tell({ type: 'start', trigger: { type: 'CloudWatchEvent', detail: 'push' }, overrides: revision ? { commit: revision } : {} });
  await pipeline.settled();
  const [execution] = pipeline.state.executions;
  const [run] = execution.stages.source.actions;
  return { execution, run, folder: join(workspace, 'artifacts', run.outputs[0].location) };
}

describe('a source action', () => {
  it('takes the head of its branch with all its history, and says what it took', async () => {
    const repository = aSource({ readme: 'one' });
    const head = change(repository, { readme: 'two' }, 'the second\n\nwith a reason');
    git(repository, 'checkout', '--quiet', '-b', 'elsewhere');
    change(repository, { readme: 'three' });
    const { run, execution, folder } = await takeFrom(repository);
    expect(run.outputVariables).toMatchObject({ CommitId: head, BranchName: 'main', RepositoryName: 'acme', CommitMessage: 'the second\n\nwith a reason' });
    expect(execution.revisions).toMatchObject([{ action: 'commit', artifact: 'Source', id: head, summary: 'the second' }]);
    expect(git(folder, 'log', '--format=%s').split('\n')).toEqual(['the second', 'a change']);
    expect(git(folder, 'rev-parse', '--is-shallow-repository')).toBe('false');
  });

  it('takes the commit an execution was started for', async () => {
    const repository = aSource({ readme: 'one' });
    const first = git(repository, 'rev-parse', 'HEAD');
    change(repository, { readme: 'two' });
    expect((await takeFrom(repository, first)).run.outputVariables.CommitId).toBe(first);
  });

  it('hands on files without history unless it is told to clone, as AWS does', async () => {
    const { Resources } = aTemplate([{ name: 'build' }]);
    const template = { Resources: JSON.parse(JSON.stringify(Resources).replace('CODEBUILD_CLONE_REF', 'CODE_ZIP')) };
    const { folder } = await takeFrom(aSource({ readme: 'one' }), undefined, template);
    expect([existsSync(join(folder, 'readme')), existsSync(join(folder, '.git'))]).toEqual([true, false]);
  });

  it('fails when the commit is not there, or when history is not', async () => {
    const repository = aSource({ readme: 'one' });
    const { run, execution } = await takeFrom(repository, '0123456789012345678901234567890123456789');
    expect(execution.status).toBe('Failed');
    expect(run.failure?.message).toMatch(/^git log failed in .*, got "fatal: bad object 0123456789012345678901234567890123456789"; see that the branch or commit is in the repository$/);
    const shallow = aPlace();
    change(repository, { readme: 'two' });
    git(shallow, 'clone', '--quiet', '--depth=1', `file://${repository}`, 'clone');
    expect((await takeFrom(join(shallow, 'clone'))).run.failure?.message).toMatch(/^repository is a shallow clone, got .*; fetch the rest with 'git fetch --unshallow'$/);
  });
});
