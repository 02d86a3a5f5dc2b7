import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Explained } from '../command';
import { closureOf, packageAt, type LockedPackage, type Lockfile } from './lockfile';

/** The npm packages in the image of a service. */
export interface ServicePackages {
  /** The service. */
  readonly service: string;
  /** Which document says so. */
  readonly from: 'sbom' | 'lockfile';
  /** Each once. */
  readonly packages: readonly LockedPackage[];
}

/**
 * What is in a service's image: what its SBOM lists when there is one, else all its workspace needs to run. An SBOM that lists what
 * the lockfile does not have was left by another commit, and is not believed. Licences are the lockfile's in either case.
 */
export function packagesOf(root: string, service: string, lock: Lockfile): ServicePackages {
  const listed = softwareBill(root, service);
  const locked = new Map(Object.keys(lock.packages).flatMap((path) => packageAt(lock, path) ?? []).map((one) => [nameAndVersion(one), one]));
  if (listed?.every((name) => locked.has(name))) {
    return { service, from: 'sbom', packages: listed.map((name) => locked.get(name) as LockedPackage) };
  }
  const needed = closureOf(lock, `apps/${service}`).flatMap((path) => packageAt(lock, path) ?? []);
  return { service, from: 'lockfile', packages: [...new Map(needed.map((one) => [nameAndVersion(one), one])).values()] };
}

/** What tells packages apart. */
export function nameAndVersion({ name, version }: LockedPackage): string {
  return `${name}@${version}`;
}

interface Component { readonly group?: string; readonly name: string; readonly version?: string }

/** CycloneDX lets the scope of a name be its group. */
function softwareBill(root: string, service: string): string[] | undefined {
  const path = join('apps', service, 'out', 'bundle', 'sbom.json');
  if (!existsSync(join(root, path))) return undefined;
  try {
    const { components } = JSON.parse(readFileSync(join(root, path), 'utf8')) as { components: Component[] };
    return components.map(({ group, name, version }) => `${group ? `${group}/` : ''}${name}@${version}`);
  } catch (error) {
    throw new Explained(`${path} is no list of packages, got "${(error as Error).message}"; make it anew with 'nx run ${service}:bundle'`);
  }
}
