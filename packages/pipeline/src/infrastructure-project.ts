import { Aws } from 'aws-cdk-lib/core';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import type * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { ArtifactStore } from './artifact-store';
import { BuildStep } from './build-step';
import { deliveryNames } from './delivery-names';

/** The CDK CLI that reads our assemblies; `latest` on npm is an older, incompatible line. */
export const CDK_CLI_VERSION = '2.1148.1';

/** Roles of `cdk bootstrap` that a deploy of templates needs; images and lookups are none of its business. */
const BOOTSTRAP_ROLES = ['deploy', 'file-publishing'];

export interface InfrastructureProjectProps {
  /** Platform name. */
  readonly platform: string;
  /** Environment. */
  readonly environment: string;
  /** The environment's account. */
  readonly account: string;
  /** The environment's region. */
  readonly region: string;
  /** Where artifacts come from. */
  readonly store: ArtifactStore;
  /** Days the log is kept. @default RetentionDays.THREE_MONTHS */
  readonly logRetention?: logs.RetentionDays;
}

/**
 * Deploys one environment's stacks from the assembly the build made, with a pinned CDK CLI. May assume the
 * bootstrap roles of that environment's account and region, and nothing else.
 *
 * @example
 * new InfrastructureProject(this, 'Prod', { platform: 'acme', environment: 'prod', account: '222222222222', region, store });
 */
export class InfrastructureProject extends Construct {
  /** The CodeBuild project. */
  readonly project: codebuild.IProject;

  constructor(scope: Construct, id: string, props: InfrastructureProjectProps) {
    super(scope, id);
    const { platform, environment, account, region, store } = props;
    this.project = new BuildStep(this, 'Step', {
      projectName: deliveryNames.infrastructureProject(platform, environment),
      description: `Deploys the stacks of ${platform}-${environment}`,
      buildSpec: codebuild.BuildSpec.fromObject({
        version: '0.2',
        env: { shell: 'bash' },
        phases: {
          install: {
            'runtime-versions': { nodejs: '24' },
            'commands': [`npm install --global --ignore-scripts --no-audit --no-fund aws-cdk@${CDK_CLI_VERSION}`],
          },
          build: { commands: [deployStacksCommand(platform, environment)] },
        },
      }),
      key: store.key,
      permissions: [
        ...store.readPermissions(),
        {
          allow: ['sts:AssumeRole'],
          on: BOOTSTRAP_ROLES.map((role) => `arn:${Aws.PARTITION}:iam::${account}:role/cdk-hnb659fds-${role}-role-${account}-${region}`),
        },
      ],
      logRetention: props.logRetention,
    }).project;
  }
}

/**
 * Stack names continue with a capital (`acme-prod-Network`), environment names are lower-case: so `prod` does not
 * match the stacks of `prod-eu`.
 */
export function deployStacksCommand(platform: string, environment: string): string {
  return `cdk deploy --app=cdk.out --exclusively --require-approval=never --progress=events --ci '${platform}-${environment}-[A-Z]*'`;
}
