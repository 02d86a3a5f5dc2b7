import { Severity, type PlatformConfig } from '@plinth/template/config';
import { Explained } from '../command';
import { advisoriesLeftOut, advisoryGate } from './advisory-gate';
import { SYSTEM_CLOCK, type Clock } from './completed-scan';
import { unusedExceptions, withExceptions } from './exceptions';
import type { GateReport } from './gate-report';
import { licenceGate } from './licence-gate';
import { readLockfile } from './lockfile';
import { npmAdvisories } from './npm-audit';
import { scanGate } from './scan-gate';
import { packagesOf } from './service-packages';

/** What a machine may leave out: only what needs a registry it may not have. */
export const LEAVABLE = ['advisories'] as const;

/** A gate that may be left out. */
export type LeavableGate = (typeof LEAVABLE)[number];

export interface GatesOptions {
  /** The repository. */
  readonly root: string;
  /** Its `platform.json`. */
  readonly platform: PlatformConfig;
  /** Image of every service, by digest. */
  readonly images: Readonly<Record<string, string>>;
  /** ISO date that exceptions are held against. */
  readonly today: string;
  /** Environment npm is run in. */
  readonly env: NodeJS.ProcessEnv;
  /** Writes a line for a person. */
  readonly say: (line: string) => void;
  /** Gates that are not asked, which their reports say. @default - none */
  readonly without?: readonly LeavableGate[];
  /** Time. @default - the system's */
  readonly clock?: Clock;
}

/** Asks every gate; answers with all they found. Whoever wants a failure calls `refuseFindings` on the answer. */
export async function runGates({ root, platform, images, today, env, say, without = [], clock = SYSTEM_CLOCK }: GatesOptions): Promise<GateReport[]> {
  const { severity = Severity.HIGH, licences, exceptions = [] } = platform.gates ?? {};
  const services = platform.services.map(({ name }) => name).sort();
  const lock = readLockfile(root);
  const contents = services.map((service) => packagesOf(root, service, lock));
  // First, since it asks nobody: what is wrong with the configuration is said before anything is waited for.
  const ofLicences = licenceGate(contents, licences);
  const seen = await Promise.all([
    scanGate({ images: imagesOf(services, images), threshold: severity, say, clock }),
    ofLicences,
    without.includes('advisories') ? advisoriesLeftOut(lock) : advisoryGate(lock, contents, severity, () => npmAdvisories(root, env)),
  ]);
  const reports = seen.map((observation) => withExceptions(observation, exceptions, today));
  for (const { id, until } of unusedExceptions(reports, exceptions)) say(`warning: the exception for ${id} until ${until} excepts nothing; remove it from .projenrc.ts`);
  return reports;
}

function imagesOf(services: readonly string[], images: Readonly<Record<string, string>>): Record<string, string> {
  const missing = services.filter((service) => !Object.hasOwn(images, service));
  if (missing.length > 0) throw new Explained(`images do not have ${missing.join(', ')}, got those of ${Object.keys(images).join(', ') || 'no service'}; build every service, then run 'npm run pipeline -- images'`);
  return Object.fromEntries(services.map((service) => [service, images[service]]));
}
