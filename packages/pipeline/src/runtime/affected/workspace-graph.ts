import type { WorkspaceNode } from './workspace-node';

/** Who depends on whom, at two commits at once. */
export class WorkspaceGraph {
  /** Folders of those that depend on a workspace, by its folder. */
  private readonly dependents = new Map<string, Set<string>>();

  /**
   * An edge of either commit counts. What lost a dependency was made with it and is made without it now: it differs, even when a
   * workspace was deleted or renamed and nobody's package.json says so any more.
   */
  constructor(...commits: (readonly WorkspaceNode[])[]) {
    for (const workspaces of commits) {
      const folders = new Map(workspaces.map(({ name, folder }) => [name, folder]));
      for (const { folder, dependencies } of workspaces) {
        for (const name of dependencies) this.connect(folder, folders.get(name));
      }
    }
  }

  /** A workspace and all it reaches as a dependency, each with the shortest way: the workspace that depends first, the changed one last. */
  reachedFrom(changed: string): Map<string, string[]> {
    const ways = new Map([[changed, [changed]]]);
    // A map hands out what is added while it is read, in order: breadth first, so the first way is a shortest.
    for (const [folder, way] of ways) {
      for (const dependent of this.dependents.get(folder) ?? []) {
        if (!ways.has(dependent)) ways.set(dependent, [dependent, ...way]);
      }
    }
    return ways;
  }

  private connect(folder: string, dependency: string | undefined): void {
    if (dependency === undefined) return;
    const dependents = this.dependents.get(dependency) ?? new Set<string>();
    this.dependents.set(dependency, dependents.add(folder));
  }
}
