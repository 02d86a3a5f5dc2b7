import { join, relative } from 'node:path';
import { PlatformConfig } from '@plinth/template/config';
import { FargateBill } from '@plinth/workload';
import { SynthesisedStack, readAssembly } from './assembly';
import { Check, checkAssembly, checkManifests, manifestOptions, templateOptions } from './checks';

/** A stack and how much is in it. */
export interface StackSummary {
  readonly name: string;
  readonly resources: number;
}

/** An environment, and what is in it. */
export interface EnvironmentSummary {
  readonly name: string;
  readonly stacks: readonly StackSummary[];
  readonly manifests: number;
  readonly objects: number;
  /** Manifests' warnings, which do not fail. */
  readonly warnings: number;
  /** Findings in manifests that an exception lets be. */
  readonly suppressed: number;
  /** What its pods on Fargate are billed as. */
  readonly fargate: readonly FargateBill[];
}

/** What `dist/baseline.json` says, for machines. It has no date in it: the same sources give the same bytes. */
export interface BaselineReport {
  readonly platform: string;
  readonly environments: readonly EnvironmentSummary[];
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

/**
 * Judges what was synthesised and rendered.
 * @param today ISO date: exceptions that ended before it count no more
 */
export function reportOf(platform: PlatformConfig, { assembly, manifests, bootstrap }: Outputs, today: string): BaselineReport {
  const stacks = readAssembly(assembly);
  const judged = platform.environments.map(({ name }) => {
    const { check, reports: [deployed, applied] } = checkManifests(name, manifestOptions(platform, today), join(manifests, name), join(bootstrap, name));
    const both = [deployed, applied];
    const environment: EnvironmentSummary = {
      name,
      stacks: summaries(stacks, name),
      manifests: deployed.files,
      objects: deployed.objects,
      warnings: both.flatMap(({ findings }) => findings).filter(({ severity }) => severity === 'warning').length,
      suppressed: both.flatMap(({ suppressed }) => suppressed).length,
      fargate: deployed.billing.map((bill) => ({ ...bill, file: relative(manifests, bill.file) })),
    };
    return { check, environment };
  });
  const checks = [...checkAssembly(assembly, stacks, templateOptions(platform)), ...judged.map(({ check }) => check)];
  const failed = checks.filter(({ findings }) => findings.length > 0).length;
  const environments = judged.map(({ environment }) => environment);
  return { platform: platform.name, environments, tooling: summaries(stacks, undefined), checks, passed: checks.length - failed, failed };
}

function summaries(stacks: readonly SynthesisedStack[], environment: string | undefined): StackSummary[] {
  return stacks.filter((stack) => stack.environment === environment)
    .map(({ name, template }) => ({ name, resources: Object.keys(template.Resources ?? {}).length }));
}
