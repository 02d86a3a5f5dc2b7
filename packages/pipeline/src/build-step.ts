import { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { deliveryNames } from './delivery-names';
import { StepRole, type Permission } from './step-role';

/** Where a step runs inside a VPC. */
export interface StepNetwork {
  /** The VPC. */
  readonly vpc: ec2.IVpc;
  /** Its subnets. */
  readonly subnets: ec2.SubnetSelection;
  /** The step's own group. */
  readonly securityGroup: ec2.ISecurityGroup;
}

export interface BuildStepProps {
  /** CodeBuild project's literal name. */
  readonly projectName: string;
  /** What the step does. */
  readonly description: string;
  /** The commands. */
  readonly buildSpec: codebuild.BuildSpec;
  /** Encrypts logs and output. */
  readonly key: kms.IKey;
  /** All the step may do, besides writing its own log. */
  readonly permissions: Permission[];
  /** Role's literal name. @default - generated */
  readonly roleName?: string;
  /** Environment variables, in plain text. @default - none */
  readonly variables?: Record<string, string>;
  /** A Docker daemon beside the step; the step itself is never privileged. @default - none */
  readonly dockerServer?: codebuild.DockerServerComputeType;
  /** Cache. @default - none */
  readonly cache?: codebuild.Cache;
  /** Network the step runs in. @default - none: CodeBuild's own */
  readonly network?: StepNetwork;
  /** Days the log is kept. @default RetentionDays.THREE_MONTHS */
  readonly logRetention?: logs.RetentionDays;
}

/**
 * One CodeBuild project of the pipeline on standard:8.0 (Node 24, kubectl 1.35, AWS CLI 2), with a log group
 * and a role of its own. Stops after an hour; waits two for a machine.
 */
export class BuildStep extends Construct {
  /** The project. */
  readonly project: codebuild.PipelineProject;
  /** Its role. */
  readonly role: StepRole;

  constructor(scope: Construct, id: string, props: BuildStepProps) {
    super(scope, id);
    const logGroup = new logs.LogGroup(this, 'Log', {
      logGroupName: deliveryNames.buildLogGroup(props.projectName),
      retention: props.logRetention ?? logs.RetentionDays.THREE_MONTHS,
      encryptionKey: props.key,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.role = new StepRole(this, 'Role', {
      roleName: props.roleName,
      description: props.description,
      assumedBy: new iam.ServicePrincipal('codebuild.amazonaws.com'),
      permissions: [
        { allow: ['logs:CreateLogStream', 'logs:PutLogEvents'], on: [logGroup.logGroupArn] },
        ...props.permissions,
      ],
    });
    this.project = new codebuild.PipelineProject(this, 'Project', {
      projectName: props.projectName,
      description: props.description,
      role: this.role.fixed,
      buildSpec: props.buildSpec,
      encryptionKey: props.key,
      timeout: Duration.hours(1),
      queuedTimeout: Duration.hours(2),
      cache: props.cache,
      environment: {
        buildImage: codebuild.LinuxBuildImage.STANDARD_8_0,
        computeType: codebuild.ComputeType.MEDIUM,
        dockerServer: props.dockerServer && { computeType: props.dockerServer },
      },
      environmentVariables: Object.fromEntries(Object.entries(props.variables ?? {}).map(([name, value]) => [name, { value }])),
      logging: { cloudWatch: { logGroup } },
    });
    if (props.network) this.join(props.network);
  }

  /** The construct's own `vpc` writes a policy that allows the network calls on every resource. */
  private join({ vpc, subnets, securityGroup }: StepNetwork): void {
    (this.project.node.defaultChild as codebuild.CfnProject).vpcConfig = {
      vpcId: vpc.vpcId,
      subnets: vpc.selectSubnets(subnets).subnetIds,
      securityGroupIds: [securityGroup.securityGroupId],
    };
  }
}
