import { refuse } from './refusals';
import type { RepositoryState } from './repository-state';
import { rootChanges } from './root-changes';
import { sourceChanges, type SourceChanges } from './source-changes';
import { partsOf, type TaskTable } from './task-reads';
import type { Affected, Cause } from './verdict';
import type { WorkspaceNode } from './workspace-node';

/** Two commits, and what is known of them. */
export interface Comparison {
  /** Files that differ. */
  readonly changes: readonly string[];
  readonly base: RepositoryState;
  readonly head: RepositoryState;
  /** Services the base's release has an image of. */
  readonly released: readonly string[];
  readonly tasks: TaskTable;
}

/** What is affected, and for each service why. */
export type Plan = Pick<Affected, 'workspaces' | 'services' | 'verdicts'>;

/** The task that makes a service's image. */
const IMAGE = 'image';

/**
 * What may differ. A workspace's results are made from its files, the npm packages it resolves to, the workspaces it depends on and
 * what its tasks read at the root. Each of these is compared, so who is left out has the same input as in the base, byte for byte.
 * Who reads a thing is asked of both commits, and a thing nobody is known to read touches everything.
 */
export function plan({ changes, base, head, released, tasks }: Comparison): Plan {
  const { inside, outside } = divided(changes, [...base.workspaces, ...head.workspaces]);
  const root = rootChanges({ paths: outside, base, head, tasks });
  const renamed = base.platform === head.platform ? [] : [`platform.json names another platform than ${base.platform}, with repositories of its own for images`];
  const everything = [...root.everything, ...renamed];
  if (everything.length > 0) return everythingAffected(head, everything);

  const sources: SourceChanges = sourceChanges(inside, root, base.workspaces, head.workspaces);
  const fresh = head.services.filter((service) => !released.includes(service)).map((service) => workspaceOf(service, head));
  const imageTasks = partsOf(IMAGE, tasks);
  return planned(head, (workspace) => [
    ...(fresh.includes(workspace) ? [{ kind: 'new' as const, reason: 'the release compared with has no image of it' }] : []),
    ...(sources.get(workspace.folder) ?? []),
    ...root.tasksOf(workspace),
  ], (cause) => !('tasks' in cause) || cause.tasks.some((task) => imageTasks.has(task)));
}

/** All of it. @param reasons at least one */
export function everythingAffected(head: RepositoryState, reasons: readonly string[]): Plan {
  return planned(head, () => reasons.map((reason) => ({ kind: 'everything', reason })), () => true);
}

/** Nothing: the commit has its release. */
export function nothingAffected(head: RepositoryState): Plan {
  return planned(head, () => [], () => true);
}

function planned(head: RepositoryState, causesOf: (workspace: WorkspaceNode) => Cause[], reachesImage: (cause: Cause) => boolean): Plan {
  const found = new Map(head.workspaces.map((workspace) => [workspace, causesOf(workspace)]));
  const verdicts = [...head.services].sort().map((service) => {
    const causes = found.get(workspaceOf(service, head)) ?? [];
    return { service, affected: causes.some(reachesImage), causes };
  });
  return {
    workspaces: head.workspaces.filter((workspace) => found.get(workspace)?.length).map(({ name }) => name).sort(),
    services: verdicts.filter(({ affected }) => affected).map(({ service }) => service),
    verdicts,
  };
}

function workspaceOf(service: string, { workspaces }: RepositoryState): WorkspaceNode {
  const workspace = workspaces.find(({ folder }) => folder === `apps/${service}`);
  if (!workspace) throw refuse.noWorkspace(service);
  return workspace;
}

/** Changed files by the workspace they are in, and those that are in none. */
function divided(changes: readonly string[], workspaces: readonly WorkspaceNode[]): { inside: Map<string, string[]>; outside: string[] } {
  const inside = new Map(workspaces.map(({ folder }) => [folder, [] as string[]]));
  const outside: string[] = [];
  for (const path of changes) (inside.get(path.split('/', 2).join('/')) ?? outside).push(path);
  return { inside, outside };
}
