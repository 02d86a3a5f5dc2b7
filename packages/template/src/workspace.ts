import { Component, JsonFile, Project } from 'projen';
import { TaskName, TaskRunner } from './config';
import { TEMPLATE } from './template-package';
import { Dependency, sortedByKey, versionsOf } from './versions';
import { workspaceTasks } from './workspace-tasks';

/** Options of `Workspace`. */
export interface WorkspaceOptions {
  /** npm scope of the platform, such as `@acme`. */
  readonly scope: string;
  /** Folder, such as `packages/cluster`. */
  readonly directory: string;
  /** One sentence for package.json. */
  readonly description: string;
  /**
   * Where it begins.
   * @default 'src/index.ts'
   */
  readonly main?: string;
  /** Packages of the platform it imports. */
  readonly internal?: string[];
  /** npm packages it imports. */
  readonly dependencies?: Dependency[];
  /** Packages of the platform that only its build, deploy or test needs. */
  readonly internalDev?: string[];
  /** npm packages that only its tests need. */
  readonly development?: Dependency[];
  /**
   * Whether its type check includes `.projenrc.ts`, and its tests what became of it.
   * @default false
   */
  readonly checksProjenrc?: boolean;
  /** The tasks it has. */
  readonly tasks: TaskName[];
  /** Who runs them. */
  readonly runner: TaskRunner;
}

/** One npm workspace: its package.json and tsconfig.json, and nothing else. */
export class Workspace extends Component {
  /** npm name, such as `@acme/cluster`. */
  public readonly packageName: string;
  /** Folder, such as `packages/cluster`. */
  public readonly directory: string;
  /** Whether its type check includes `.projenrc.ts`. */
  public readonly checksProjenrc: boolean;

  private readonly added: Record<string, string> = {};

  public constructor(project: Project, private readonly options: WorkspaceOptions) {
    super(project, `Workspace@${options.directory}`);
    this.directory = options.directory;
    this.checksProjenrc = options.checksProjenrc ?? false;
    this.packageName = `${options.scope}/${options.directory.split('/').pop()}`;
    new JsonFile(project, `${this.directory}/package.json`, { obj: () => this.manifest() });
    new JsonFile(project, `${this.directory}/tsconfig.json`, {
      allowComments: false,
      obj: { extends: '../../tsconfig.base.json', include: ['src', 'test', 'deploy', ...(this.checksProjenrc ? ['../../.projenrc.ts'] : [])] },
    });
  }

  /** Adds an npm dependency at an exact version. */
  public addDependency(name: string, version: string): void {
    this.added[name] = version;
  }

  /** What package.json says; the lockfile must agree with it. */
  public manifest(): Record<string, unknown> {
    const { internal = [], internalDev = [], dependencies = [], development = [], main = 'src/index.ts', description } = this.options;
    return {
      name: this.packageName,
      version: '0.0.0',
      private: true,
      description,
      main,
      types: main,
      dependencies: sortedByKey({ ...this.internalVersions(internal), ...versionsOf(dependencies), ...this.added }),
      devDependencies: sortedByKey({ ...this.internalVersions(internalDev), ...versionsOf(development) }),
      ...this.tasks(),
    };
  }

  private tasks(): Record<string, unknown> {
    const { runner, directory, tasks } = this.options;
    return workspaceTasks(runner, { directory, tasks, checksProjenrc: this.checksProjenrc, testsEverything: this.checksProjenrc });
  }

  private internalVersions(names: readonly string[]): Record<string, string> {
    return sortedByKey(Object.fromEntries(names.map((name) => (
      name === 'template' ? [TEMPLATE.name, TEMPLATE.version] : [`${this.options.scope}/${name}`, '0.0.0']
    ))));
  }
}
