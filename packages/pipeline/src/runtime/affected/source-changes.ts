import type { RootChanges } from './root-changes';
import { isRead } from './task-reads';
import { some, type Cause, type SourceChange } from './verdict';
import { WorkspaceGraph } from './workspace-graph';
import type { WorkspaceNode } from './workspace-node';

/** Why what a workspace is made from differs, by its folder: changes of its own first, then those of the nearest dependencies. */
export type SourceChanges = ReadonlyMap<string, Cause[]>;

/** @param inside changed files by the folder of their workspace, at either commit */
export function sourceChanges(inside: ReadonlyMap<string, readonly string[]>, root: RootChanges, base: readonly WorkspaceNode[], head: readonly WorkspaceNode[]): SourceChanges {
  const names = new Map([...base, ...head].map(({ folder, name }) => [folder, name]));
  const graph = new WorkspaceGraph(base, head);
  const reached = [...names.keys()].flatMap((folder) => {
    const stays = [base, head].every((workspaces) => workspaces.some((one) => one.folder === folder));
    const changes = ownChanges(folder, inside.get(folder) ?? [], stays ? root.sourceOf(folder) : undefined);
    return changes.length > 0 ? [...graph.reachedFrom(folder).values()].map((way) => ({ way, changes })) : [];
  });
  const causes = new Map<string, Cause[]>();
  for (const { way: [folder, ...through], changes } of reached.sort((a, b) => a.way.length - b.way.length)) {
    const named = through.map((dependency) => names.get(dependency) ?? dependency);
    const more = changes.map((change): Cause => (named.length > 0 ? { kind: 'dependency', through: named, change } : change));
    causes.set(folder, [...(causes.get(folder) ?? []), ...more]);
  }
  return causes;
}

function ownChanges(folder: string, paths: readonly string[], packages: SourceChange | undefined): SourceChange[] {
  const read = paths.filter((path) => isRead(path.slice(folder.length + 1)));
  return [...(read.length > 0 ? [{ kind: 'files' as const, changed: some(read) }] : []), ...(packages ? [packages] : [])];
}
