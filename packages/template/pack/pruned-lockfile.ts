import { LockfileEntry, LockfileJson, needed } from '../src/lockfile-json';

/**
 * The lockfile without one workspace and without what only that workspace needed.
 * Entries keep their order and text, so that every repository made from it installs the same bytes.
 * @param replacement the entry of the removed workspace's package once it comes from a registry
 */
export function prunedLockfile(lock: LockfileJson, workspace: string, replacement: LockfileEntry): LockfileJson {
  const link = Object.keys(lock.packages).find((path) => lock.packages[path].link && lock.packages[path].resolved === workspace);
  if (link === undefined) throw new Error(`package-lock.json has no workspace, got ${workspace}; run npm install`);
  const { [workspace]: _, ...others } = lock.packages;
  return needed({ ...lock, packages: { ...others, [link]: replacement } });
}
