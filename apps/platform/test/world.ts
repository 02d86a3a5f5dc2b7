import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { EnvironmentConfig, MicroserviceConfig, PlatformConfig, Profile, readPlatform, renderPlatform } from '@plinth/template/config';
import { platformApp } from '../src';

/** The repository these tests are in. */
export const ROOT = join(__dirname, '../../..');

/** A day on which every version this platform defaults to is supported. */
export const TODAY = '2026-11-23';

export function aService(said: Partial<MicroserviceConfig> = {}): MicroserviceConfig {
  return { name: 'orders', ...said };
}

export function anEnvironment(said: Partial<EnvironmentConfig> = {}): EnvironmentConfig {
  return { name: 'prod', profile: Profile.TINY, ...said };
}

/** A platform the validator accepts: staging and prod, one service, wherever it is deployed to. */
export function aPlatform(said: Partial<PlatformConfig> = {}): PlatformConfig {
  const platform = { name: 'acme', environments: [anEnvironment({ name: 'staging' }), anEnvironment()], services: [aService()], ...said };
  return JSON.parse(renderPlatform(platform), (key, value) => (key === '//' ? undefined : value));
}

/** What this repository's own `platform.json` says. */
export function thisPlatform(): PlatformConfig {
  return readPlatform(join(ROOT, 'platform.json'));
}

/** An empty folder of its own. */
export function aFolder(): string {
  return mkdtempSync(join(tmpdir(), 'plinth-'));
}

const assemblies = new Map<string, CloudAssembly>();

/** A platform's assembly; the same platform is synthesised once. */
export function synthesised(platform: PlatformConfig): CloudAssembly {
  const key = JSON.stringify(platform);
  const assembly = assemblies.get(key) ?? platformApp(platform, aFolder()).synth();
  assemblies.set(key, assembly);
  return assembly;
}

/** A resource, as far as tests look into it. */
export interface Resource {
  readonly Type: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly Properties?: Record<string, any>;
  readonly DependsOn?: string | string[];
  readonly DeletionPolicy?: string;
}

/** A stack's resources by logical id. */
export function resourcesOf(assembly: CloudAssembly, stack: string): Record<string, Resource> {
  return assembly.getStackByName(stack).template.Resources;
}

/** Every resource of every stack, with where it is. */
export function allResources(assembly: CloudAssembly): { readonly stack: string; readonly id: string; readonly resource: Resource }[] {
  return assembly.stacks.flatMap(({ stackName: stack }) => Object.entries(resourcesOf(assembly, stack)).map(([id, resource]) => ({ stack, id, resource })));
}

/** Each stack's template, as bytes. */
export function templates(assembly: CloudAssembly): Record<string, string> {
  return Object.fromEntries(assembly.stacks.map(({ stackName, template }) => [stackName, JSON.stringify(template)]));
}
