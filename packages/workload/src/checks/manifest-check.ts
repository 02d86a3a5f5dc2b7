import { Manifest, ManifestSyntaxError } from './manifest';
import { ManifestNode } from './manifest-node';
import { CheckOptions, ManifestRule } from './manifest-rule';
import { manifestRules } from './manifest-rules';

/** One thing wrong with one object. */
export interface Finding {
  /** The rule's id, such as `image/digest`. */
  readonly rule: string;
  /** An error fails the check. */
  readonly severity: ManifestRule['severity'];
  /** `<Kind> <namespace>/<name>`. */
  readonly object: string;
  /** The file. */
  readonly file: string;
  /** The line the object begins at, from 1. */
  readonly line: number;
  /** Path of the value in the object. */
  readonly path: string;
  /** The value; undefined when there is none. */
  readonly value: unknown;
  /** What is wrong with it. */
  readonly problem: string;
  /** What goes wrong if it stays. */
  readonly why: string;
  /** Where that is written. */
  readonly source: string;
  /** What to do. */
  readonly fix: string;
}

/**
 * Checks objects against every rule.
 * @param together what is applied together with them, themselves among it
 */
export function checkManifests(manifests: readonly Manifest[], options: CheckOptions = {}, together = manifests): Finding[] {
  return manifests.flatMap((manifest) => manifestRules.flatMap((rule) => {
    const { id, severity, why, source, fix } = rule;
    const { file, line } = manifest;
    return rule.check(manifest, options, together).map((violation): Finding => ({ rule: id, severity, object: objectName(manifest), file, line, ...violation, why, source, fix }));
  }));
}

/** What a text that cannot be read amounts to, one finding for each problem. */
export function syntaxFindings({ problems }: ManifestSyntaxError): Finding[] {
  return problems.map(({ file, line, problem }): Finding => ({
    rule: 'yaml/readable', severity: 'error', object: 'none', file, line, path: '', value: undefined, problem,
    why: 'nothing in the file can be applied or checked', source: 'https://yaml.org/spec/1.1/', fix: 'correct the file',
  }));
}

/** One line a person can act on. */
export function findingLine({ file, line, severity, rule, object, path, value, problem, fix }: Finding): string {
  const got = value === undefined ? 'nothing' : JSON.stringify(value);
  const shown = got.length > 120 ? `${got.slice(0, 117)}...` : got;
  const what = path === '' ? problem : `${object} ${path} ${problem}, got ${shown}`;
  return `${file}:${line} ${severity} ${rule}: ${what}; ${fix}`;
}

function objectName({ object }: Manifest): string {
  const metadata = new ManifestNode(object).get('metadata');
  const named = (key: string) => (metadata.get(key).present ? String(metadata.get(key).value) : undefined);
  const namespace = named('namespace');
  const name = named('name') ?? named('generateName') ?? 'without a name';
  return `${object.kind ?? 'object'} ${namespace === undefined ? name : `${namespace}/${name}`}`;
}
