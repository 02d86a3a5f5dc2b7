import { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { deliveryNames } from './delivery-names';
import { networkPermissions, type StepNetwork } from './step-network';
import { StepRole, type Permission } from './step-role';

/** The machine a step runs on. */
export interface StepMachine {
  /** A Docker daemon beside the step; the step itself is never privileged. @default - none */
  readonly dockerServer?: codebuild.DockerServerComputeType;
  /** Builds at one time; CodeBuild refuses to start more. @default - as many as the account may have */
  readonly builds?: number;
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
  /** Where the commit comes from. @default - the pipeline hands it on */
  readonly source?: codebuild.ISource;
  /** Its machine. @default - one without Docker */
  readonly machine?: StepMachine;
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
  readonly project: codebuild.Project;
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
        ...(props.network ? networkPermissions(this, props.network) : []),
      ],
    });
    this.project = this.createProject(props, logGroup);
    if (props.network) this.join(props.network, props.machine);
  }

  private createProject(props: BuildStepProps, logGroup: logs.ILogGroup): codebuild.Project {
    const { dockerServer, builds } = props.machine ?? {};
    const common: codebuild.CommonProjectProps = {
      projectName: props.projectName,
      description: props.description,
      role: this.role.fixed,
      buildSpec: props.buildSpec,
      encryptionKey: props.key,
      timeout: Duration.hours(1),
      queuedTimeout: Duration.hours(2),
      concurrentBuildLimit: builds,
      cache: props.cache,
      environment: {
        buildImage: codebuild.LinuxBuildImage.STANDARD_8_0,
        computeType: codebuild.ComputeType.MEDIUM,
        dockerServer: dockerServer && { computeType: dockerServer, securityGroups: props.network && [props.network.securityGroup] },
      },
      environmentVariables: Object.fromEntries(Object.entries(props.variables ?? {}).map(([name, value]) => [name, { value }])),
      logging: { cloudWatch: { logGroup } },
    };
    return props.source
      ? new codebuild.Project(this, 'Project', { ...common, source: props.source })
      : new codebuild.PipelineProject(this, 'Project', common);
  }

  /** The construct's own `vpc` writes a policy that allows the network calls on every resource. */
  private join({ vpc, subnets, securityGroup }: StepNetwork, machine?: StepMachine): void {
    const project = this.project.node.defaultChild as codebuild.CfnProject;
    project.vpcConfig = { vpcId: vpc.vpcId, subnets: vpc.selectSubnets(subnets).subnetIds, securityGroupIds: [securityGroup.securityGroupId] };
    // The step reaches its Docker server on this port: https://docs.aws.amazon.com/codebuild/latest/userguide/build-docker-server.html
    if (machine?.dockerServer) securityGroup.connections.allowInternally(ec2.Port.tcp(9876), 'the Docker server of the build');
  }
}
