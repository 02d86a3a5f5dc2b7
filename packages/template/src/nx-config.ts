import { Component, JsonFile, Project } from 'projen';
import { NOT_READ, NamedFile, TASKS, Task } from './config';

/** Root files that have a name of their own: what rests on a workspace sees `default`, and people say `platform`. */
const NAMED_INPUTS = {
  default: ['{projectRoot}/**/*', ...NOT_READ.map((pattern) => `!{projectRoot}/${pattern}`), '{workspaceRoot}/tsconfig.base.json'],
  platform: ['{workspaceRoot}/platform.json'],
  // A workspace that also checks .projenrc.ts says so in its own package.json.
  declaration: [],
};

/** nx.json. */
export class NxConfig extends Component {
  public constructor(project: Project) {
    super(project, 'NxConfig');
    new JsonFile(project, 'nx.json', { obj: {
      analytics: false,
      neverConnectToCloud: true,
      cacheDirectory: '.nx/cache',
      parallel: 2,
      defaultBase: 'main',
      tui: { enabled: false },
      namedInputs: NAMED_INPUTS,
      targetDefaults: Object.fromEntries(Object.entries(TASKS).map(([name, task]) => [name, target(task)])),
    } });
  }
}

/** A target that runs one command in the project's folder. */
function target(task: Task): Record<string, unknown> {
  const { command, cache, continuous, outputs, after } = task;
  return {
    executor: 'nx:run-commands',
    cache,
    inputs: inputs(task),
    options: { command: command.replace('{workspace}', '{projectRoot}'), cwd: '{projectRoot}' },
    ...(outputs.length > 0 ? { outputs: outputs.map((path) => `{projectRoot}/${path}`) } : {}),
    ...(continuous ? { continuous } : {}),
    ...(after.length > 0 ? { dependsOn: after } : {}),
  };
}

function inputs({ ownFiles, dependencies, declaration, rootFiles, after, environment, tools, namedFile }: Task): unknown[] {
  if (ownFiles.length === 0) return [];
  return [
    ...(ownFiles === 'all' ? ['default'] : ownFiles.map((path) => `{projectRoot}/${path}`)),
    ...(dependencies ? ['^default'] : []),
    ...(declaration ? ['declaration'] : []),
    ...rootFiles.flatMap(rootInput),
    ...(after.length > 0 ? [{ dependentTasksOutputFiles: '**/*' }] : []),
    ...environment.map((env) => ({ env })),
    ...(tools.length > 0 ? [{ externalDependencies: tools }] : []),
    ...(namedFile ? [bytesOf(namedFile)] : []),
  ];
}

function rootInput(path: string): string[] {
  const input = `{workspaceRoot}/${path}`;
  if (NAMED_INPUTS.default.includes(input)) return [];
  return [NAMED_INPUTS.platform.includes(input) ? 'platform' : input];
}

/** Whatever it is called, what counts is what it says. */
function bytesOf({ variable }: NamedFile): unknown {
  return { runtime: `node -e "const f=process.env.${variable}; f && process.stdout.write(require('fs').readFileSync(f))"` };
}
