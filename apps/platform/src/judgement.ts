import { statSync } from 'node:fs';
import { relative } from 'node:path';
import { TemplateCheckOptions, checkTemplateFiles } from '@plinth/cluster';
import { CheckOptions, FargateBill, Suppression, checkManifestFiles } from '@plinth/workload';

/** One thing wrong, whatever it is wrong with. */
export interface Flaw {
  readonly severity: 'error' | 'warning';
  /** The rule's id. */
  readonly rule: string;
  /** The file in the folder. */
  readonly file: string;
  /** The line in it, from 1; templates have none. */
  readonly line?: number;
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

/** A flaw that its object's annotation lets be. */
export interface SuppressedFlaw extends Flaw {
  readonly suppression: Suppression;
}

/** What came of judging a folder. */
export interface Judgement {
  readonly folder: string;
  /** How much was judged, such as `10 templates`. */
  readonly judged: string;
  readonly flaws: readonly Flaw[];
  /** What would be a flaw, but for an exception with a reason and a date. */
  readonly suppressed: readonly SuppressedFlaw[];
  /** What the pods of Fargate's namespaces are billed as. */
  readonly billing: readonly FargateBill[];
}

/** Judges the CloudFormation templates of any folder, ours or not. */
export function judgeAssembly(folder: string, options: TemplateCheckOptions): Judgement {
  refuseNoFolder('--assembly', folder);
  const { templates, findings } = checkTemplateFiles(folder, options);
  if (templates.length + findings.length === 0) throw new Error(`--assembly holds no CloudFormation template, got "${folder}"; name a folder such as cdk.out`);
  const flaws = findings.map(({ template: file, resource: subject, ...rest }) => ({ ...rest, file, subject }));
  return { folder, judged: counted(templates.length, 'template'), flaws, suppressed: [], billing: [] };
}

/** Judges the Kubernetes manifests of any folder, ours or not. */
export function judgeManifests(folder: string, options: CheckOptions = {}): Judgement {
  refuseNoFolder('--manifests', folder);
  const { files, objects, findings, suppressed, billing } = checkManifestFiles(folder, options);
  if (files + findings.length === 0) throw new Error(`--manifests holds no manifest, got "${folder}"; name a folder such as dist/manifests/prod`);
  const inFolder = <T extends { file: string }>(found: T): T => ({ ...found, file: relative(folder, found.file) });
  const flaw = <T extends { file: string; object: string }>({ object: subject, ...rest }: T) => ({ ...inFolder(rest as Omit<T, 'object'> & { file: string }), subject });
  return {
    folder,
    judged: `${counted(files, 'file')} with ${counted(objects, 'object')}`,
    flaws: findings.map((finding) => flaw(finding)),
    suppressed: suppressed.map((finding) => flaw(finding)),
    billing: billing.map(inFolder),
  };
}

/** Whether an error is among the flaws. */
export function failed(judgements: readonly Judgement[]): boolean {
  return judgements.some(({ flaws }) => flaws.some(({ severity }) => severity === 'error'));
}

/** `1 file`, `2 files`. */
export function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}

function refuseNoFolder(option: string, folder: string): void {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (!found) throw new Error(`there is no such folder, got "${folder}"; name one that exists`);
  if (!found.isDirectory()) throw new Error(`${option} is not a folder, got "${folder}"; name the folder it is in`);
}
