import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Explained } from '../../runtime/command';
import type { RunResult } from '../machine/event';
import type { ActionCall, ActionHook } from './hook';
import { runProcess } from './process';

export interface GitSourceOptions {
  /** A repository on this machine; all of its history is there. */
  readonly repository: string;
  /** Folder for artifacts; the other hooks of the pipeline have the same. */
  readonly workspace: string;
  /** What git sees of this machine, such as PATH and HOME. */
  readonly environment: NodeJS.ProcessEnv;
}

/** Fields of a commit, each on a line; the message comes last and may have several. */
const FORMAT = '%H%n%aI%n%cI%n%B';

/**
 * A source action that takes its commit from a repository on this machine: the head of the action's branch, or the revision an
 * execution was started with. With CODEBUILD_CLONE_REF the artifact is a full clone, without it the files alone.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeCommit.html
 */
export class GitSourceHook implements ActionHook {
  constructor(private readonly options: GitSourceOptions) {}

  async run({ action, run, execution }: ActionCall, signal: AbortSignal): Promise<RunResult> {
    const { repository, workspace } = this.options;
    const { BranchName: branch = 'main', RepositoryName: name = '', FullRepositoryId: fullName = '', OutputArtifactFormat: format } = run.configuration;
    const git = (folder: string, ...args: string[]) => this.git(signal, folder, args);
    if (await git(repository, 'rev-parse', '--is-shallow-repository') === 'true') throw new Explained(`repository is a shallow clone, got ${repository}; fetch the rest with 'git fetch --unshallow'`);
    const [id, authored, committed, ...message] = (await git(repository, 'log', '-1', `--format=${FORMAT}`, '--end-of-options', execution.overrides[action.name] ?? `refs/heads/${branch}`)).split('\n');

    const folder = join(workspace, 'artifacts', run.outputs[0].location);
    await mkdir(dirname(folder), { recursive: true });
    await git(repository, 'clone', '--quiet', '--no-checkout', repository, folder);
    await git(folder, 'checkout', '--quiet', '--detach', id);
    if (format !== 'CODEBUILD_CLONE_REF') await rm(join(folder, '.git'), { recursive: true });
    const summary = message[0];
    return {
      status: 'Succeeded',
      summary,
      externalExecutionId: id,
      revision: { id, summary },
      outputVariables: {
        CommitId: id, BranchName: branch, AuthorDate: authored, CommitterDate: committed, CommitMessage: message.join('\n').trim(),
        ...(fullName ? { FullRepositoryName: fullName } : { RepositoryName: name }),
      },
    };
  }

  private async git(signal: AbortSignal, cwd: string, args: string[]): Promise<string> {
    const { code, stdout, stderr } = await runProcess('git', args, { cwd, env: { ...this.options.environment, LC_ALL: 'C' }, signal });
    if (code !== 0) throw new Explained(`git ${args[0]} failed in ${cwd}, got "${stderr.trim().split('\n')[0] || `exit code ${code}`}"; see that the branch or commit is in the repository`);
    return stdout.trim();
  }
}
