import type { GateFinding } from './gate-report';
import { rank } from './severity';

/** Findings that differ in nothing but their services as one, in an order that does not depend on how they were found. */
export function joined(findings: readonly GateFinding[]): GateFinding[] {
  const alike = new Map<string, GateFinding>();
  for (const finding of findings) {
    const { services, ...rest } = finding;
    const key = JSON.stringify(rest);
    alike.set(key, { ...rest, services: [...new Set([...services, ...(alike.get(key)?.services ?? [])])].sort() });
  }
  return [...alike.values()].sort((a, b) => rank(a.severity) - rank(b.severity) || compare(a.subject, b.subject) || compare(a.problem, b.problem) || compare(a.value, b.value));
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
