import { Manifest } from './manifest';
import { ManifestNode } from './manifest-node';
import { CheckOptions, RuleDescription } from './manifest-rule';

/** The annotation of an object that holds its exceptions, one a line: `<rule> until <date>: <reason>`. */
export const SUPPRESSION_ANNOTATION = 'plinth/allow';

/** A reason shorter than this is none. */
const SHORTEST_REASON = 10;

const LINE = /^(\S+) until (\d{4}-\d{2}-\d{2}): *(.*)$/;
const SOURCE = 'docs/manifest-rules.md';

/** Why a rule does not count for an object, and until when. */
export interface Suppression {
  readonly rule: string;
  /** Last day it counts, ISO date. */
  readonly until: string;
  readonly reason: string;
}

/** Something wrong with an exception. */
export interface SuppressionFault {
  readonly rule: RuleDescription;
  /** The line of the annotation. */
  readonly value: string;
  readonly problem: string;
}

const row = (name: string, severity: RuleDescription['severity'], why: string, fix: string): RuleDescription => ({ id: `suppression/${name}`, severity, why, source: SOURCE, fix });

const FORMAT = row('format', 'error', 'an exception without a reason and an end is a rule nobody keeps any more', `write each line of ${SUPPRESSION_ANNOTATION} as "<rule> until <YYYY-MM-DD>: <reason>"`);
const RULE = row('rule', 'error', 'it excepts from nothing, and who reads it believes it does', 'name a rule of docs/manifest-rules.md; those of yaml/, kubernetes/ and suppression/ know no exceptions');
const EXPIRED = row('expired', 'error', 'what was to be only for a time has become forever', 'correct what the rule is about, or agree on a new date with whoever reviews it');
const NEEDLESS = row('needless', 'warning', 'the next one to break the rule here would not be told', 'remove the line');

/** The rules about exceptions, in the order they are asked. */
export const suppressionRules: readonly RuleDescription[] = [FORMAT, RULE, EXPIRED, NEEDLESS];

/** The path of the annotation, as findings show it. */
export const SUPPRESSION_PATH = new ManifestNode({}).get('metadata', 'annotations', SUPPRESSION_ANNOTATION).path;

/** Whether a rule knows exceptions: nobody can except an object from being readable. */
export function isSuppressible(rule: string): boolean {
  return !/^(yaml|kubernetes|suppression)\//.test(rule);
}

/** The exceptions of an object that count, and what is wrong with the others. */
export function suppressionsOf({ object }: Manifest, rules: ReadonlySet<string>, { today = '' }: CheckOptions): { readonly valid: Suppression[]; readonly faults: SuppressionFault[] } {
  const { value } = new ManifestNode(object).get('metadata', 'annotations', SUPPRESSION_ANNOTATION);
  const lines = typeof value === 'string' ? value.split('\n').map((line) => line.trim()).filter((line) => line !== '') : [];
  const read = lines.map((line) => suppressionIn(line, rules, today));
  return { valid: read.flatMap((found) => ('reason' in found ? [found] : [])), faults: read.flatMap((found) => ('problem' in found ? [found] : [])) };
}

/** An exception that nothing came under. */
export function needless({ rule, until, reason }: Suppression): SuppressionFault {
  return { rule: NEEDLESS, value: `${rule} until ${until}: ${reason}`, problem: 'excepts from nothing' };
}

function suppressionIn(line: string, rules: ReadonlySet<string>, today: string): Suppression | SuppressionFault {
  const [, rule, until, reason] = LINE.exec(line) ?? [];
  if (rule === undefined) return { rule: FORMAT, value: line, problem: 'is no exception with a rule, an end and a reason' };
  if (!isDay(until)) return { rule: FORMAT, value: line, problem: `ends on a day there is not, ${until}` };
  if (reason.length < SHORTEST_REASON) return { rule: FORMAT, value: line, problem: `must have a reason of ${SHORTEST_REASON} characters or more` };
  if (!rules.has(rule)) return { rule: RULE, value: line, problem: `names ${rule}, which is no rule` };
  if (!isSuppressible(rule)) return { rule: RULE, value: line, problem: `names ${rule}, which knows no exceptions` };
  return until < today ? { rule: EXPIRED, value: line, problem: `ended on ${until}` } : { rule, until, reason };
}

function isDay(text: string): boolean {
  const time = Date.parse(text);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
