import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EnvironmentConfig, PlatformConfig } from '@plinth/template/config';
import { App, Chart, Yaml } from 'cdk8s';
import { platformLabels } from './service-labels';

/** What `renderManifests` renders, and where to. */
export interface ManifestRenderProps {
  /** The platform; each of its environments gets one file. */
  readonly platform: PlatformConfig;
  /** Folder that holds one folder per environment and nothing else; others in it are removed. */
  readonly directory: string;
  /** Name of each environment's file, such as `sample-service.yaml`. */
  readonly file: string;
  /** Fills one environment's chart. */
  readonly build: (chart: Chart, environment: EnvironmentConfig) => void;
}

/**
 * Renders one YAML file per environment: `<directory>/<environment>/<file>`. All are rendered before the first is
 * written, and each appears whole or not at all.
 * @returns the files, in the environments' order
 */
export function renderManifests({ platform, directory, file, build }: ManifestRenderProps): string[] {
  const rendered = platform.environments.map((environment) => ({ folder: join(directory, environment.name), text: render(platform, environment, build) }));
  for (const { folder, text } of rendered) replace(folder, file, text);
  const environments = new Set(platform.environments.map(({ name }) => name));
  for (const name of readdirSync(directory)) {
    if (!environments.has(name)) rmSync(join(directory, name), { recursive: true });
  }
  return rendered.map(({ folder }) => join(folder, file));
}

function render(platform: PlatformConfig, environment: EnvironmentConfig, build: ManifestRenderProps['build']): string {
  const chart = new Chart(new App(), environment.name, { disableResourceNameHashes: true, labels: platformLabels(platform.name) });
  build(chart, environment);
  return Yaml.stringify(...chart.toJson());
}

function replace(folder: string, file: string, text: string): void {
  mkdirSync(folder, { recursive: true });
  const temporary = join(folder, `.${file}.${process.pid}`);
  writeFileSync(temporary, text);
  renameSync(temporary, join(folder, file));
}
