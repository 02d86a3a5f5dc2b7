import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EnvironmentConfig, MicroserviceConfig, PlatformConfig, Profile, renderPlatform } from '@plinth/template/config';
import { App, Chart } from 'cdk8s';
import { checkManifests, CheckOptions, Finding, Manifest, Microservice, MicroserviceProps } from '../src';

export const DIGEST = `sha256:${'a1b2c3d4'.repeat(8)}`;
export const IMAGE = `111111111111.dkr.ecr.ap-northeast-2.amazonaws.com/acme/orders@${DIGEST}`;

/** Objects as the cluster gets them; what they hold is what the tests are about. */
export type Tree = ReturnType<typeof JSON.parse>;

export function anEnvironment(said: Partial<EnvironmentConfig> = {}): EnvironmentConfig {
  return { name: 'staging', profile: Profile.TEAM, domain: 'staging.example.com', ...said };
}

export function aService(said: Partial<MicroserviceConfig> = {}): MicroserviceConfig {
  return { name: 'orders', ...said };
}

export function aPlatform(said: Partial<PlatformConfig> = {}): PlatformConfig {
  return { name: 'acme', environments: [anEnvironment()], services: [aService()], ...said };
}

export function serviceProps(said: Partial<MicroserviceProps> = {}): MicroserviceProps {
  return { service: 'orders', platform: 'acme', environment: 'staging', namespace: 'services', image: IMAGE, ...said };
}

/** All objects a chart makes. */
export function objectsOf(build: (chart: Chart) => void): Tree[] {
  const chart = new Chart(new App(), 'test', { disableResourceNameHashes: true });
  build(chart);
  return chart.toJson();
}

/** A microservice's objects by kind; each kind appears once. */
export function aMicroservice(said: Partial<MicroserviceProps> = {}): Record<string, Tree> {
  const objects = objectsOf((chart) => new Microservice(chart, 'Default', serviceProps(said)));
  return Object.fromEntries(objects.map((object) => [object.kind, object]));
}

export function manifests(objects: Tree[]): Manifest[] {
  return objects.map((object) => ({ file: 'test.yaml', line: 1, object }));
}

export function check(...objects: Tree[]): Finding[] {
  return checkWith({}, ...objects);
}

export function checkWith(options: CheckOptions, ...objects: Tree[]): Finding[] {
  return checkManifests(manifests(objects), options);
}

/** A Deployment every rule is content with, changed in one place. */
export function aDeployment(change: (deployment: Tree, pod: Tree, container: Tree) => void = () => {}): Tree {
  const deployment = structuredClone(aMicroservice().Deployment);
  const pod = deployment.spec.template.spec;
  change(deployment, pod, pod.containers[0]);
  return deployment;
}

export function aFolder(): string {
  return mkdtempSync(join(tmpdir(), 'workload-'));
}

/** A repository on disk, as far as rendering needs it. Returns the service's folder. */
export function aRepository(platform: PlatformConfig, service = 'orders'): string {
  const root = aFolder();
  const folder = join(root, 'apps', service);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(root, 'platform.json'), renderPlatform(platform));
  return folder;
}
