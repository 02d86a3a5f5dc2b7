import { Problem } from './problem';

/** Looks at one value and says what is wrong with it. */
export type Check = (value: unknown, path: string) => Problem[];

/** One field of an object. */
export interface Field {
  /** What its value must be. */
  readonly check: Check;
  /** Shown when the field is missing; its presence makes the field required. */
  readonly example?: string;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const wrongType = (type: string, path: string, got: unknown): Problem[] => [{ path, kind: 'type', got, detail: { type } }];

/** An object with these fields and no other. */
export function object(fields: Readonly<Record<string, Field>>): Check {
  return (value, path) => {
    if (!isObject(value)) return wrongType('an object', path, value);
    const at = (name: string) => (path === '' ? name : `${path}.${name}`);
    const known = Object.entries(fields).flatMap(([name, field]) => {
      if (value[name] !== undefined) return field.check(value[name], at(name));
      return field.example === undefined ? [] : [{ path: at(name), kind: 'missing' as const, got: undefined, detail: { example: field.example } }];
    });
    const unknown = Object.keys(value).filter((name) => !(name in fields));
    return [...known, ...unknown.map((name): Problem => ({
      path: at(name), kind: 'unknownField', got: value[name], detail: { fields: Object.keys(fields).join(', ') },
    }))];
  };
}

/** A list of `min` to `max` entries. */
export function list(entry: Check, min: number, max: number): Check {
  return (value, path) => {
    if (!Array.isArray(value)) return wrongType('a list', path, value);
    const problems = value.flatMap((item, i) => entry(item, `${path}[${i}]`));
    if (value.length >= min && value.length <= max) return problems;
    return [...problems, { path, kind: 'count', got: value, detail: { min, max } }];
  };
}

/** A string that matches. */
export function text(pattern: RegExp, kind: Problem['kind'], detail?: Problem['detail']): Check {
  return (value, path) => (typeof value === 'string' && pattern.test(value) ? [] : [{ path, kind, got: value, detail }]);
}

/** A DNS-1123 label that starts with a letter, so that it also names a CloudFormation stack. */
export function dnsName(max: number): Check {
  return (value, path) => {
    const fits = typeof value === 'string' && value.length <= max && /^[a-z](-?[a-z0-9])*$/.test(value);
    return fits ? [] : [{ path, kind: 'name', got: value, detail: { max } }];
  };
}

/** A number in a range, ends included. */
export function range(min: number, max: number, unit: 'whole number' | 'percentage'): Check {
  return (value, path) => {
    const fits = typeof value === 'number' && value >= min && value <= max && (unit === 'percentage' || Number.isInteger(value));
    return fits ? [] : [{ path, kind: 'range', got: value, detail: { unit, min, max } }];
  };
}

/** One of an enumeration's values. */
export function choice(values: Readonly<Record<string, string>>): Check {
  const choices = Object.values(values);
  return (value, path) => (choices.includes(value as string) ? [] : [{ path, kind: 'choice', got: value, detail: { choices: choices.join(', ') } }]);
}

/** A day of the calendar. `Date` makes the first of March of a thirtieth of February, so it is asked what it made. */
export const date: Check = (value, path) => {
  const day = typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) ? new Date(`${value}T00:00:00Z`) : new Date(NaN);
  const fits = !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value as string);
  return fits ? [] : [{ path, kind: 'date', got: value }];
};

/** `true` or `false`, not a string that says so. */
export const flag: Check = (value, path) => (typeof value === 'boolean' ? [] : wrongType('true or false', path, value));
