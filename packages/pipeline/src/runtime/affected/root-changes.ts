import { ChangedPackages } from './changed-packages';
import type { RepositoryState } from './repository-state';
import { changedFields, ROOT_FILES, ROOT_PACKAGES, type RootInput } from './root-inputs';
import type { TaskTable } from './task-reads';
import { some, type RootChange, type SourceChange } from './verdict';
import type { WorkspaceNode } from './workspace-node';

/** What changed outside of the workspaces. */
export interface RootChanges {
  /** Why nothing can be narrowed; empty when it can. */
  readonly everything: readonly string[];
  /** npm packages a workspace of both commits resolves to. They are part of what it is made from, as its files are. */
  sourceOf(folder: string): SourceChange | undefined;
  /** What tasks of a workspace read. */
  tasksOf(workspace: WorkspaceNode): RootChange[];
}

/** Two commits and the files that differ between them, outside of every workspace. */
export interface RootComparison {
  readonly paths: readonly string[];
  readonly base: RepositoryState;
  readonly head: RepositoryState;
  readonly tasks: TaskTable;
}

const LOCKFILE = 'package-lock.json';

/** Narrows what changed at the root to who reads it; what cannot be narrowed touches everything. */
export function rootChanges(comparison: RootComparison): RootChanges {
  const { paths, head, tasks } = comparison;
  const lockfile = paths.includes(LOCKFILE) ? lockfileChanges(comparison) : undefined;
  const everything = [...paths.flatMap((path) => beyondNarrowing(path, comparison)), ...(lockfile?.everything ?? [])];
  const declared = paths.filter((path) => isDeclared(path, head.workspaces, tasks));
  return {
    everything,
    sourceOf: (folder) => lockfile?.sourceOf(folder),
    tasksOf: (workspace) => [...filesReadBy(workspace, declared, tasks), ...(lockfile?.tasksOf(workspace) ?? [])],
  };
}

function beyondNarrowing(path: string, { base, head, tasks }: RootComparison): string[] {
  if (path === LOCKFILE) return [];
  if (path === 'package.json') return changedFields(base.rootPackage, head.rootPackage).map((field) => `package.json: ${field} changed`);
  const known = inputFor(path, ROOT_FILES);
  if (known?.touches === 'everything') return [`${path} ${known.why}`];
  return known || isDeclared(path, head.workspaces, tasks) ? [] : [`${path} is in no workspace, and no task says that it reads it`];
}

function inputFor(name: string, inputs: readonly RootInput[]): RootInput | undefined {
  return inputs.find(({ matches }) => matches.test(name));
}

function isDeclared(path: string, workspaces: readonly WorkspaceNode[], tasks: TaskTable): boolean {
  return [...Object.values(tasks), ...workspaces].some(({ rootFiles }) => rootFiles.includes(path));
}

function filesReadBy({ rootFiles, tasks: own }: WorkspaceNode, paths: readonly string[], tasks: TaskTable): RootChange[] {
  return paths.flatMap((path) => rootChange('root-file', [path], own.filter((task) => rootFiles.includes(path) || tasks[task]?.rootFiles.includes(path))));
}

/** A lockfile touches whoever resolves to other packages by it, and everyone when the root has others that anyone may import. */
function lockfileChanges({ base, head, tasks }: RootComparison): RootChanges {
  if (!base.lockfile?.packages || !head.lockfile?.packages) return unreadable(`${LOCKFILE} is not in both commits`);
  if (base.lockfile.lockfileVersion !== head.lockfile.lockfileVersion) return unreadable(`${LOCKFILE} changed its format`);
  const packages = new ChangedPackages(base.lockfile.packages, head.lockfile.packages);
  const others = packages.ofRoot().filter(({ name }) => !isAccountedFor(name, [base, head], tasks));
  const free = others.map(({ name, changes }) => ({ input: inputFor(name, ROOT_PACKAGES), name, changes }));
  const types = free.filter(({ input }) => input?.touches === 'types').flatMap(({ changes }) => changes);
  return {
    everything: free.filter(({ input }) => !input).map(({ name, changes }) => `${name} is the root's, for anyone to import: ${changes[0]}`),
    sourceOf: (folder) => {
      const changes = packages.ofWorkspace(folder);
      return changes.length > 0 ? { kind: 'packages', changed: some(changes) } : undefined;
    },
    tasksOf: ({ folder, tasks: own }) => [
      ...own.flatMap((task) => rootChange('tool', [...new Set((tasks[task]?.tools ?? []).flatMap((tool) => packages.ofPackage(folder, tool)))].sort(), [task])),
      ...rootChange('tool', types, own.filter((task) => task === 'types')),
    ],
  };
}

/** Whether a package is compared already: as a tool, or as what a workspace depends on. */
function isAccountedFor(name: string, states: readonly RepositoryState[], tasks: TaskTable): boolean {
  return Object.values(tasks).some(({ tools }) => tools.includes(name)) || states.some(({ workspaces }) => workspaces.some(({ dependencies }) => dependencies.includes(name)));
}

function rootChange(kind: RootChange['kind'], changed: readonly string[], tasks: readonly string[]): RootChange[] {
  return changed.length > 0 && tasks.length > 0 ? [{ kind, changed: some(changed), tasks }] : [];
}

function unreadable(reason: string): RootChanges {
  return { everything: [reason], sourceOf: () => undefined, tasksOf: () => [] };
}
