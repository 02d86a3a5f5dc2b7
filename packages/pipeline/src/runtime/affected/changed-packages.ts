import { installedAt, installedFor, type LockfileEntry, type LockfilePackages } from '@plinth/template/config';

/**
 * Which npm packages differ between two lockfiles, for who needs them.
 *
 * Sound, because `npm ci` installs what the lockfile says: a program that resolves to the same folders, each with the same version
 * and integrity, reads the same bytes. What each resolves to needs no comparing: the nearest folder wins, so with another winner
 * another folder is among all that is needed. Packages that are imported but not declared are found by no lockfile, nor by a runner.
 */
export class ChangedPackages {
  private readonly base: LockfilePackages;
  private readonly head: LockfilePackages;
  /** What was found, by where it was looked for: a hundred workspaces have the same tools. */
  private readonly found = new Map<string, string[]>();

  constructor(base: LockfilePackages, head: LockfilePackages) {
    this.base = ownPackages(base);
    this.head = ownPackages(head);
  }

  /** Packages the root's package.json names that differ, with what of them does. */
  ofRoot(): { readonly name: string; readonly changes: string[] }[] {
    const names = [this.base, this.head].flatMap(({ '': root = {} }) => Object.keys({ ...root.dependencies, ...root.devDependencies }));
    return [...new Set(names)].sort().map((name) => ({ name, changes: this.ofPackage('', name) })).filter(({ changes }) => changes.length > 0);
  }

  /** Of all that a workspace needs, without the workspaces it depends on. */
  ofWorkspace(folder: string): string[] {
    if (!(folder in this.base) || !(folder in this.head)) return ['package-lock.json names no such workspace'];
    return this.differing(folder, folder);
  }

  /** Of all that a package needs, itself included, where a workspace finds it. */
  ofPackage(folder: string, name: string): string[] {
    return this.differing(installedAt(this.base, folder, name), installedAt(this.head, folder, name));
  }

  private differing(baseFolder: string | undefined, headFolder: string | undefined): string[] {
    const key = JSON.stringify([baseFolder, headFolder]);
    const found = this.found.get(key) ?? this.compared(baseFolder, headFolder);
    this.found.set(key, found);
    return found;
  }

  private compared(baseFolder: string | undefined, headFolder: string | undefined): string[] {
    const base = installedFor(this.base, baseFolder === undefined ? [] : [baseFolder]);
    const head = installedFor(this.head, headFolder === undefined ? [] : [headFolder]);
    const changes = new Map<string, { from: Set<string>; to: Set<string> }>();
    for (const path of new Set([...base, ...head])) {
      // The workspace itself: what its entry says is in its package.json, a file of its own.
      if (!path.includes('node_modules/')) continue;
      const from = base.has(path) ? asPackage(this.base[path]) : undefined;
      const to = head.has(path) ? asPackage(this.head[path]) : undefined;
      if (identity(from) === identity(to)) continue;
      const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
      const change = changes.get(name) ?? { from: new Set(), to: new Set() };
      if (from) change.from.add(from.version ?? 'another');
      if (to) change.to.add(to.version ?? 'another');
      changes.set(name, change);
    }
    return [...changes].map(([name, { from, to }]) => sentence(name, [...from].sort().join(', '), [...to].sort().join(', '))).sort();
  }
}

/** With links that lead nowhere: a workspace that is depended on is compared for itself, and passed on by the graph. */
function ownPackages(packages: LockfilePackages): LockfilePackages {
  return Object.fromEntries(Object.entries(packages).map(([path, entry]) => [path, entry.link ? { link: true } : entry]));
}

function asPackage(entry: LockfileEntry): LockfileEntry | undefined {
  return entry.link ? undefined : entry;
}

/** Where it comes from counts too: a package of git or of a folder has no integrity. */
function identity(entry: LockfileEntry | undefined): string {
  return JSON.stringify(entry ? [entry.version, entry.integrity, entry.resolved] : []);
}

function sentence(name: string, from: string, to: string): string {
  if (!from) return `${name} ${to} (new)`;
  if (!to) return `${name} ${from} (gone)`;
  return from === to ? `${name} ${from} (elsewhere or of other bytes)` : `${name} ${from} → ${to}`;
}
