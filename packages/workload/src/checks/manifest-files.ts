import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Manifest, ManifestSyntaxError, parseManifests } from './manifest';
import { checkManifests, Finding, syntaxFindings } from './manifest-check';
import { CheckOptions } from './manifest-rule';

/** What a folder's check came to. */
export interface ManifestReport {
  /** Files read. */
  readonly files: number;
  /** Objects in them. */
  readonly objects: number;
  /** All that is wrong, by file. */
  readonly findings: readonly Finding[];
}

/**
 * Checks every `.yaml`, `.yml` and `.json` file of a folder and the folders in it. Files of one folder are taken to be
 * applied together. A file that is not YAML is a finding too.
 */
export function checkManifestFiles(directory: string, options: CheckOptions = {}): ManifestReport {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ya?ml|json)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const read = files.map((file) => ({ folder: dirname(file), ...manifestsOf(file) }));
  const folders = new Map<string, Manifest[]>();
  for (const { folder, manifests } of read) folders.set(folder, [...(folders.get(folder) ?? []), ...manifests]);
  return {
    files: files.length,
    objects: read.reduce((sum, { manifests }) => sum + manifests.length, 0),
    findings: read.flatMap(({ folder, manifests, unreadable }) => [...unreadable, ...checkManifests(manifests, options, folders.get(folder))]),
  };
}

function manifestsOf(file: string): { manifests: Manifest[]; unreadable: Finding[] } {
  try {
    return { manifests: parseManifests(readFileSync(file, 'utf8'), file), unreadable: [] };
  } catch (error) {
    if (!(error instanceof ManifestSyntaxError)) throw error;
    return { manifests: [], unreadable: syntaxFindings(error) };
  }
}
