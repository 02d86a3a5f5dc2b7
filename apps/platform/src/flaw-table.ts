import { billingTable } from './billing-table';
import { aligned } from './columns';
import { Flaw, Judgement, SuppressedFlaw, counted } from './judgement';

/** Longest value a row quotes. */
const LONGEST = 60;

/** Every flaw as a row, then each broken rule once, with its reason and its remedy. */
export function flawsForPeople(judgements: readonly Judgement[]): string {
  return judgements.map(({ folder, judged, flaws, suppressed, billing }) => {
    const count = (severity: Flaw['severity']) => counted(flaws.filter((flaw) => flaw.severity === severity).length, severity);
    const excepted = suppressed.length > 0 ? `, ${suppressed.length} suppressed` : '';
    return [
      `${folder}  ${judged}: ${count('error')}, ${count('warning')}${excepted}`,
      ...(flaws.length > 0 ? ['', ...rows(flaws), '', ...reasons(flaws)] : []),
      ...(suppressed.length > 0 ? ['', ...exceptions(suppressed)] : []),
      ...(billing.length > 0 ? ['', ...billingTable(billing)] : []),
      '',
    ].join('\n');
  }).join('\n');
}

/** The same for machines. */
export function flawsForMachines(judgements: readonly Judgement[]): string {
  return `${JSON.stringify(judgements, undefined, 2)}\n`;
}

/** Errors first. */
function rows(flaws: readonly Flaw[]): string[] {
  const sorted = ['error', 'warning'].flatMap((severity) => flaws.filter((flaw) => flaw.severity === severity));
  const table = sorted.map((flaw) => [flaw.severity, flaw.rule, placeOf(flaw), flaw.subject ?? '', `${flaw.path} ${flaw.problem}, got ${shown(flaw.value)}`.trimStart()]);
  return aligned([['severity', 'rule', 'file', 'what', ''], ...table], 'left');
}

function reasons(flaws: readonly Flaw[]): string[] {
  const rules = new Map(flaws.map((flaw) => [flaw.rule, flaw]));
  return [...rules.values()].flatMap(({ rule, why, fix, source }) => [rule, `  why  ${why}`, `  do   ${fix}`, `  see  ${source}`]);
}

function exceptions(suppressed: readonly SuppressedFlaw[]): string[] {
  const table = suppressed.map((flaw) => [flaw.rule, placeOf(flaw), flaw.subject ?? '', `${flaw.path} ${flaw.problem}`, flaw.suppression.until, flaw.suppression.reason]);
  return aligned([['suppressed', 'file', 'what', '', 'until', 'reason'], ...table], 'left');
}

function placeOf({ file, line }: Flaw): string {
  return line === undefined ? file : `${file}:${line}`;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 3)}...` : text;
}
