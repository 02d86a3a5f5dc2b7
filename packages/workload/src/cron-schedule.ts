/** Ranges of the five fields, as Kubernetes reads them: Sunday is 0 and never 7. */
const FIELDS = [
  { min: 0, max: 59 },
  { min: 0, max: 23 },
  { min: 1, max: 31 },
  { min: 1, max: 12, names: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'] },
  { min: 0, max: 6, names: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] },
] as const;

const MACROS = ['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly'];

/**
 * Whether a text is a schedule as Kubernetes documents it. `@every` it reads too, but does not say when that is.
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax
 */
export function isCronSchedule(text: string): boolean {
  if (MACROS.includes(text)) return true;
  const fields = text.split(' ').filter((field) => field !== '');
  return fields.length === FIELDS.length && fields.every((field, i) => field.split(',').every((part) => isPart(part, i)));
}

/** `*`, `3`, `1-5`, and each of them by a step: `*` and `/15`. */
function isPart(part: string, field: number): boolean {
  const [range, step, ...rest] = part.split('/');
  if (rest.length > 0 || (step !== undefined && !/^[1-9]\d*$/.test(step))) return false;
  if (range === '*' || range === '?') return true;
  const ends = range.split('-').map((end) => valueOf(end, field));
  return ends.length <= 2 && ends.every((end) => end !== undefined) && ends[0]! <= ends.at(-1)!;
}

function valueOf(text: string, field: number): number | undefined {
  const { min, max, ...rest } = FIELDS[field];
  const names: readonly string[] = 'names' in rest ? rest.names : [];
  const name = names.indexOf(text.toLowerCase());
  const value = name >= 0 ? name + min : Number(/^\d+$/.exec(text)?.[0]);
  return value >= min && value <= max ? value : undefined;
}
