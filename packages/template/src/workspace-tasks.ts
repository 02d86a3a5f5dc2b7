import { DECLARATION, TASKS, TaskName, TaskRunner } from './config';

/** A workspace, as its runner sees it. */
export interface WorkspaceTasks {
  /** Folder, such as `packages/cluster`. */
  readonly directory: string;
  /** The tasks it has. */
  readonly tasks: readonly TaskName[];
  /** Whether its type check includes `.projenrc.ts`. */
  readonly checksProjenrc: boolean;
  /** Whether its tests look at the whole repository: such inputs no list would keep up with. */
  readonly testsEverything: boolean;
}

/** What a workspace's package.json says of its tasks: nx only wants to know which there are, turbo runs npm scripts. */
export function workspaceTasks(runner: TaskRunner, { directory, tasks, checksProjenrc, testsEverything }: WorkspaceTasks): Record<string, unknown> {
  if (runner === TaskRunner.TURBO) {
    return { scripts: Object.fromEntries(tasks.map((name) => [name, TASKS[name].command.replace('{workspace}', directory)])) };
  }
  return {
    // Named targets take their command from nx.json; scripts would only add an npm process to each.
    nx: {
      includedScripts: [],
      ...(checksProjenrc ? { namedInputs: { declaration: DECLARATION.map((path) => `{workspaceRoot}/${path}`) } } : {}),
      targets: { ...Object.fromEntries(tasks.map((name) => [name, {}])), ...(testsEverything ? { test: { cache: false } } : {}) },
    },
  };
}
