import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Explained } from '../../runtime/command';
import { NOWHERE } from '../definition/read-template';
import type { Place, Template } from '../definition/template-values';
import type { RunResult } from '../machine/event';
import { collectFiles, copyFolder } from './artifact-files';
import { buildScript } from './build-script';
import { readBuildspec, type Buildspec } from './buildspec';
import { plainVariables, projectsOf, type BuildVariable, type CodeBuildProject } from './code-build-project';
import type { ActionCall, ActionHook } from './hook';
import { runProcess } from './process';

export interface CodeBuildOptions {
  /** Templates of the stacks the projects are in. */
  readonly templates: readonly Template[];
  /** Folder for artifacts and builds; the other hooks of the pipeline have the same. */
  readonly workspace: string;
  /** What every command sees of this machine, such as PATH and HOME. */
  readonly environment: NodeJS.ProcessEnv;
  /** Values of variables that are other ones here than in AWS, or secrets there. @default - none */
  readonly variables?: Readonly<Record<string, string>>;
  /** Where the stacks seem to be deployed. @default - an account of zeros in eu-central-1 */
  readonly place?: Place;
  /** Sees what commands print. @default - nobody */
  readonly watch?: (piece: string) => void;
}

/**
 * Runs the commands of an action's CodeBuild project in a shell on this machine, with a copy of the input artifact as folder, and
 * hands on the files the buildspec names. It is no container: commands see this machine's tools and network, and time-outs of the
 * project are not kept.
 */
export class CodeBuildHook implements ActionHook {
  private readonly projects: Map<string, CodeBuildProject>;
  private readonly place: Place;

  constructor(private readonly options: CodeBuildOptions) {
    this.place = options.place ?? NOWHERE;
    this.projects = projectsOf(options.templates, this.place);
  }

  async run(call: ActionCall, signal: AbortSignal): Promise<RunResult> {
    const { ProjectName: name, BatchEnabled: batch } = call.run.configuration;
    const project = this.projects.get(name);
    if (!project) throw new Explained(`${call.action.name}.ProjectName is in none of the templates, got "${name}"; give the template of its stack to the hook`);
    if (batch === 'true') throw new Explained(`${call.action.name}.BatchEnabled is not done here, got "true"; build without a batch`);
    const folder = join(this.options.workspace, 'builds', call.run.id);
    try {
      return await this.build(project, call, folder, signal);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  private async build(project: CodeBuildProject, call: ActionCall, folder: string, signal: AbortSignal): Promise<RunResult> {
    const externalExecutionId = `${project.name}:${call.run.id}`;
    const { source, folders } = await this.unpack(call, folder);
    const spec = readBuildspec(project.name, 'text' in project.buildspec ? project.buildspec.text : await readFile(join(source, project.buildspec.file), 'utf8'));
    const reports = { failure: join(folder, 'failure'), exported: join(folder, 'exported') };
    const script = join(folder, 'build.sh');
    await writeFile(script, buildScript(spec, reports));
    const own = plainVariables([...project.variables, ...actionVariables(call)], this.options.variables ?? {});
    const env = { ...this.options.environment, ...folders, ...this.codeBuildVariables(call, externalExecutionId), ...spec.variables, ...own };
    const { code } = await runProcess(spec.shell, [script], { cwd: source, env, signal, watch: this.options.watch });
    if (signal.aborted) return { status: 'Failed', failure: { code: 'JobFailed', message: 'stopped' }, externalExecutionId };
    if (code !== 0) return { status: 'Failed', externalExecutionId, failure: { code: 'JobFailed', message: await failureOf(spec, reports.failure, code) } };
    await this.pack(call, spec, source);
    return { status: 'Succeeded', externalExecutionId, outputVariables: { BuildID: externalExecutionId, ...await exportedBy(reports.exported) } };
  }

  /** Copies the inputs, so that a build that changes them changes nobody else's. */
  private async unpack({ run, action }: ActionCall, folder: string): Promise<{ source: string; folders: Record<string, string> }> {
    const primary = run.inputs.find(({ name }) => name === run.configuration.PrimarySource) ?? run.inputs[0];
    if (!primary) throw new Explained(`${action.name}.inputArtifacts is empty, got []; a build needs a source`);
    await mkdir(folder, { recursive: true });
    const folders: Record<string, string> = {};
    for (const input of run.inputs) {
      const at = join(folder, 'inputs', input.name);
      await copyFolder(this.artifact(input.location), at);
      folders[input === primary ? 'CODEBUILD_SRC_DIR' : `CODEBUILD_SRC_DIR_${input.name}`] = at;
    }
    return { source: folders.CODEBUILD_SRC_DIR, folders };
  }

  /** One output is the buildspec's artifact, several are its secondary ones. @see https://docs.aws.amazon.com/codebuild/latest/userguide/sample-pipeline-multi-input-output.html */
  private async pack({ run: { outputs }, action }: ActionCall, spec: Buildspec, source: string): Promise<void> {
    for (const { name, location } of outputs) {
      const files = outputs.length === 1 ? spec.primary : spec.secondary[name];
      if (!files) throw new Explained(`${action.name}.outputArtifacts has one the buildspec does not make, got "${name}"; write it under artifacts`);
      await collectFiles(source, files, this.artifact(location));
    }
  }

  /** @see https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-env-vars.html */
  private codeBuildVariables({ pipeline, execution }: ActionCall, id: string): Record<string, string> {
    return {
      AWS_REGION: this.place.region,
      AWS_DEFAULT_REGION: this.place.region,
      CODEBUILD_BUILD_ID: id,
      CODEBUILD_INITIATOR: `codepipeline/${pipeline}`,
      ...(execution.revisions[0] && { CODEBUILD_RESOLVED_SOURCE_VERSION: execution.revisions[0].id }),
    };
  }

  private artifact(location: string): string {
    return join(this.options.workspace, 'artifacts', location);
  }
}

/** What the action adds to its project's variables: a list in JSON. @see https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeBuild.html */
function actionVariables({ action, run }: ActionCall): BuildVariable[] {
  const text = run.configuration.EnvironmentVariables ?? '[]';
  try {
    return (JSON.parse(text) as BuildVariable[]).map(({ name, value, type = 'PLAINTEXT' }) => ({ name, value, type }));
  } catch {
    throw new Explained(`${action.name}.EnvironmentVariables is not a list in JSON, got ${text}; write [{"name":…,"value":…}]`);
  }
}

/** Which command failed, in CodeBuild's words. */
async function failureOf({ phases }: Buildspec, file: string, code: number): Promise<string> {
  const [name, index, exit = code] = (await readFile(file, 'utf8').catch(() => '')).split(' ');
  const phase = phases.find((each) => each.name === name);
  const command = phase && [...phase.commands, ...phase.finally][Number(index)];
  return command ? `phase ${name}: exit code ${exit} of command: ${command}` : `the shell ended with exit code ${exit}`;
}

async function exportedBy(file: string): Promise<Record<string, string>> {
  const entries = (await readFile(file, 'utf8')).split('\0').filter(Boolean);
  return Object.fromEntries(entries.map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]));
}
