import type { Severity } from '@plinth/template/config';
import { counted, refused, type GateFinding, type GateObservation } from './gate-report';
import { joined } from './joined-findings';
import { packageAt, productionPlaces, type LockedPackage, type Lockfile } from './lockfile';
import type { Advisory } from './npm-audit';
import { nameAndVersion, type ServicePackages } from './service-packages';
import { reaches } from './severity';

/** Asks for advisories on every production package of the lockfile: those in images, and those that build them with the build's rights. */
export async function advisoryGate(lock: Lockfile, services: readonly ServicePackages[], threshold: Severity, ask: () => Promise<Advisory[]>): Promise<GateObservation> {
  const checked = counted(productionPlaces(lock).length, 'npm package');
  try {
    return { gate: 'advisories', checked, unchecked: [], findings: advisoryFindings(await ask(), lock, services, threshold) };
  } catch (error) {
    return { gate: 'advisories', checked: 'nothing', unchecked: [], findings: [refused('advisories', 'npm audit', [], error)] };
  }
}

/** The gate where it was left out: nothing found, because nothing was asked. */
export function advisoriesLeftOut(lock: Lockfile): GateObservation {
  const subject = `advisories on ${counted(productionPlaces(lock).length, 'npm package')}`;
  return { gate: 'advisories', checked: 'nothing', unchecked: [{ subject, why: 'not checked: left out with --without advisories' }], findings: [] };
}

function advisoryFindings(advisories: readonly Advisory[], lock: Lockfile, services: readonly ServicePackages[], threshold: Severity): GateFinding[] {
  const contents = services.map(({ service, packages }) => ({ service, names: new Set(packages.map(nameAndVersion)) }));
  return joined(advisories.filter(({ severity }) => reaches(severity, threshold)).flatMap((advisory) =>
    advisory.places.flatMap((place) => packageAt(lock, place) ?? []).map((locked) =>
      finding(advisory, locked, contents.filter(({ names }) => names.has(nameAndVersion(locked))).map(({ service }) => service)))));
}

function finding({ ghsa, title, severity, package: name, range, fixedBy, url }: Advisory, { version }: LockedPackage, services: string[]): GateFinding {
  const move = `move ${name} out of ${range}`;
  return {
    gate: 'advisories', id: ghsa, severity, services, source: url,
    subject: ghsa ?? `an advisory on ${name}`,
    problem: `"${title}" is ${severity.toUpperCase()} in ${name}${services.length > 0 ? '' : ', which is in no image but in what builds them'}`,
    value: version,
    fix: fixedBy ? `${move}, for example with ${fixedBy}` : `${move}, by another version of it or of what needs it`,
  };
}
