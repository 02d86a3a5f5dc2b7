import satisfies from 'spdx-satisfies';
import { Explained } from '../command';
import { ALLOWED_LICENCES } from './allowed-licences';
import { counted, type GateFinding, type GateObservation } from './gate-report';
import { joined } from './joined-findings';
import { nameAndVersion, type ServicePackages } from './service-packages';

/** Longer than any real expression; each OR in an AND doubles the work to judge one. */
const LONGEST = 200;

/** Judges the licence of each package that is in an image. */
export function licenceGate(services: readonly ServicePackages[], more: readonly string[] = []): GateObservation {
  refuseUnknown(more);
  const judge = licenceJudge([...Object.keys(ALLOWED_LICENCES), ...more]);
  const findings = services.flatMap(({ service, packages }) => packages.flatMap(({ name, version, license }): GateFinding[] => {
    const wrong = judge(license);
    if (!wrong) return [];
    const id = `licence:${name}`;
    return [{ gate: 'licences', id, services: [service], subject: `${name} ${version}`, fix: `replace it, ${wrong.fix}or except '${id}' in .projenrc.ts`, problem: wrong.problem, value: wrong.value }];
  }));
  const count = new Set(services.flatMap(({ packages }) => packages.map(nameAndVersion))).size;
  return { gate: 'licences', checked: `${counted(count, 'npm package')} in ${counted(services.length, 'image')}`, unchecked: [], findings: joined(findings) };
}

interface Wrong { readonly problem: string; readonly value: string; readonly fix: string }

/** What is wrong with a package's licence, whatever its `package.json` has there; nothing when it is allowed. */
export function licenceJudge(allowed: readonly string[]): (licence: unknown) => Wrong | undefined {
  const known = new Map<unknown, Wrong | undefined>();
  return (licence) => {
    if (!known.has(licence)) known.set(licence, wrongWith(licence, allowed));
    return known.get(licence);
  };
}

function wrongWith(licence: unknown, allowed: readonly string[]): Wrong | undefined {
  if (licence === undefined || licence === null || licence === '') return { problem: 'names no licence', value: 'nothing', fix: 'read what its files say ' };
  const value = JSON.stringify(licence);
  if (typeof licence !== 'string' || licence.length > LONGEST) return { problem: 'has a licence nobody can look up', value: value.slice(0, LONGEST), fix: 'read what its files say ' };
  try {
    return satisfies(licence, allowed) ? undefined : { problem: 'has a licence that is not allowed', value, fix: 'allow the licence in gates.licences ' };
  } catch {
    // It says which character it stopped at, which helps nobody: the package is somebody else's.
    return { problem: 'has a licence that is no SPDX expression', value, fix: 'read what its files say ' };
  }
}

/** The configuration knows only the form of an identifier; the list of them is here. */
function refuseUnknown(licences: readonly string[]): void {
  const isKnown = (licence: string) => {
    try {
      return satisfies(licence, [licence]);
    } catch {
      return false;
    }
  };
  const lines = licences.flatMap((licence, i) => isKnown(licence) ? [] : [`gates.licences[${i}] is no SPDX licence, got "${licence}"; use an identifier of https://spdx.org/licenses, such as 'MPL-2.0'`]);
  if (lines.length > 0) throw new Explained(lines.join('\n'));
}
