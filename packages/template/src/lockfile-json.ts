import { TaskRunner } from './config';
import { VERSIONS, sortedByKey } from './versions';

/** The parts of a package-lock.json (version 3) that say which entry needs which. */
export interface LockfileEntry {
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
  readonly packages: Record<string, LockfileEntry>;
}

/** The lockfile of a repository with these task runners and no other, and with what they need. */
export function withRunners(lock: LockfileJson, runners: readonly TaskRunner[]): LockfileJson {
  const { '': root, ...others } = lock.packages;
  const kept = Object.entries(root.devDependencies ?? {}).filter(([name]) => !Object.values<string>(TaskRunner).includes(name));
  const wanted = runners.map((runner) => [runner, VERSIONS[runner]]);
  return needed({ ...lock, packages: { '': { ...root, devDependencies: sortedByKey(Object.fromEntries([...kept, ...wanted])) }, ...others } });
}

/** The lockfile without what neither the root nor a workspace needs; entries keep their order and text. */
export function needed(lock: LockfileJson): LockfileJson {
  const reached = reachable(lock.packages, ['', ...Object.keys(lock.packages).filter((path) => lock.packages[path].link)]);
  return { ...lock, packages: Object.fromEntries(Object.entries(lock.packages).filter(([path]) => reached.has(path))) };
}

function reachable(packages: Record<string, LockfileEntry>, roots: readonly string[]): Set<string> {
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

function needs(entry: LockfileEntry): string[] {
  const peers = Object.keys(entry.peerDependencies ?? {});
  return [entry.dependencies, entry.devDependencies, entry.optionalDependencies].flatMap((group) => Object.keys(group ?? {})).concat(peers);
}

/** Node's way up the folders: the nearest `node_modules` that has the package. */
function resolved(packages: Record<string, LockfileEntry>, from: string, name: string): string | undefined {
  const parts = from === '' ? [] : from.split('/');
  for (let length = parts.length; length >= 0; length--) {
    const folder = parts.slice(0, length);
    if (folder.at(-1) === 'node_modules') continue;
    const candidate = [...folder, 'node_modules', name].join('/');
    if (candidate in packages) return candidate;
  }
  return undefined;
}
