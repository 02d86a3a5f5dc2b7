import type { GateExceptionConfig, Severity } from '@plinth/template/config';
import { Explained } from '../command';

/** The gates, by what they ask. */
export type GateName = 'scan' | 'licences' | 'advisories';

/** One thing that stops a release. */
export interface GateFinding {
  /** Which gate found it. */
  readonly gate: GateName;
  /** What an exception for it names. @default - none: there is no exception from it */
  readonly id?: string;
  /** How bad it is. @default - not a matter of degree */
  readonly severity?: Severity;
  /** Services that have it, sorted. Empty: it is in no image, or the gate could not be asked at all. */
  readonly services: readonly string[];
  /** What it is about. */
  readonly subject: string;
  /** What is wrong with it. */
  readonly problem: string;
  /** What was found there. */
  readonly value: string;
  /** What to do. */
  readonly fix: string;
  /** Where to read more. @default - nowhere */
  readonly source?: string;
}

/** What a gate did not look at, and so says nothing about. */
export interface Unchecked {
  /** What was not looked at. */
  readonly subject: string;
  /** Why not. */
  readonly why: string;
}

/** What a gate saw, before anybody's leave. */
export interface GateObservation {
  /** The gate. */
  readonly gate: GateName;
  /** What it looked at, such as `12 images`. */
  readonly checked: string;
  /** What it did not look at. Neither passed nor failed. */
  readonly unchecked: readonly Unchecked[];
  /** All it found. */
  readonly findings: readonly GateFinding[];
}

/** What a gate says: it is open when `findings` is empty, for what was checked. */
export interface GateReport extends GateObservation {
  /** Findings that have leave, with it. */
  readonly excepted: readonly { readonly finding: GateFinding; readonly exception: GateExceptionConfig }[];
}

/** Why a gate could not be asked. Becomes a finding that nobody can except: what was not answered has not passed. */
export class Refusal extends Error {
  constructor(
    readonly problem: string,
    readonly value: string,
    readonly fix: string,
    readonly source?: string,
  ) {
    super(problem);
  }
}

/** The finding a refusal is; any other error stays what it is. */
export function refused(gate: GateName, subject: string, services: readonly string[], error: unknown): GateFinding {
  if (!(error instanceof Refusal)) throw error;
  const { problem, value, fix, source } = error;
  return { gate, services, subject, problem, value, fix, source };
}

/** A number of things, in words. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** One line a person can act on. */
export function findingLine({ gate, subject, problem, services, value, fix, source }: GateFinding): string {
  const where = services.length > 0 ? ` (${services.join(', ')})` : '';
  return `${gate}: ${subject} ${problem}${where}, got ${value}; ${fix}${source ? `, see ${source}` : ''}`;
}

/**
 * Passes when every gate is open.
 * @throws Explained with all findings, a line each
 */
export function refuseFindings(reports: readonly GateReport[]): void {
  const lines = reports.flatMap(({ findings }) => findings.map(findingLine));
  if (lines.length > 0) throw new Explained(lines.join('\n'));
}
