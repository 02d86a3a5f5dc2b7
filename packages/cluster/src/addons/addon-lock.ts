import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Explained } from '../explained';
import { ADDON_NAMES, AddonName } from './addon-table';

/** The version of one add-on, and why it is that one. */
export interface LockedAddon {
  /** Add-on version; null lets EKS choose its default for the cluster. */
  readonly version: string | null;
  /** Where the version was read, or why there is none. */
  readonly source: string;
  /** Day it was read there, ISO date; null when there is none. */
  readonly provenOn: string | null;
}

/** The add-ons of one Kubernetes minor version. */
export interface AddonLock {
  /** Kubernetes minor version. */
  readonly kubernetes: string;
  readonly addons: Readonly<Record<AddonName, LockedAddon>>;
}

/** Folder of this repository's lock files, one for each Kubernetes minor version. */
export const ADDON_LOCKS = __dirname;

const ADDON_VERSION = /^v\d+\.\d+\.\d+-eksbuild\.\d+$/;
const ISO_DATE = /^\d{4}-\d{2}-\d{2}$/;

/**
 * Reads the lock of a Kubernetes version.
 * @throws Explained with every problem of the file
 */
export function readAddonLock(kubernetes: string, folder = ADDON_LOCKS): AddonLock {
  const file = join(folder, `${kubernetes}.json`);
  if (!existsSync(file)) {
    throw new Explained(`add-on lock of Kubernetes ${kubernetes} is missing, got no ${kubernetes}.json; make it with 'npm run addons:refresh -- --version ${kubernetes} --write'`);
  }
  const lock = parse(kubernetes, file);
  const problems = problemsOf(lock, kubernetes).map((problem) => `${kubernetes}.json ${problem}`);
  if (problems.length > 0) throw new Explained(problems.join('\n'));
  return lock as AddonLock;
}

/** Writes a lock so that a reader sees the old file or the new one, never half of it. */
export function writeAddonLock(lock: AddonLock, folder: string): void {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${lock.kubernetes}.json`);
  writeFileSync(`${file}.new`, `${JSON.stringify(lock, undefined, 2)}\n`);
  renameSync(`${file}.new`, file);
}

function parse(kubernetes: string, file: string): Partial<AddonLock> {
  try {
    return Object(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    throw new Explained(`${kubernetes}.json is not JSON, got "${(error as Error).message}"; restore it from git`);
  }
}

function problemsOf({ kubernetes, addons }: Partial<AddonLock>, expected: string): string[] {
  const found: Record<string, Partial<LockedAddon>> = Object(addons);
  const unknown = Object.keys(found).filter((name) => !ADDON_NAMES.includes(name as AddonName));
  return [
    ...(kubernetes === expected ? [] : [`kubernetes is not the version in the file's name, got ${JSON.stringify(kubernetes)}; write "${expected}"`]),
    ...unknown.map((name) => `addons.${name} is not an add-on of this platform, got ${JSON.stringify(found[name])}; remove it, or add it to addon-table.ts`),
    ...ADDON_NAMES.flatMap((name) => addonProblems(`addons.${name}`, Object(found[name]))),
  ];
}

function addonProblems(path: string, { version, source, provenOn }: Partial<LockedAddon>): string[] {
  const versionIsGood = version === null || ADDON_VERSION.test(String(version));
  const dateIsGood = version === null ? provenOn === null : ISO_DATE.test(String(provenOn));
  const date = version === null ? "write null: EKS's default has no date" : "write the day it was read in its source, like '2026-11-23'";
  return [
    ...(versionIsGood ? [] : [`${path}.version is not an add-on version, got ${JSON.stringify(version)}; write it like 'v1.2.3-eksbuild.4', or null for EKS's default`]),
    ...(typeof source === 'string' && source.trim() ? [] : [`${path}.source says nothing, got ${JSON.stringify(source)}; say where the version was read, or why there is none`]),
    ...(dateIsGood ? [] : [`${path}.provenOn does not fit its version, got ${JSON.stringify(provenOn)}; ${date}`]),
  ];
}
