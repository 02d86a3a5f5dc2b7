import type { Severity } from '@plinth/template/config';
import { bounded } from './bounded';
import { completedScan, type Clock } from './completed-scan';
import { ecrImage, registryOf, type EcrImage } from './ecr-image';
import { EcrService } from './ecr-service';
import { counted, refused, type GateFinding, type GateObservation, type Unchecked } from './gate-report';
import { joined } from './joined-findings';
import { reaches } from './severity';
import type { Vulnerability } from './vulnerability';

/** Images that are asked about at a time. */
const AT_ONCE = 8;

export interface ScanGateOptions {
  /** Image of each service, by digest. */
  readonly images: Readonly<Record<string, string>>;
  /** What fails, and what is worse. */
  readonly threshold: Severity;
  /** Hears what is waited for. */
  readonly say: (line: string) => void;
  /** Time. */
  readonly clock: Clock;
}

/** Asks Amazon ECR for the vulnerabilities of every image that is there; images elsewhere are not scanned, and said not to be. */
export async function scanGate({ images, threshold, say, clock }: ScanGateOptions): Promise<GateObservation> {
  const unchecked = elsewhere(images);
  const owners = ownersOf(images);
  const regions = new Map<string, EcrService>();
  const scannable = [...owners].flatMap(([reference, services]) => {
    const image = ecrImage(reference);
    return image ? [{ image, services }] : [];
  });
  for (const { image: { region } } of scannable) regions.set(region, regions.get(region) ?? new EcrService(region));

  const findings = await bounded(AT_ONCE, scannable, async ({ image, services }): Promise<GateFinding[]> => {
    const subject = `image ${image.repository}@${image.digest.slice(0, 19)}`;
    try {
      const found = await scanned(image, regions.get(image.region) as EcrService, (line) => say(`scan of ${subject}: ${line}`), clock);
      return found.filter(({ severity }) => reaches(severity, threshold)).map((one) => finding(one, services));
    } catch (error) {
      return [refused('scan', subject, services, error)];
    }
  });
  return { gate: 'scan', checked: counted(scannable.length, 'image'), unchecked, findings: joined(findings.flat()) };
}

/** Vulnerabilities of an image for one platform, or of every image of an index. */
async function scanned(image: EcrImage, ecr: EcrService, say: (line: string) => void, clock: Clock): Promise<Vulnerability[]> {
  const manifests = await ecr.manifests(image);
  const scans = await bounded(AT_ONCE, manifests, (digest) => completedScan(() => ecr.scan(image, digest), say, clock));
  return scans.flat();
}

/** Services by image: two services may be one image, and it is asked about once. */
function ownersOf(images: Readonly<Record<string, string>>): Map<string, string[]> {
  const owners = new Map<string, string[]>();
  for (const [service, reference] of Object.entries(images)) owners.set(reference, [...(owners.get(reference) ?? []), service].sort());
  return owners;
}

function elsewhere(images: Readonly<Record<string, string>>): Unchecked[] {
  const registries = new Map<string, string[]>();
  for (const [service, reference] of Object.entries(images)) {
    const host = registryOf(service, reference);
    if (!ecrImage(reference)) registries.set(host, [...(registries.get(host) ?? []), service].sort());
  }
  return [...registries].map(([host, services]) => ({
    subject: `images of ${services.join(', ')}`,
    why: `not scanned: ${host} is no registry of Amazon ECR, and nothing else here can scan an image`,
  }));
}

function finding({ id, severity, package: name, version, fixed, source }: Vulnerability, services: readonly string[]): GateFinding {
  return {
    gate: 'scan', id, severity, services, source,
    subject: id,
    problem: `is ${severity.toUpperCase()} in ${name}`,
    value: version,
    fix: fixed ? `build on a base image, or a lockfile, with ${name} ${fixed}` : `no fixed version is known: do without ${name}, or except it for a time in .projenrc.ts`,
  };
}
