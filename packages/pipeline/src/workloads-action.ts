import { Aws } from 'aws-cdk-lib/core';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { deliveryNames } from './delivery-names';

export interface WorkloadsActionProps {
  /** Platform name. */
  readonly platform: string;
  /** Environment. */
  readonly environment: string;
  /** The environment's account. */
  readonly account: string;
  /** What the build made. */
  readonly input: codepipeline.Artifact;
  /** Resolves the role in the pipeline's stack. */
  readonly scope: Construct;
}

/**
 * Starts an environment's deploy step by name, in whichever account it lives. CDK's own CodeBuild action wants the
 * project as a construct and makes a support stack for another account.
 */
export class WorkloadsAction extends codepipeline.Action {
  protected readonly providedActionProperties: codepipeline.ActionProperties;

  constructor(private readonly props: WorkloadsActionProps) {
    super();
    const { platform, environment, account, scope, input } = props;
    this.providedActionProperties = {
      actionName: 'deploy',
      category: codepipeline.ActionCategory.BUILD,
      owner: 'AWS',
      provider: 'CodeBuild',
      version: '1',
      role: iam.Role.fromRoleArn(scope, `Start-${environment}`, startRoleArn(platform, environment, account), { mutable: false }),
      artifactBounds: { minInputs: 1, maxInputs: 1, minOutputs: 0, maxOutputs: 0 },
      inputs: [input],
    };
  }

  protected bound(): codepipeline.ActionConfig {
    return { configuration: { ProjectName: deliveryNames.workloadsProject(this.props.platform, this.props.environment) } };
  }
}

/** The role the pipeline assumes to start the deploy step. */
export function startRoleArn(platform: string, environment: string, account: string): string {
  return `arn:${Aws.PARTITION}:iam::${account}:role/${deliveryNames.startRole(platform, environment)}`;
}
