/** The parts of a package-lock.json (version 3) that say which entry needs which. */
interface Entry {
  readonly link?: boolean;
  readonly resolved?: string;
  readonly dependencies?: Record<string, string>;
  readonly devDependencies?: Record<string, string>;
  readonly optionalDependencies?: Record<string, string>;
  readonly peerDependencies?: Record<string, string>;
  readonly peerDependenciesMeta?: Record<string, { readonly optional?: boolean }>;
}

/** A package-lock.json (version 3). */
export interface LockfileJson {
  readonly name: string;
  readonly packages: Record<string, Entry>;
}

/**
 * The lockfile without one workspace and without what only that workspace needed.
 * Entries keep their order and text, so that every repository made from it installs the same bytes.
 * @param replacement the entry of the removed workspace's package once it comes from a registry
 */
export function prunedLockfile(lock: LockfileJson, workspace: string, replacement: Entry): LockfileJson {
  const link = Object.keys(lock.packages).find((path) => lock.packages[path].link && lock.packages[path].resolved === workspace);
  if (link === undefined) throw new Error(`package-lock.json has no workspace, got ${workspace}; run npm install`);
  const { [workspace]: _, ...others } = lock.packages;
  const packages: Record<string, Entry> = { ...others, [link]: replacement };
  const needed = reachable(packages, ['', ...Object.keys(packages).filter((path) => packages[path].link)]);
  return { ...lock, packages: Object.fromEntries(Object.entries(packages).filter(([path]) => needed.has(path))) };
}

function reachable(packages: Record<string, Entry>, roots: readonly string[]): Set<string> {
  const seen = new Set<string>();
  const queue = [...roots];
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    const entry = packages[path];
    if (entry.link && entry.resolved) queue.push(entry.resolved);
    for (const name of needs(entry)) {
      const found = resolved(packages, path, name);
      if (found !== undefined) queue.push(found);
    }
  }
  return seen;
}

function needs(entry: Entry): string[] {
  const peers = Object.keys(entry.peerDependencies ?? {});
  return [entry.dependencies, entry.devDependencies, entry.optionalDependencies].flatMap((group) => Object.keys(group ?? {})).concat(peers);
}

/** Node's way up the folders: the nearest `node_modules` that has the package. */
function resolved(packages: Record<string, Entry>, from: string, name: string): string | undefined {
  const parts = from === '' ? [] : from.split('/');
  for (let length = parts.length; length >= 0; length--) {
    const folder = parts.slice(0, length);
    if (folder.at(-1) === 'node_modules') continue;
    const candidate = [...folder, 'node_modules', name].join('/');
    if (candidate in packages) return candidate;
  }
  return undefined;
}
