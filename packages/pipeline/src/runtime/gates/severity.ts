import { Severity } from '@plinth/template/config';

/** Worst first. */
const ORDER = [Severity.CRITICAL, Severity.HIGH, Severity.MEDIUM, Severity.LOW, Severity.INFORMATIONAL];

/** Words of npm that ECR and Inspector do not use. */
const SYNONYMS: Readonly<Record<string, Severity>> = { moderate: Severity.MEDIUM, info: Severity.INFORMATIONAL };

/** From which CVSS score on. @see https://www.first.org/cvss/v3.1/specification-document#Qualitative-Severity-Rating-Scale */
const SCORES: readonly (readonly [least: number, severity: Severity])[] = [
  [9, Severity.CRITICAL], [7, Severity.HIGH], [4, Severity.MEDIUM], [0.1, Severity.LOW], [0, Severity.INFORMATIONAL],
];

/** Whether a severity is as bad as a threshold, or worse. */
export function reaches(severity: Severity, threshold: Severity): boolean {
  return ORDER.indexOf(severity) <= ORDER.indexOf(threshold);
}

/** Sorts the worst first; what is no matter of degree comes before all. */
export function rank(severity: Severity | undefined): number {
  return severity === undefined ? -1 : ORDER.indexOf(severity);
}

/**
 * The severity a word of ECR, Inspector or npm stands for.
 *
 * `UNTRIAGED`, `UNDEFINED` and words nobody knows say that no one has judged it yet. Then the CVSS score does; without one it
 * counts as high, because a gate that lets through what it cannot judge is none. The threshold `critical` lets it through knowingly.
 */
export function severityOf(word: string | undefined, score?: number): Severity {
  const said = (word ?? '').toLowerCase();
  if (Object.hasOwn(SYNONYMS, said)) return SYNONYMS[said];
  return ORDER.find((severity) => severity === said) ?? SCORES.find(([least]) => score !== undefined && score >= least)?.[1] ?? Severity.HIGH;
}
