import { MicroserviceConfig } from './config';

/** A service of the platform, as `addMicroservice` returns it. */
export class Microservice {
  /** Its name and folder under `apps/`. */
  public readonly name: string;

  private readonly dependencies = new Map<string, string>();

  /** @param config what the team said of it */
  public constructor(config: MicroserviceConfig) {
    this.name = config.name;
  }

  /**
   * Adds an npm dependency to the service's package.json, which is managed.
   * @param name package, such as `zod`
   * @param version exact version, so that every build takes the same
   * @throws when the version is a range
   */
  public addDependency(name: string, version: string): void {
    if (!/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)) {
      throw new Error(`the version of ${name} for ${this.name} is not exact, got "${version}"; write it like '4.1.12'`);
    }
    this.dependencies.set(name, version);
  }

  /** Name and version of every dependency added; for the workspace that writes them. */
  public addedDependencies(): Record<string, string> {
    return Object.fromEntries(this.dependencies);
  }
}
