/** One workspace, as its package.json has it. */
export interface WorkspaceNode {
  /** Folder, such as `apps/orders`. */
  readonly folder: string;
  /** npm name, such as `@acme/orders`. */
  readonly name: string;
  /** npm names of all it depends on, workspaces and others. */
  readonly dependencies: readonly string[];
  /** Tasks it has. */
  readonly tasks: readonly string[];
  /** Files at the repository's root that it says it reads, beside what tasks of its kind read everywhere. */
  readonly rootFiles: readonly string[];
}

/** The parts of a package.json that count. */
interface Manifest {
  readonly name?: string;
  readonly dependencies?: object;
  readonly devDependencies?: object;
  readonly optionalDependencies?: object;
  readonly peerDependencies?: object;
  readonly scripts?: object;
  readonly nx?: { readonly targets?: object };
}

/** What a turbo.json says of a task; `<workspace>#<task>` names one of a single workspace. */
export interface TurboTasks {
  readonly tasks?: Readonly<Record<string, { readonly inputs?: readonly unknown[] }>>;
}

/** What a package.json says. Tasks are nx's targets or turbo's scripts, whichever runs here; so are the root files. */
export function workspaceOf(folder: string, manifest: Manifest, turbo: TurboTasks = {}): WorkspaceNode {
  const { name = folder, dependencies, devDependencies, optionalDependencies, peerDependencies, scripts, nx } = manifest;
  const special = Object.entries(turbo.tasks ?? {}).filter(([task]) => task.startsWith(`${name}#`));
  const said = JSON.stringify([nx, special]);
  return {
    folder,
    name,
    dependencies: [dependencies, devDependencies, optionalDependencies, peerDependencies].flatMap((group) => Object.keys(group ?? {})),
    tasks: [...new Set([nx?.targets, scripts].flatMap((group) => Object.keys(group ?? {})))],
    rootFiles: [...said.matchAll(/"(?:\{workspaceRoot\}|\$TURBO_ROOT\$)\/([^"]+)"/g)].map(([, path]) => path),
  };
}
