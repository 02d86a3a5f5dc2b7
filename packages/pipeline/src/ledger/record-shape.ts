import { Explained } from '../runtime/command';

/** What one field may say. */
export interface Field {
  /** Whether a value fits. */
  readonly fits: (value: unknown) => boolean;
  /** What it has to be, as in `is not …`. */
  readonly is: string;
  /** Whether it may be left out. @default - it has to be there */
  readonly optional?: boolean;
}

/** Any number of entries that are alike. */
export interface Entries {
  /** What each has to be. */
  readonly each: Field | Shape;
  /** What each has to be called. */
  readonly named: Field;
}

/** The fields of a record. */
export interface Shape { readonly [field: string]: Field | Entries }

/** A field that matches a pattern. */
export const text = (pattern: RegExp, is: string): Field => ({ fits: (value) => typeof value === 'string' && pattern.test(value), is });

/** The same field, which may be left out. */
export const optional = (field: Field): Field => ({ ...field, optional: true });

/** A whole number that is at least this. */
export const wholeNumber = (least: number): Field => ({ fits: (value) => Number.isSafeInteger(value) && (value as number) >= least, is: `a whole number of at least ${least}` });

/** One of these words. */
export const oneOf = (...words: string[]): Field => ({ fits: (value) => words.includes(value as string), is: `one of: ${words.join(', ')}` });

/** A commit in full; SHA-1 or SHA-256. @see https://git-scm.com/docs/hash-function-transition */
export const COMMIT = text(/^([0-9a-f]{40}|[0-9a-f]{64})$/, 'a full commit id');

/** A service or an environment. @see https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-label-names */
export const NAME = text(/^(?=.{1,63}$)[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'a DNS-1123 name');

/** A SHA-256 in hexadecimal digits. */
export const SHA256 = text(/^[0-9a-f]{64}$/, 'a sha256');

/** A moment in UTC with milliseconds, as `Date.toISOString` writes it: the one spelling of it. */
export const TIME: Field = { fits: (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value)) && new Date(value).toISOString() === value, is: "a moment like '2026-11-24T03:00:00.000Z'" };

/**
 * Reads a record of the ledger and checks all of it.
 *
 * @param key says where it was read, in every sentence
 * @param version the newest version this program knows
 */
export function readRecord<T>(key: string, bytes: Uint8Array, version: number, shape: Shape): T {
  let record: unknown;
  try {
    record = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new Explained(`${key} is not JSON, got "${(error as Error).message}"; restore it from an earlier version of the object or from a backup`);
  }
  const written = (record as { schemaVersion?: unknown } | null)?.schemaVersion;
  if (typeof written === 'number' && written > version) {
    throw new Explained(`${key} schemaVersion is newer than this program knows, got ${written}; update the platform to a version that reads it (this one reads up to ${version})`);
  }
  checkRecord(key, record, version, shape);
  return record as T;
}

/** Throws every problem of a record, a line each. */
export function checkRecord(key: string, record: unknown, version: number, shape: Shape): void {
  const exactly: Field = { fits: (value) => value === version, is: String(version) };
  const problems = problemsOf('', record, { schemaVersion: exactly, ...shape });
  if (problems.length > 0) throw new Explained(problems.map((problem) => `${key} ${problem}`).join('\n'));
}

function problemsOf(path: string, value: unknown, shape: Shape): string[] {
  if (!isRecord(value)) return [`${path || 'record'} is not an object, got ${shown(value)}; write its fields: ${Object.keys(shape).join(', ')}`];
  const at = (name: string) => (path ? `${path}.${name}` : name);
  const unknown = Object.keys(value).filter((name) => !Object.hasOwn(shape, name));
  return [
    ...unknown.map((name) => `${at(name)} is not a field, got ${shown(value[name])}; remove it, or use one of: ${Object.keys(shape).join(', ')}`),
    ...Object.entries(shape).flatMap(([name, field]) => {
      const inner = Object.hasOwn(value, name) ? value[name] : undefined;
      return isEntries(field) ? entryProblems(at(name), inner, field) : fieldProblems(at(name), inner, field);
    }),
  ];
}

function entryProblems(path: string, value: unknown, { each, named }: Entries): string[] {
  if (!isRecord(value)) return [`${path} is not an object, got ${shown(value)}; write an object whose names are each ${named.is}`];
  return Object.entries(value).flatMap(([name, inner]) => [
    ...(named.fits(name) ? [] : [`${path} has a name that is not ${named.is}, got ${shown(name)}; rename it`]),
    ...(isField(each) ? fieldProblems(`${path}.${name}`, inner, each) : problemsOf(`${path}.${name}`, inner, each)),
  ]);
}

function fieldProblems(path: string, value: unknown, { fits, is, optional }: Field): string[] {
  if (fits(value) || (optional && value === undefined)) return [];
  return [`${path} is not ${is}, got ${shown(value)}; write ${is} there`];
}

const isEntries = (field: Field | Entries): field is Entries => 'each' in field;
const isField = (each: Field | Shape): each is Field => typeof each.fits === 'function';
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const said = JSON.stringify(value) ?? String(value);
  return said.length > 120 ? `${said.slice(0, 117)}...` : said;
}
