import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The bytes of every managed file. */
export type ManagedFiles = ReadonlyMap<string, string>;

/** Reads all files projen manages; a file that is missing is not in the result. */
export function readManagedFiles(root: string): ManagedFiles {
  const list = join(root, '.projen/files.json');
  const paths: string[] = existsSync(list) ? JSON.parse(readFileSync(list, 'utf8')).files : [];
  return new Map(paths.filter((path) => existsSync(join(root, path))).map((path) => [path, readFileSync(join(root, path), 'utf8')]));
}

/** Paths whose bytes are not the same, or that only one side has. */
export function changedFiles(before: ManagedFiles, after: ManagedFiles): string[] {
  const paths = new Set([...before.keys(), ...after.keys()]);
  return [...paths].filter((path) => before.get(path) !== after.get(path)).sort();
}
