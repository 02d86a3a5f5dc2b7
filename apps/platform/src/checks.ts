import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkManifestFiles, findingLine } from '@plinth/workload';
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

/** CDK writes this beside the templates whenever a plugin or its own validation had something to say. */
const VALIDATION_REPORT = 'validation-report.json';

/** Plugins that must have judged the assembly, with the names people know them by. */
const VALIDATORS: Record<string, string> = {
  'CloudFormation Validate': 'CloudFormation schema',
  'AwsSolutions': 'cdk-nag AwsSolutions',
};

/** Types CloudFormation runs code of ours for; the platform needs none. */
const CODE = /^(AWS::Lambda::Function|AWS::CloudFormation::CustomResource|Custom::.*)$/;

/** Judges a synthesised assembly. */
export function checkAssembly(directory: string, stacks: readonly SynthesisedStack[]): Check[] {
  const violations = readViolations(directory);
  return stacks.flatMap((stack) => [
    ...Object.entries(VALIDATORS).map(([validator, name]): Check => ({
      name, subject: stack.name, findings: violations.filter((found) => found.validator === validator && found.stack === stack.name).map((found) => found.line),
    })),
    { name: 'no Lambda, no custom resource', subject: stack.name, findings: codeIn(stack) },
  ]);
}

/** Judges the rendered manifests of one environment. */
export function checkManifests(environment: string, directory: string): Check {
  const { findings } = checkManifestFiles(directory);
  const errors = findings.filter(({ severity }) => severity === 'error').map(findingLine);
  return { name: 'Kubernetes schema, Pod Security, digests', subject: environment, findings: errors };
}

function codeIn({ template }: SynthesisedStack): string[] {
  return Object.entries(template.Resources ?? {}).filter(([, { Type }]) => CODE.test(Type))
    .map(([id, { Type }]) => `${id} runs code inside CloudFormation, got ${Type}; use a resource of AWS itself`);
}

interface Violation { readonly validator: string; readonly stack: string; readonly line: string }

/** Errors only: CDK prints warnings while it works. */
function readViolations(directory: string): Violation[] {
  const file = join(directory, VALIDATION_REPORT);
  const reports: PluginReport[] = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).pluginReports : [];
  return reports.flatMap(({ pluginName, violations = [] }) => violations.filter(({ severity }) => severity !== 'warning').flatMap(
    ({ ruleName, description, violatingConstructs }) => violatingConstructs.map(({ constructPath }) => ({
      validator: pluginName, stack: constructPath.split('/')[0], line: `${constructPath} breaks ${ruleName}: ${description}`,
    })),
  ));
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
