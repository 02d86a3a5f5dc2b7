import { LockfileEntry, TaskRunner, installedFor } from './config';
import { VERSIONS, sortedByKey } from './versions';

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
  const reached = installedFor(lock.packages, ['', ...Object.keys(lock.packages).filter((path) => lock.packages[path].link)]);
  return { ...lock, packages: Object.fromEntries(Object.entries(lock.packages).filter(([path]) => reached.has(path))) };
}
