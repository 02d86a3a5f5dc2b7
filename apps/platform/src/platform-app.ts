import { App, Validations } from 'aws-cdk-lib/core';
import featureFlags from 'aws-cdk-lib/recommended-feature-flags.json';
import { AwsSolutionsChecks } from 'cdk-nag';
import { PlatformChecks } from '@plinth/cluster';
import { PlatformConfig } from '@plinth/template/config';
import { templateOptions } from './checks';
import { addEnvironment } from './environment-stacks';
import { addPipeline, addRegistry } from './tooling-stacks';

/**
 * Every stack of a platform, in the order they are deployed. Offline and deterministic: nothing is looked up,
 * and two synths of one `platform.json` have the same bytes.
 * @param outdir where the assembly goes
 */
export function platformApp(platform: PlatformConfig, outdir: string): App {
  const app = new App({
    outdir,
    analyticsReporting: false,
    treeMetadata: false,
    stackTraces: false,
    // The cdk CLI would read these from cdk.json; without it we would get the defaults of CDK 1.
    context: {
      ...featureFlags,
      '@aws-cdk/core:enableAdditionalMetadataCollection': false,
      // They would carry this machine's paths into the assembly.
      'aws:cdk:disable-creation-stack-traces': true,
    },
  });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new PlatformChecks(templateOptions(platform)));
  addRegistry(app, platform);
  platform.environments.forEach((environment) => addEnvironment(app, platform, environment));
  addPipeline(app, platform);
  return app;
}
