import { App, Stack } from 'aws-cdk-lib/core';
import { DeliveryPipeline, Registry } from '@plinth/pipeline';
import { PlatformConfig, ToolingConfig } from '@plinth/template/config';

/** Where the registry and the pipeline live: where the team said, or beside the first environment. */
export function toolingPlace({ tooling, environments }: PlatformConfig): ToolingConfig {
  return { account: tooling?.account ?? environments[0].account, region: tooling?.region ?? environments[0].region };
}

/** Adds what exists once: Registry and Pipeline. Neither knows the services. */
export function addTooling(app: App, platform: PlatformConfig): void {
  const { name, environments, source } = platform;
  const props = { env: toolingPlace(platform), tags: { 'plinth:platform': name } };
  const accounts = environments.flatMap(({ account }) => account ?? []);
  new Registry(new Stack(app, `${name}-Registry`, props), 'Registry', { platform: name, pullAccounts: accounts });
  new DeliveryPipeline(new Stack(app, `${name}-Pipeline`, props), 'Pipeline', { platform: name, environments, source });
}
