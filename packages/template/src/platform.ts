import './locale';
import { Project } from 'projen';
import { Buildspec } from './buildspec';
import { ConfigError, MicroserviceConfig, PlatformDeclaration, TaskRunner, renderPlatform, taskRunnerOf } from './config';
import { EslintConfig } from './eslint-config';
import { JestConfig } from './jest-config';
import { Lockfile } from './lockfile';
import { Microservice } from './microservice';
import { NxConfig } from './nx-config';
import { PlatformJson } from './platform-json';
import { PlatformWorkspaces } from './platform-workspaces';
import { Projenrc } from './projenrc';
import { refuseOtherProjen, repositoryFiles } from './repository';
import { RootPackage } from './root-package';
import { STARTER_SERVICES, starterPlatform } from './starter';
import { TEMPLATE, isHome } from './template-package';
import { TurboConfig } from './turbo-config';
import { TypeScriptConfig } from './typescript-config';

/** Options of `Platform`. */
export interface PlatformOptions extends PlatformDeclaration {
  /**
   * npm scope of the workspace packages.
   * @default - `@` and the platform's name; in a clone of the template's own repository, the scope its sources are in
   */
  readonly scope?: string;
  /**
   * Where to write, for tests.
   * @default '.'
   */
  readonly outdir?: string;
}

/**
 * A platform: everything a repository needs from its `.projenrc.ts` on.
 *
 * Writes the managed files, seeds the team's own ones once, and refuses a configuration with any mistake
 * before it writes the first byte.
 *
 * @example
 * const platform = new Platform({ name: 'acme', environments: [{ name: 'staging', profile: Profile.TEAM }] });
 * platform.addMicroservice({ name: 'orders' });
 * platform.synth();
 *
 * @pjid platform
 */
export class Platform extends Project {
  private readonly declaration: PlatformDeclaration;
  private readonly services: MicroserviceConfig[] = [];
  private readonly added: Microservice[] = [];
  private readonly workspaces: PlatformWorkspaces;

  /** @param options what the team says of its platform */
  public constructor(options: PlatformOptions) {
    // All of them: `projen new` hides what it knows of the creation among the options.
    super(options);
    refuseOtherProjen();
    const { scope = defaultScope(this), outdir: _, ...said } = given(options);
    const isNew = this.initProject !== undefined;
    this.declaration = isNew ? { ...starterPlatform(options.name), ...said } : said;

    // First, since every managed file names it.
    new Projenrc(this, { platform: { ...this.declaration, scope: options.scope }, services: STARTER_SERVICES });
    const runner = taskRunnerOf(this.declaration);
    repositoryFiles(this, runner);
    new PlatformJson(this, () => this.config());
    if (runner === TaskRunner.TURBO) new TurboConfig(this, () => this.workspaces.special());
    else new NxConfig(this);
    new TypeScriptConfig(this);
    new JestConfig(this);
    new EslintConfig(this, scope);
    new Buildspec(this, runner);
    const root = new RootPackage(this, runner);
    this.workspaces = new PlatformWorkspaces(this, scope, runner);
    new Lockfile(this, scope, runner, () => ({ '': root.manifest(), ...this.workspaces.manifests() }));
    if (isNew) STARTER_SERVICES.forEach((service) => this.addMicroservice(service));
  }

  /**
   * Adds a service: its workspace, image, manifests, pipeline build, dashboard, alarms and queries.
   * @param config what the team says of it
   */
  public addMicroservice(config: MicroserviceConfig): Microservice {
    const service = new Microservice(config);
    this.services.push(config);
    this.added.push(service);
    return service;
  }

  /**
   * Writes everything, or nothing.
   * @throws ConfigError with one line for each mistake
   */
  public override synth(): void {
    this.refuseMistakes();
    this.added.forEach((service) => this.workspaces.addService(service));
    super.synth();
  }

  private config() {
    return { ...this.declaration, services: this.services };
  }

  private refuseMistakes(): void {
    try {
      renderPlatform(this.config());
    } catch (error) {
      // `projen new` would print the stack of its own sandbox; here is the last place that knows it is a person's mistake.
      if (this.initProject === undefined || !(error instanceof ConfigError)) throw error;
      process.stderr.write(`${error.message}\n`);
      process.exit(1);
    }
  }
}

function defaultScope(platform: Platform): string {
  return isHome(platform.outdir) ? TEMPLATE.scope : `@${platform.name}`;
}

/** `projen new` passes `undefined` for every flag that was not given, and a field of its own. */
function given<T extends object>(options: T): T {
  return Object.fromEntries(Object.entries(options).filter(([name, value]) => value !== undefined && name !== '__new__')) as T;
}
