import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TemplateCheckOptions, checkTemplateFiles, templateFindingLine } from '@plinth/cluster';
import { DEFAULT_KUBERNETES, PlatformConfig } from '@plinth/template/config';
import { CheckOptions, ManifestReport, checkManifestFiles, findingLine } from '@plinth/workload';
import { SynthesisedStack } from './assembly';

/** One gate on one thing, passed or not. */
export interface Check {
  /** What was asked, such as `cdk-nag AwsSolutions`. */
  readonly name: string;
  /** What it was asked of: a stack, or an environment's manifests. */
  readonly subject: string;
  /** One line for each thing wrong; none when it passed. */
  readonly findings: readonly string[];
}

/** CDK writes this beside the templates, with one report for each plugin that ran. */
const VALIDATION_REPORT = 'validation-report.json';

/** Plugins that must have judged the assembly, with the names people know them by. */
const VALIDATORS: Record<string, string> = {
  'CloudFormation Validate': 'CloudFormation schema',
  'AwsSolutions': 'cdk-nag AwsSolutions',
};

/** What is asked of manifests, for people. */
const MANIFESTS = 'Kubernetes schema, Pod Security, digests';

/** Types CloudFormation runs code of ours for; the platform needs none. */
const CODE = /^(AWS::Lambda::Function|AWS::CloudFormation::CustomResource|Custom::.*)$/;

/** What a platform says that its templates do not. The date is not part of it: the same sources are judged the same every day. */
export function templateOptions({ extendedSupport }: PlatformConfig): TemplateCheckOptions {
  return { extendedSupport: extendedSupport ? 'allowed' : 'refused' };
}

/** What a platform says that its manifests do not. */
export function manifestOptions({ capacity, kubernetes = DEFAULT_KUBERNETES }: Pick<PlatformConfig, 'capacity' | 'kubernetes'>, today: string): CheckOptions {
  return { fargateNamespaces: (capacity?.fargate ?? []).flatMap(({ namespaces }) => namespaces), kubernetes, today };
}

/** Judges a synthesised assembly. */
export function checkAssembly(directory: string, stacks: readonly SynthesisedStack[], options: TemplateCheckOptions): Check[] {
  const reports = readReports(directory);
  // CDK reports no plugin that had nothing to say, so what PlatformChecks found at synthesis is found again.
  const semantic = checkTemplateFiles(directory, options).findings.filter(({ severity }) => severity === 'error').map(templateFindingLine);
  const ofStacks = stacks.flatMap((stack) => [
    ...Object.entries(VALIDATORS).map(([validator, name]): Check => ({
      name, subject: stack.name, findings: violationsIn(stack, reports.find(({ pluginName }) => pluginName === validator)),
    })),
    { name: 'no Lambda, no custom resource', subject: stack.name, findings: codeIn(stack) },
  ]);
  return [...ofStacks, { name: 'semantics of AWS', subject: 'every stack', findings: semantic }];
}

/** Judges the rendered manifests of one environment, each folder for itself. */
export function checkManifests(environment: string, options: CheckOptions, ...directories: string[]): { readonly check: Check; readonly reports: ManifestReport[] } {
  const reports = directories.map((directory) => checkManifestFiles(directory, options));
  const errors = reports.flatMap(({ findings }) => findings).filter(({ severity }) => severity === 'error').map(findingLine);
  return { check: { name: MANIFESTS, subject: environment, findings: errors }, reports };
}

function codeIn({ template }: SynthesisedStack): string[] {
  return Object.entries(template.Resources ?? {}).filter(([, { Type }]) => CODE.test(Type))
    .map(([id, { Type }]) => `${id} runs code inside CloudFormation, got ${Type}; use a resource of AWS itself`);
}

function readReports(directory: string): PluginReport[] {
  const file = join(directory, VALIDATION_REPORT);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).pluginReports : [];
}

/** Errors only: CDK prints warnings while it works. A plugin that was switched off has passed nothing. */
function violationsIn({ name }: SynthesisedStack, report: PluginReport | undefined): string[] {
  if (report === undefined) return ['was not judged, got no report of it; synthesise again with CDK_VALIDATION unset'];
  return (report.violations ?? []).filter(({ severity }) => severity !== 'warning').flatMap(
    ({ ruleName, description, violatingConstructs }) => violatingConstructs.map(({ constructPath }) => constructPath)
      .filter((path) => path.split('/')[0] === name).map((path) => `${path} breaks ${ruleName}: ${description}`),
  );
}

interface PluginReport {
  readonly pluginName: string;
  readonly violations?: readonly {
    readonly ruleName: string;
    readonly description: string;
    readonly severity: string;
    readonly violatingConstructs: readonly { readonly constructPath: string }[];
  }[];
}
