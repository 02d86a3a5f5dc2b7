import { Dirent, existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import { Template } from './template';
import { TemplateFinding, checkTemplates } from './template-check';
import { isRecord } from './template-node';
import { PLATFORM_CHECKS } from './platform-checks';
import { TemplateCheckOptions } from './template-rule';

/** What the check of a folder came to. */
export interface TemplateReport {
  /** Templates read. */
  readonly templates: readonly Template[];
  /** All that is wrong and was not acknowledged, by template. */
  readonly findings: readonly TemplateFinding[];
}

/**
 * Checks every template of a cloud assembly, or of any other folder and the folders in it. What constructs acknowledged,
 * as CDK wrote it down beside the templates, is left out. A template that cannot be read is a finding too.
 */
export function checkTemplateFiles(directory: string, options: TemplateCheckOptions = {}): TemplateReport {
  const read = filesIn(directory).map((file) => readTemplate(file, relative(directory, file)));
  const templates = read.flatMap(({ template }) => template ?? []);
  const acknowledged = acknowledgements(directory);
  const findings = checkTemplates(templates, options).filter((finding) => !acknowledged.has(keyOf(finding.rule, finding.template, finding.resource)));
  return { templates, findings: [...read.flatMap(({ unreadable }) => unreadable ?? []), ...findings] };
}

/** What is named `asset.…` is the content of an asset, in whatever form. */
function filesIn(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(json|template|ya?ml)$/.test(entry.name))
    .map((entry: Dirent) => join(entry.parentPath, entry.name))
    .filter((file) => !relative(directory, file).split(sep).some((part) => part.startsWith('asset.') || part === 'node_modules'))
    .sort();
}

function readTemplate(file: string, name: string): { template?: Template; unreadable?: TemplateFinding } {
  const text = readFileSync(file, 'utf8');
  if (!/\.json$/.test(file) && !text.trimStart().startsWith('{')) {
    return /^Resources:/m.test(text) ? { unreadable: unreadable(name, 'is a template in YAML, which is not read') } : {};
  }
  try {
    const body: unknown = JSON.parse(text);
    return isRecord(body) && isRecord(body.Resources) ? { template: { name, body } } : {};
  } catch (error) {
    return { unreadable: unreadable(name, `cannot be read: ${(error as Error).message.split('\n')[0]}`) };
  }
}

function unreadable(template: string, problem: string): TemplateFinding {
  return {
    rule: 'template/unreadable', severity: 'error', template, path: '', value: template, problem,
    why: 'nothing in the file can be checked', source: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html', fix: 'write it as JSON',
  };
}

/** By file name alone: the report may name folders of the machine that synthesised. */
const keyOf = (rule: string, template: string, resource = '') => [rule, basename(template), resource].join(' ');

function acknowledgements(directory: string): ReadonlySet<string> {
  const file = join(directory, 'validation-report.json');
  const reports: PluginReport[] = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).pluginReports ?? [] : [];
  return new Set(reports.filter(({ pluginName }) => pluginName === PLATFORM_CHECKS).flatMap(({ suppressedViolations = [] }) => suppressedViolations)
    .flatMap(({ ruleName, violatingConstructs }) => violatingConstructs.flatMap(({ cloudFormationResource: at }) => (at ? keyOf(ruleName, at.templatePath, at.logicalId) : []))));
}

interface PluginReport {
  readonly pluginName: string;
  readonly suppressedViolations?: readonly {
    readonly ruleName: string;
    readonly violatingConstructs: readonly { readonly cloudFormationResource?: { readonly templatePath: string; readonly logicalId: string } }[];
  }[];
}
