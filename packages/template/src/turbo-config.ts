import { Component, JsonFile, Project } from 'projen';
import { DECLARATION, NOT_READ, TASKS, Task, TaskName } from './config';

/** A workspace whose tests or types read more than its own files. */
export interface SpecialWorkspace {
  /** npm name. */
  readonly packageName: string;
  /** Whether its type check includes `.projenrc.ts`. */
  readonly checksProjenrc: boolean;
}

/** Stands for the files of a workspace in the hashes of those that rest on it; no workspace has a script of this name. */
const SOURCES = 'sources';

/** Of the machine, not of the task: what every program may need to find its files and its way out. */
const MACHINE = ['TMPDIR', 'LC_*', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy', 'NODE_EXTRA_CA_CERTS', 'PLINTH_DEBUG', 'PLINTH_TODAY'];

/** turbo.json: the same tasks as in nx.json, in turbo's words. */
export class TurboConfig extends Component {
  /** @param special says, once all are known, which workspaces look at the whole repository */
  public constructor(project: Project, special: () => readonly SpecialWorkspace[]) {
    super(project, 'TurboConfig');
    new JsonFile(project, 'turbo.json', { obj: () => ({
      $schema: './node_modules/turbo/schema.json',
      ui: 'stream',
      noUpdateNotifier: true,
      concurrency: '2',
      cacheDir: '.turbo/cache',
      envMode: 'strict',
      globalPassThroughEnv: MACHINE,
      tasks: {
        [SOURCES]: { dependsOn: [`^${SOURCES}`], inputs: ownFiles(TASKS.types) },
        ...Object.fromEntries(Object.entries(TASKS).map(([name, task]) => [name, turboTask(task)])),
        ...Object.fromEntries(special().flatMap((workspace) => specialTasks(workspace))),
      },
    }) });
  }
}

/** Tests that look at the whole repository have inputs no list would keep up with. */
function specialTasks({ packageName, checksProjenrc }: SpecialWorkspace): [string, unknown][] {
  const named = (name: TaskName, more: object): [string, unknown] => [`${packageName}#${name}`, { ...turboTask(TASKS[name], checksProjenrc), ...more }];
  return [...(checksProjenrc ? [named('types', {})] : []), named('test', { cache: false })];
}

function turboTask(task: Task, checksProjenrc = false): Record<string, unknown> {
  const { cache, continuous, dependencies, environment, passed, outputs, after, namedFile } = task;
  const variables = [...environment, ...(namedFile ? [namedFile.variable] : [])];
  const first = [...after, ...(dependencies ? [`^${SOURCES}`] : [])];
  return {
    ...(cache ? {} : { cache }),
    ...(continuous ? { persistent: true } : {}),
    ...(first.length > 0 ? { dependsOn: first } : {}),
    ...(task.ownFiles.length > 0 ? { inputs: inputs(task, checksProjenrc) } : {}),
    ...(variables.length > 0 ? { env: variables } : {}),
    ...(passed.length > 0 ? { passThroughEnv: passed } : {}),
    ...(outputs.length > 0 ? { outputs: outputs.map((path) => `${path}/**`) } : {}),
  };
}

function inputs(task: Task, checksProjenrc: boolean): unknown[] {
  const { declaration, after, namedFile } = task;
  const read = after.flatMap((name) => TASKS[name].outputs);
  return [
    ...ownFiles(task),
    ...(declaration && checksProjenrc ? DECLARATION.map(atRoot) : []),
    ...(namedFile ? [atRoot(namedFile.file)] : []),
    // Hashed once they are there, so that the same bytes are the same input, however they were made.
    ...(read.length > 0 ? [{ mode: 'dependencyOutputs', from: after, globs: read.map((path) => `${path}/**`) }] : []),
  ];
}

function ownFiles({ ownFiles: read, rootFiles }: Task): string[] {
  return [...(read === 'all' ? ['$TURBO_DEFAULT$', ...NOT_READ.map((pattern) => `!${pattern}`)] : read), ...rootFiles.map(atRoot)];
}

function atRoot(path: string): string {
  return `$TURBO_ROOT$/${path}`;
}
