import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { PlatformConfig } from '@plinth/template/config';
import { checkManifestFiles } from '@plinth/workload';
import { SynthesisedStack, readAssembly } from './assembly';
import { Check, checkAssembly, checkManifests, templateOptions } from './checks';

/** A stack and how much is in it. */
export interface StackSummary {
  readonly name: string;
  readonly resources: number;
}

/** What `dist/baseline.json` says, for machines. It has no date in it: the same sources give the same bytes. */
export interface BaselineReport {
  readonly platform: string;
  readonly environments: readonly { readonly name: string; readonly stacks: readonly StackSummary[]; readonly manifests: number; readonly objects: number }[];
  /** Stacks that exist once, in the tooling account. */
  readonly tooling: readonly StackSummary[];
  readonly checks: readonly Check[];
  readonly passed: number;
  readonly failed: number;
}

/** Folders of one baseline: `cdk.out`, `manifests/<environment>`, `bootstrap/<environment>`. */
export interface Outputs {
  readonly assembly: string;
  readonly manifests: string;
  readonly bootstrap: string;
}

/** Judges what was synthesised and rendered. */
export function reportOf(platform: PlatformConfig, { assembly, manifests, bootstrap }: Outputs): BaselineReport {
  const stacks = readAssembly(assembly);
  const environments = platform.environments.map(({ name }) => {
    const folder = join(manifests, name);
    const { files, objects } = existsSync(folder) && readdirSync(folder).length > 0 ? checkManifestFiles(folder) : { files: 0, objects: 0 };
    return { name, stacks: summaries(stacks, name), manifests: files, objects };
  });
  const checks = [...checkAssembly(assembly, stacks, templateOptions(platform)), ...platform.environments.map(({ name }) => checkManifests(name, join(manifests, name), join(bootstrap, name)))];
  const failed = checks.filter(({ findings }) => findings.length > 0).length;
  return { platform: platform.name, environments, tooling: summaries(stacks, undefined), checks, passed: checks.length - failed, failed };
}

function summaries(stacks: readonly SynthesisedStack[], environment: string | undefined): StackSummary[] {
  return stacks.filter((stack) => stack.environment === environment)
    .map(({ name, template }) => ({ name, resources: Object.keys(template.Resources ?? {}).length }));
}
