import type { GateExceptionConfig } from '@plinth/template/config';
import type { GateFinding, GateName, GateObservation, GateReport } from './gate-report';
import { joined } from './joined-findings';

/** How far ahead an exception may end; what nobody looks at for longer is no exception any more. */
const MOST_DAYS = 365;

/** What an exception is worth on a day: nothing against it, or what. */
export function objection({ until }: GateExceptionConfig, today: string): string | undefined {
  if (until < today) return `its exception ended on ${until}`;
  const last = new Date(Date.parse(`${today}T00:00:00Z`) + MOST_DAYS * 86_400_000).toISOString().slice(0, 10);
  return until > last ? `its exception is until ${until}, more than ${MOST_DAYS} days ahead` : undefined;
}

/**
 * What is left of an observation when exceptions are counted in. A finding of several services is divided where an exception is
 * for one of them. An exception that ended, or is too long, covers nothing, and its finding says so.
 *
 * @param today ISO date
 */
export function withExceptions(seen: GateObservation, exceptions: readonly GateExceptionConfig[], today: string): GateReport {
  const parts = seen.findings.flatMap((finding) => divided(finding, exceptions, today));
  const excepted = parts.flatMap(({ finding, exception }) => (exception ? [{ finding, exception }] : []));
  return { ...seen, findings: joined(parts.filter(({ exception }) => !exception).map(({ finding }) => finding)), excepted };
}

interface Part { readonly finding: GateFinding; readonly exception?: GateExceptionConfig }

function divided(finding: GateFinding, exceptions: readonly GateExceptionConfig[], today: string): Part[] {
  const owners = finding.services.length > 0 ? finding.services.map((service) => [service]) : [[]];
  const parts = new Map<string, { services: string[]; exception?: GateExceptionConfig; against?: string }>();
  for (const services of owners) {
    const said = exceptions.filter((exception) => covers(exception, finding.id, services)).sort((a, b) => (a.until < b.until ? 1 : -1));
    const exception = said.find((one) => objection(one, today) === undefined);
    const against = exception ?? said[0] ? objection(exception ?? said[0], today) : undefined;
    const key = JSON.stringify([exception, against]);
    parts.set(key, { exception, against, services: [...(parts.get(key)?.services ?? []), ...services] });
  }
  return [...parts.values()].map(({ services, exception, against }) => ({
    finding: { ...finding, services, problem: against ? `${finding.problem}, and ${against}` : finding.problem },
    exception,
  }));
}

function covers({ id, service }: GateExceptionConfig, finding: string | undefined, services: readonly string[]): boolean {
  return id === finding && (service === undefined || services.includes(service));
}

/** Exceptions that no finding wants any more. Silent on those whose gate did not see everything: it might have. */
export function unusedExceptions(reports: readonly GateReport[], exceptions: readonly GateExceptionConfig[]): GateExceptionConfig[] {
  const wanted = (exception: GateExceptionConfig) => reports.some(({ findings, excepted }) =>
    [...findings, ...excepted.map(({ finding }) => finding)].some(({ id, services }) => covers(exception, id, services)));
  const sawAll = (gate: GateName) => reports.some((report) =>
    report.gate === gate && report.unchecked.length === 0 && report.findings.every(({ id }) => id !== undefined));
  return exceptions.filter((exception) => gatesOf(exception).every(sawAll) && !wanted(exception));
}

function gatesOf({ id }: GateExceptionConfig): GateName[] {
  return id.startsWith('licence:') ? ['licences'] : ['scan', 'advisories'];
}
