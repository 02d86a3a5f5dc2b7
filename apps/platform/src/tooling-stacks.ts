import { App, Stack } from 'aws-cdk-lib/core';
import { DeliveryPipeline, Registry, Scanning } from '@plinth/pipeline';
import { PlatformConfig, ToolingConfig } from '@plinth/template/config';
import { PROFILES } from './profile-values';

/** Where the registry and the pipeline live: where the team said, or beside the first environment. */
export function toolingPlace({ tooling, environments }: PlatformConfig): ToolingConfig {
  return { account: tooling?.account ?? environments[0].account, region: tooling?.region ?? environments[0].region };
}

/** Adds the stack of the images: first, since every environment pulls from it. */
export function addRegistry(app: App, platform: PlatformConfig): void {
  const pullAccounts = platform.environments.flatMap(({ account }) => account ?? []);
  new Registry(toolingStack(app, platform, 'Registry'), 'Registry', { platform: platform.name, pullAccounts, scanning: scanningOf(platform) });
}

/** Adds the stack of the pipeline: last, since it names the roles of every environment. It knows no service. */
export function addPipeline(app: App, platform: PlatformConfig): void {
  const { name, environments, source } = platform;
  new DeliveryPipeline(toolingStack(app, platform, 'Pipeline'), 'Pipeline', { platform: name, environments, source, scanning: scanningOf(platform) });
}

/** The registry is one for all environments, so the most careful one decides. */
function scanningOf({ environments }: PlatformConfig): Scanning {
  return environments.some(({ profile }) => PROFILES[profile].scanning === 'enhanced') ? 'enhanced' : 'basic';
}

function toolingStack(app: App, platform: PlatformConfig, name: string): Stack {
  return new Stack(app, `${platform.name}-${name}`, { env: toolingPlace(platform), tags: { 'plinth:platform': platform.name } });
}
