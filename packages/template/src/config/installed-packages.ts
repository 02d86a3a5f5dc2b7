/** The parts of an entry of package-lock.json that say which package it is and which others it needs. */
export interface LockfileEntry {
  readonly version?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly resolved?: string;
  readonly dependencies?: Record<string, string>;
  readonly devDependencies?: Record<string, string>;
  readonly optionalDependencies?: Record<string, string>;
  readonly peerDependencies?: Record<string, string>;
}

/** `packages` of a package-lock.json (version 3): entries by the folder they are installed in, workspaces by their own. */
export type LockfilePackages = Readonly<Record<string, LockfileEntry>>;

/** Folders of all that these folders need, themselves included. Links lead on to the workspace they stand for. */
export function installedFor(packages: LockfilePackages, folders: readonly string[]): Set<string> {
  const seen = new Set<string>();
  const queue = [...folders];
  for (let folder = queue.pop(); folder !== undefined; folder = queue.pop()) {
    if (seen.has(folder)) continue;
    seen.add(folder);
    const entry = packages[folder];
    if (entry.link && entry.resolved) queue.push(entry.resolved);
    for (const name of needs(entry)) {
      const found = installedAt(packages, folder, name);
      if (found !== undefined) queue.push(found);
    }
  }
  return seen;
}

/** Where a folder finds a package. Node's way up the folders: the nearest `node_modules` that has it. */
export function installedAt(packages: LockfilePackages, folder: string, name: string): string | undefined {
  const parts = folder === '' ? [] : folder.split('/');
  for (let length = parts.length; length >= 0; length--) {
    const above = parts.slice(0, length);
    if (above[length - 1] === 'node_modules') continue;
    const candidate = [...above, 'node_modules', name].join('/');
    if (candidate in packages) return candidate;
  }
  return undefined;
}

function needs(entry: LockfileEntry): string[] {
  const { dependencies, devDependencies, optionalDependencies, peerDependencies } = entry;
  return [dependencies, devDependencies, optionalDependencies, peerDependencies].flatMap((group) => Object.keys(group ?? {}));
}
