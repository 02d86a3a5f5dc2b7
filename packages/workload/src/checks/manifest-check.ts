import { Manifest, ManifestProblem } from './manifest';
import { ManifestNode } from './manifest-node';
import { CheckOptions, RuleDescription, Violation } from './manifest-rule';
import { manifestRules } from './manifest-rules';
import { needless, Suppression, SUPPRESSION_PATH, suppressionRules, suppressionsOf } from './suppression';

/** One thing wrong with one object. */
export interface Finding {
  /** The rule's id, such as `image/digest`. */
  readonly rule: string;
  /** An error fails the check. */
  readonly severity: RuleDescription['severity'];
  /** `<Kind> <namespace>/<name>`. */
  readonly object: string;
  /** The file. */
  readonly file: string;
  /** The line of the value, or of the nearest thing around it that is written; from 1. */
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

/** A finding that an annotation of its object excepts: it does not fail, and is counted. */
export interface SuppressedFinding extends Finding {
  /** Why it is let be, and until when. */
  readonly suppression: Suppression;
}

/** What a check came to. */
export interface CheckResult {
  /** What is wrong. */
  readonly findings: readonly Finding[];
  /** What would be, but for an exception with a reason and a date. */
  readonly suppressed: readonly SuppressedFinding[];
}

/** The rules about files, which come before any object. */
export const fileRules: readonly RuleDescription[] = [
  {
    id: 'yaml/readable', severity: 'error', why: 'nothing in the file can be applied or checked', source: 'https://yaml.org/spec/1.1/', fix: 'correct the file',
  },
  {
    id: 'yaml/not-followed', severity: 'warning', why: 'kubectl apply does not follow it either, and what it leads to is neither applied nor checked',
    source: 'https://kubernetes.io/docs/reference/kubectl/generated/kubectl_apply/', fix: 'name the folder it leads to by itself, or remove it',
  },
];

/** Every rule there is, those about files and exceptions too: what `docs/manifest-rules.md` lists. */
export const allRules: readonly RuleDescription[] = [...fileRules, ...manifestRules, ...suppressionRules];

const RULE_IDS: ReadonlySet<string> = new Set(allRules.map(({ id }) => id));

/**
 * Checks objects against every rule.
 * @param together what is applied together with them, themselves among it
 */
export function checkManifests(manifests: readonly Manifest[], options: CheckOptions = {}, together = manifests): Finding[] {
  return [...judgeObjects(manifests, options, together).findings];
}

/**
 * Checks objects against every rule, and tells what their exceptions except.
 * @param together what is applied together with them, themselves among it
 */
export function judgeObjects(manifests: readonly Manifest[], options: CheckOptions = {}, together = manifests): CheckResult {
  const results = manifests.map((manifest) => judgeObject(manifest, options, together));
  return { findings: results.flatMap(({ findings }) => findings), suppressed: results.flatMap(({ suppressed }) => suppressed) };
}

function judgeObject(manifest: Manifest, options: CheckOptions, together: readonly Manifest[]): CheckResult {
  const broken = manifestRules.flatMap((rule) => rule.check(manifest, options, together).map((violation) => findingOf(rule, manifest, violation)));
  const { valid, faults } = suppressionsOf(manifest, RULE_IDS, options);
  // The first exception of a rule takes all that breaks it; a second one is needless.
  const taken = new Map(valid.toReversed().map((suppression) => [suppression.rule, suppression]));
  const suppressed = broken.flatMap((finding) => {
    const suppression = taken.get(finding.rule);
    return suppression ? [{ ...finding, suppression }] : [];
  });
  const used = new Set(suppressed.map(({ suppression }) => suppression));
  const wrong = [...faults, ...valid.filter((suppression) => !used.has(suppression)).map(needless)];
  return {
    findings: [...broken.filter(({ rule }) => !taken.has(rule)), ...wrong.map(({ rule, value, problem }) => findingOf(rule, manifest, { path: SUPPRESSION_PATH, value, problem }))],
    suppressed,
  };
}

function findingOf({ id, severity, why, source, fix }: RuleDescription, manifest: Manifest, { path, value, problem }: Violation): Finding {
  const { file, lineOf = () => manifest.line } = manifest;
  const line = lineOf(path);
  return { rule: id, severity, object: objectName(manifest), file, line, path, value, problem, why, source, fix };
}

/** What files that cannot be read amount to, one finding for each problem. */
export function fileFindings(problems: readonly ManifestProblem[], [{ id, ...rule }] = fileRules): Finding[] {
  return problems.map(({ file, line, problem }): Finding => ({ rule: id, ...rule, object: 'none', file, line, path: '', value: undefined, problem }));
}

/** One line a person can act on. */
export function findingLine({ file, line, severity, rule, object, path, value, problem, fix }: Finding): string {
  const got = value === undefined ? 'nothing' : JSON.stringify(value);
  const shown = got.length > 120 ? `${got.slice(0, 117)}...` : got;
  const what = path === '' ? problem : `${object} ${path} ${problem}, got ${shown}`;
  return `${file}:${line} ${severity} ${rule}: ${what}; ${fix}`;
}

/** `<Kind> <namespace>/<name>` of an object, as far as it has them. */
export function objectName({ object }: Manifest): string {
  const metadata = new ManifestNode(object).get('metadata');
  const named = (key: string) => (metadata.get(key).present ? String(metadata.get(key).value) : undefined);
  const namespace = named('namespace');
  const name = named('name') ?? named('generateName') ?? 'without a name';
  return `${object.kind ?? 'object'} ${namespace === undefined ? name : `${namespace}/${name}`}`;
}
