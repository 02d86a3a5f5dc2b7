import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { installedAt, type LockfileEntry } from '@plinth/template/config';
import { Explained } from '../command';

const LOCKFILE = 'package-lock.json';

/** An entry of the lockfile, as far as the gates go. */
interface Entry extends LockfileEntry {
  readonly name?: string;
  readonly license?: unknown;
  readonly dev?: boolean;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

/** A `package-lock.json` of version 2 or 3: what is installed where. */
export interface Lockfile {
  readonly packages: Readonly<Record<string, Entry>>;
}

/** One package as it is installed. */
export interface LockedPackage {
  readonly name: string;
  readonly version: string;
  /** What its `package.json` says; usually an SPDX expression. */
  readonly license?: unknown;
}

/** Reads the lockfile of a repository. */
export function readLockfile(root: string): Lockfile {
  let lock: Partial<Lockfile>;
  try {
    lock = JSON.parse(readFileSync(join(root, LOCKFILE), 'utf8'));
  } catch (error) {
    throw new Explained(`${LOCKFILE} cannot be read, got "${(error as NodeJS.ErrnoException).code ?? 'no JSON'}"; make it with 'npx projen' and commit it`);
  }
  if (!lock.packages) throw new Explained(`${LOCKFILE} has no packages, got a lockfile of npm 6 or older; make it anew with 'npx projen'`);
  return { packages: lock.packages };
}

/** The package at a place in the lockfile; nothing for workspaces and links to them. */
export function packageAt({ packages }: Lockfile, path: string): LockedPackage | undefined {
  const [, folder] = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(path) ?? [];
  const entry = Object.hasOwn(packages, path) ? packages[path] : undefined;
  if (!folder || !entry || entry.link || entry.version === undefined) return undefined;
  return { name: entry.name ?? folder, version: entry.version, license: entry.license };
}

/** Places of all packages that something needs outside of development. */
export function productionPlaces(lock: Lockfile): string[] {
  return Object.keys(lock.packages).filter((path) => packageAt(lock, path) && !lock.packages[path].dev);
}

/** Places of all that a workspace needs to run, through other workspaces too. What may be absent and is, is left out. */
export function closureOf(lock: Lockfile, workspace: string): string[] {
  const { packages } = lock;
  if (!Object.hasOwn(packages, workspace)) throw new Explained(`${LOCKFILE} does not have ${workspace}, got ${Object.keys(packages).length} other entries; run 'npx projen' and commit it`);
  const reached = new Set([workspace]);
  // A set hands on what is added while it is walked.
  for (const path of reached) {
    const { link, resolved } = packages[path];
    if (link && resolved) reached.add(resolved);
    for (const { name, required } of needs(packages[path])) {
      const place = installedAt(packages, path, name);
      if (place) reached.add(place);
      else if (required) throw new Explained(`${LOCKFILE} does not have ${name}, got "${path}" that needs it; run 'npx projen' and commit it`);
    }
  }
  return [...reached].filter((path) => packageAt(lock, path)).sort();
}

function needs({ dependencies = {}, optionalDependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} }: Entry): { name: string; required: boolean }[] {
  const peers = Object.keys(peerDependencies).filter((name) => !peerDependenciesMeta[name]?.optional);
  return [
    ...Object.keys(dependencies).map((name) => ({ name, required: !Object.hasOwn(optionalDependencies, name) })),
    ...[...Object.keys(optionalDependencies), ...peers].map((name) => ({ name, required: false })),
  ];
}
