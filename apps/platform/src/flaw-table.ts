import { Flaw, Judgement, counted } from './judgement';
import { aligned } from './summary';

/** Longest value a row quotes. */
const LONGEST = 60;

/** Every flaw as a row, then each broken rule once, with its reason and its remedy. */
export function flawsForPeople(judgements: readonly Judgement[]): string {
  return judgements.map(({ folder, judged, flaws }) => {
    const count = (severity: Flaw['severity']) => counted(flaws.filter((flaw) => flaw.severity === severity).length, severity);
    const head = `${folder}  ${judged}: ${count('error')}, ${count('warning')}`;
    return [head, ...(flaws.length > 0 ? ['', ...rows(flaws), '', ...reasons(flaws)] : []), ''].join('\n');
  }).join('\n');
}

/** The same for machines. */
export function flawsForMachines(judgements: readonly Judgement[]): string {
  return `${JSON.stringify(judgements, undefined, 2)}\n`;
}

function rows(flaws: readonly Flaw[]): string[] {
  const table = flaws.map(({ severity, rule, file, subject = '', path, problem, value }) => [severity, rule, file, subject, `${path} ${problem}, got ${shown(value)}`.trimStart()]);
  return aligned([['severity', 'rule', 'file', 'what', ''], ...table], 'left');
}

function reasons(flaws: readonly Flaw[]): string[] {
  const rules = new Map(flaws.map((flaw) => [flaw.rule, flaw]));
  return [...rules.values()].flatMap(({ rule, why, fix, source }) => [rule, `  why  ${why}`, `  do   ${fix}`, `  see  ${source}`]);
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 3)}...` : text;
}
