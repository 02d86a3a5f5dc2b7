import { statSync } from 'node:fs';
import { relative } from 'node:path';
import { TemplateCheckOptions, checkTemplateFiles } from '@plinth/cluster';
import { checkManifestFiles } from '@plinth/workload';

/** One thing wrong, whatever it is wrong with. */
export interface Flaw {
  readonly severity: 'error' | 'warning';
  /** The rule's id. */
  readonly rule: string;
  /** The file in the folder; of a manifest with the line. */
  readonly file: string;
  /** Logical id of a resource, or kind and name of an object; none when it is the file itself. */
  readonly subject?: string;
  /** Path of the value. */
  readonly path: string;
  /** What is there; undefined when nothing is. */
  readonly value: unknown;
  readonly problem: string;
  readonly why: string;
  readonly source: string;
  readonly fix: string;
}

/** What came of judging a folder. */
export interface Judgement {
  readonly folder: string;
  /** How much was judged, such as `10 templates`. */
  readonly judged: string;
  readonly flaws: readonly Flaw[];
}

/** Judges the CloudFormation templates of any folder, ours or not. */
export function judgeAssembly(folder: string, options: TemplateCheckOptions): Judgement {
  refuseMissing(folder);
  const { templates, findings } = checkTemplateFiles(folder, options);
  if (templates.length + findings.length === 0) throw new Error(`--assembly holds no CloudFormation template, got "${folder}"; name a folder such as cdk.out`);
  return { folder, judged: counted(templates.length, 'template'), flaws: findings.map(({ template: file, resource: subject, ...rest }) => ({ ...rest, file, subject })) };
}

/** Judges the Kubernetes manifests of any folder, ours or not. */
export function judgeManifests(folder: string): Judgement {
  refuseMissing(folder);
  const { files, objects, findings } = checkManifestFiles(folder);
  if (files === 0) throw new Error(`--manifests holds no manifest, got "${folder}"; name a folder such as dist/manifests/prod`);
  const flaws = findings.map(({ file, line, object, ...rest }): Flaw => ({ ...rest, file: `${relative(folder, file)}:${line}`, subject: object }));
  return { folder, judged: `${counted(files, 'file')} with ${counted(objects, 'object')}`, flaws };
}

/** Whether an error is among the flaws. */
export function failed(judgements: readonly Judgement[]): boolean {
  return judgements.some(({ flaws }) => flaws.some(({ severity }) => severity === 'error'));
}

/** `1 file`, `2 files`. */
export function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}

function refuseMissing(folder: string): void {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw new Error(`there is no such folder, got "${folder}"; name one that exists`);
}
