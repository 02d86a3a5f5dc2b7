import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CodeBuildHook, GitSourceHook, StandIn, type CodeBuildOptions, type Template } from '../../src/codepipeline-stand-in';
import type { RunningPipeline } from '../../src/codepipeline-stand-in/running-pipeline';
import type { ActionRun } from '../../src/codepipeline-stand-in/machine/state';
import { aFolder, git } from '../repository';
import { aTemplate, type ActionSketch } from './templates';

const folders: string[] = [];
const pipelines: RunningPipeline[] = [];

/** Ends what still runs and removes what was made. */
export async function closeBuilds(): Promise<void> {
  await Promise.all(pipelines.splice(0).map((pipeline) => pipeline.close()));
  folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true }));
}

/** A folder that is removed at the end. */
export function aPlace(files?: Record<string, string>): string {
  const folder = aFolder(files);
  folders.push(folder);
  return folder;
}

/** A repository of these files. */
export function aSource(files: Record<string, string>): string {
  const folder = aPlace();
  git(folder, 'init', '--quiet', '--initial-branch=main');
  change(folder, files);
  return folder;
}

/** One more commit; its id. */
export function change(repository: string, files: Record<string, string>, message = 'a change'): string {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(repository, name)), { recursive: true });
    writeFileSync(join(repository, name), content);
  }
  git(repository, 'add', '--all');
  git(repository, 'commit', '--quiet', '--allow-empty', `--message=${message}`);
  return git(repository, 'rev-parse', 'HEAD');
}

/** What commands see of this machine. */
export const ENVIRONMENT = { PATH: process.env.PATH, HOME: process.env.HOME, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };

export interface BuildSketch {
  /** The project's buildspec; a file of the source when there is none. */
  readonly buildspec?: object;
  readonly files?: Record<string, string>;
  /** Environment variables of the project, as CloudFormation spells them. */
  readonly variables?: readonly object[];
  /** What the action has beside its project. */
  readonly action?: { readonly Configuration?: object; readonly Namespace?: string; readonly OutputArtifacts?: readonly { readonly Name: string }[] };
  readonly options?: Partial<CodeBuildOptions>;
  /** Actions after the build. */
  readonly more?: readonly ActionSketch[];
}

/** A pipeline that takes a commit from git and really builds it. */
export class Build {
  readonly repository: string;
  readonly workspace = aPlace();
  readonly pipeline: RunningPipeline;
  readonly printed: string[] = [];

  constructor({ buildspec, files = {}, variables, action = {}, options, more = [] }: BuildSketch) {
    this.repository = aSource(files);
    const { Configuration, ...rest } = action;
    const work: ActionSketch = { name: 'work', more: { InputArtifacts: [{ Name: 'Source' }], Configuration: { ProjectName: { Ref: 'Project' }, ...Configuration }, ...rest } };
    const { Resources } = aTemplate([{ name: 'build', actions: [work, ...more] }], { variables: [{ Name: 'base', DefaultValue: 'everything' }] });
    const Properties = { Name: 'acme-build', Source: { BuildSpec: buildspec && JSON.stringify({ version: '0.2', ...buildspec }) }, Environment: { EnvironmentVariables: variables } };
    const template: Template = { Resources: { ...Resources, Project: { Type: 'AWS::CodeBuild::Project', Properties } } };
    const shared = { workspace: this.workspace, environment: ENVIRONMENT };
    const build = new CodeBuildHook({ ...shared, templates: [template], watch: (piece) => this.printed.push(piece), ...options });
    this.pipeline = new StandIn().add(template, { actions: { CodeCommit: new GitSourceHook({ ...shared, repository: this.repository }), CodeBuild: build } });
    pipelines.push(this.pipeline);
  }

  /** Builds the head, or a revision, and waits for the end. */
  async run(more: { variables?: Record<string, string>; overrides?: Record<string, string> } = {}): Promise<ActionRun> {
    this.pipeline.tell({ type: 'start', trigger: { type: 'StartPipelineExecution', detail: 'test' }, ...more });
    await this.pipeline.settled();
    return this.action('build', 'work') ?? this.action('source', 'commit')!;
  }

  /** The newest run of an action in the newest execution. */
  action(stage: string, name: string): ActionRun | undefined {
    return this.pipeline.state.executions.at(-1)?.stages[stage]?.actions.findLast((run) => run.name === name);
  }

  /** Where an artifact of the build is. */
  artifact(index = 0, run = this.action('build', 'work')): string {
    return join(this.workspace, 'artifacts', run?.outputs[index].location ?? '');
  }
}
