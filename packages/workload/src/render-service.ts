import { join } from 'node:path';
import { ConfigError, readPlatform } from '@plinth/template/config';
import { Chart } from 'cdk8s';
import { readImages } from './image-reference';
import { renderManifests } from './manifest-render';
import { MicroserviceProps } from './microservice';
import { microserviceProps } from './microservice-props';
import { WorkloadError } from './workload-error';

/** Fills one environment's chart from the props `platform.json` gives the service. */
export type ServiceBuild = (chart: Chart, props: MicroserviceProps) => void;

/** Where a service's manifests are rendered from. */
export interface ServiceSource {
  /** The service's folder, two below the repository's root. */
  readonly folder: string;
  /**
   * File of images by digest.
   * @default - placeholders
   */
  readonly images?: string;
}

/**
 * The main function of a service's `deploy/chart.ts`, run in the service's folder: one file per environment in
 * `out/manifests`. A team's mistake is printed as it is, with exit code 1. `PLINTH_IMAGES` names the file of built images.
 */
export function renderService(service: string, build: ServiceBuild): void {
  try {
    renderServiceFrom({ folder: '.', images: process.env.PLINTH_IMAGES }, service, build);
  } catch (error) {
    if (!(error instanceof WorkloadError || error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}

/**
 * What `renderService` does, but for the process around it.
 * @returns the files written
 */
export function renderServiceFrom({ folder, images }: ServiceSource, service: string, build: ServiceBuild): string[] {
  const platform = readPlatform(join(folder, '..', '..', 'platform.json'));
  const config = platform.services.find(({ name }) => name === service);
  if (config === undefined) {
    const names = platform.services.map(({ name }) => name).join(', ');
    throw new WorkloadError([`renderService names a service platform.json does not have, got ${JSON.stringify(service)}; use one of ${names}, or add it in .projenrc.ts and run: npx projen`]);
  }
  const image = images === undefined ? undefined : readImages(images)[service];
  return renderManifests({
    platform,
    directory: join(folder, 'out', 'manifests'),
    file: `${service}.yaml`,
    build: (chart, environment) => build(chart, microserviceProps(platform, environment, config, image)),
  });
}
