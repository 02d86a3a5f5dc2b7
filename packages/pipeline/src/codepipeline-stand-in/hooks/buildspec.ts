import { parse } from 'yaml';
import { Explained } from '../../runtime/command';
import { Fields } from '../definition/fields';

/** Phases of a build, in order. @see https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html */
export const PHASES = ['install', 'pre_build', 'build', 'post_build'] as const;

/** One phase. */
export interface Phase {
  readonly name: (typeof PHASES)[number];
  readonly commands: readonly string[];
  /** Run in any case, when the phase was reached. */
  readonly finally: readonly string[];
}

/** Files that make an artifact. */
export interface ArtifactFiles {
  /** Folder the names are relative to, itself relative to the source. */
  readonly base: string;
  readonly files: readonly string[];
  readonly excluded: readonly string[];
}

/** What a build does. */
export interface Buildspec {
  readonly shell: 'sh' | 'bash';
  readonly variables: Readonly<Record<string, string>>;
  /** Variables later actions may read. */
  readonly exported: readonly string[];
  readonly phases: readonly Phase[];
  /** The artifact of an action with one output. */
  readonly primary?: ArtifactFiles;
  /** Artifacts of an action with several, by output. */
  readonly secondary: Readonly<Record<string, ArtifactFiles>>;
}

/** Sections that say nothing about what runs: versions of tools, reports and caches are CodeBuild's own. */
const OF_CODEBUILD = ['reports', 'cache'];

/** Reads a buildspec of version 0.2. Refuses what would make a difference and is not done here. @param where says whose it is */
export function readBuildspec(where: string, text: string): Buildspec {
  const fields = new Fields(where, parse(text), (sentence) => new Explained(sentence));
  const version = fields.raw<string | number>('version');
  if (String(version) !== '0.2') throw fields.refuse(`${where}.version is not 0.2, got ${JSON.stringify(version) ?? 'nothing'}; write version: 0.2`);
  OF_CODEBUILD.forEach((section) => fields.raw(section));
  const env = fields.maybe('env');
  const phases = fields.object('phases');
  const artifacts = fields.maybe('artifacts');
  const secondary = artifacts?.maybe('secondary-artifacts');
  const spec: Buildspec = {
    shell: env?.oneOf('shell', ['sh', 'bash'], 'sh') ?? 'sh',
    variables: env?.texts('variables') ?? {},
    exported: env?.words('exported-variables') ?? [],
    phases: PHASES.flatMap((name) => readPhase(name, phases.maybe(name)) ?? []),
    primary: artifacts && readFiles(artifacts),
    secondary: Object.fromEntries((secondary?.names() ?? []).map((name) => [name, readFiles(secondary!.object(name))])),
  };
  [env, phases, fields].forEach((each) => each?.end());
  return spec;
}

function readPhase(name: Phase['name'], fields?: Fields): Phase | undefined {
  if (!fields) return undefined;
  fields.raw('runtime-versions');
  fields.oneOf('on-failure', ['ABORT'], 'ABORT');
  const phase = { name, commands: fields.words('commands'), finally: fields.words('finally') };
  fields.end();
  return phase;
}

function readFiles(fields: Fields): ArtifactFiles {
  fields.raw('name');
  const read = { base: fields.maybeText('base-directory') ?? '.', files: fields.words('files'), excluded: fields.words('exclude-paths') };
  fields.end();
  return read;
}
