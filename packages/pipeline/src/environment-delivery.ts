import { Aws, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import type * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { logsStatement } from './artifact-store';
import { BuildStep } from './build-step';
import { deliveryNames } from './delivery-names';
import { deployCommands } from './deploy-commands';
import { ledgerDeployments } from './ledger-permissions';
import { StepRole, type Permission } from './step-role';

export interface EnvironmentDeliveryProps {
  /** Platform name. */
  readonly platform: string;
  /** Environment; the cluster is `<platform>-<environment>`. */
  readonly environment: string;
  /** The cluster's VPC. */
  readonly vpc: ec2.IVpc;
  /** Its subnets that reach AWS and the Kubernetes API. @default - private subnets with NAT */
  readonly subnets?: ec2.SubnetSelection;
  /** Account of the pipeline. @default - this stack's */
  readonly toolingAccount?: string;
  /** Longest a Deployment may take to become available, in seconds. @default 600 */
  readonly rolloutTimeoutSeconds?: number;
  /** Days the log is kept. @default RetentionDays.THREE_MONTHS */
  readonly logRetention?: logs.RetentionDays;
}

/**
 * The deploy step of one environment, in the environment's account and the cluster's VPC: applies a release's
 * manifests and waits until they run. Its commands are the platform's, never the repository's. It may find its
 * cluster, read artifacts and record deployments of its environment; what it may do inside the cluster is the access entry's word.
 *
 * @example
 * const delivery = new EnvironmentDelivery(this, 'Delivery', { platform: 'acme', environment: 'prod', vpc });
 * cluster.connections.allowFrom(delivery.securityGroup, ec2.Port.tcp(443));
 */
export class EnvironmentDelivery extends Construct {
  /** `<platform>-<environment>-delivery`: give it an access entry limited to its namespaces. */
  readonly role: iam.IRole;
  /** Allow it to the cluster's API on 443. */
  readonly securityGroup: ec2.SecurityGroup;
  /** The CodeBuild project. */
  readonly project: codebuild.IProject;

  constructor(scope: Construct, id: string, props: EnvironmentDeliveryProps) {
    super(scope, id);
    const { platform, environment, vpc, subnets = { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS } } = props;
    const projectName = deliveryNames.workloadsProject(platform, environment);
    const toolingAccount = props.toolingAccount ?? Stack.of(this).account;
    const network = { vpc, subnets, securityGroup: this.createSecurityGroup(vpc) };

    const step = new BuildStep(this, 'Step', {
      projectName,
      roleName: deliveryNames.deliveryRole(platform, environment),
      description: `Deploys the workloads of ${platform}-${environment}`,
      buildSpec: deployBuildSpec(platform, environment, props.rolloutTimeoutSeconds ?? 600),
      key: this.createKey(projectName),
      variables: { PLINTH_LEDGER: deliveryNames.ledgerPlace(platform, { account: toolingAccount, region: Stack.of(this).region }) },
      permissions: [
        { allow: ['eks:DescribeCluster'], on: [clusterArn(this, `${platform}-${environment}`)] },
        ...artifactPermissions(this, platform, toolingAccount),
        ...ledgerPermissions(this, platform, environment, toolingAccount),
      ],
      network,
      logRetention: props.logRetention,
    });
    this.createStartRole(props, step.project, toolingAccount);

    this.project = step.project;
    this.role = step.role.fixed;
    this.securityGroup = network.securityGroup;
  }

  private createSecurityGroup(vpc: ec2.IVpc): ec2.SecurityGroup {
    const group = new ec2.SecurityGroup(this, 'SecurityGroup', { vpc, description: 'Deploy step', allowAllOutbound: false });
    group.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.HTTPS, 'the Kubernetes API and AWS');
    return group;
  }

  private createKey(projectName: string): kms.Key {
    const { region, account } = Stack.of(this);
    // It goes with the log it encrypts, and that goes with its project.
    const key = new kms.Key(this, 'Key', { description: `Log of ${projectName}`, enableKeyRotation: true, removalPolicy: RemovalPolicy.DESTROY });
    key.addToResourcePolicy(
      logsStatement(region, `arn:${Aws.PARTITION}:logs:${region}:${account}:log-group:${deliveryNames.buildLogGroup(projectName)}`),
    );
    return key;
  }

  /** The pipeline starts the step with this role in every case, so that one account or two make no difference. */
  private createStartRole({ platform, environment }: EnvironmentDeliveryProps, project: codebuild.IProject, toolingAccount: string): void {
    new StepRole(this, 'StartRole', {
      roleName: deliveryNames.startRole(platform, environment),
      description: `The pipeline of ${platform} starts ${deliveryNames.workloadsProject(platform, environment)} with it`,
      assumedBy: new iam.AccountPrincipal(toolingAccount).withConditions({
        ArnEquals: { 'aws:PrincipalArn': `arn:${Aws.PARTITION}:iam::${toolingAccount}:role/${deliveryNames.pipelineRole(platform)}` },
      }),
      permissions: [{ allow: ['codebuild:BatchGetBuilds', 'codebuild:StartBuild', 'codebuild:StopBuild'], on: [project.projectArn] }],
    });
  }
}

function deployBuildSpec(platform: string, environment: string, rolloutTimeoutSeconds: number): codebuild.BuildSpec {
  const commands = deployCommands({ cluster: `${platform}-${environment}`, environment, rolloutTimeoutSeconds });
  return codebuild.BuildSpec.fromObject({ version: '0.2', env: { shell: 'bash' }, phases: { build: { commands } } });
}

function clusterArn(scope: Construct, cluster: string): string {
  return Stack.of(scope).formatArn({ service: 'eks', resource: 'cluster', resourceName: cluster });
}

/** The bucket is known by name. */
function artifactPermissions(scope: Construct, platform: string, account: string): Permission[] {
  const bucket = `arn:${Aws.PARTITION}:s3:::${deliveryNames.artifactBucket(platform, { account, region: Stack.of(scope).region })}`;
  return [
    { allow: ['s3:GetObject', 's3:GetObjectVersion'], on: [`${bucket}/*`], why: 'the pipeline names the objects of its own bucket' },
    { allow: ['kms:Decrypt', 'kms:DescribeKey'], ...keyOfTooling(scope, account, deliveryNames.artifactKeyAlias(platform)) },
  ];
}

function ledgerPermissions(scope: Construct, platform: string, environment: string, account: string): Permission[] {
  const bucketArn = `arn:${Aws.PARTITION}:s3:::${deliveryNames.ledgerBucket(platform, { account, region: Stack.of(scope).region })}`;
  return ledgerDeployments({ bucketArn, key: keyOfTooling(scope, account, deliveryNames.ledgerKeyAlias(platform)) }, environment);
}

/** The alias is known by name; the key itself may be of another account and not exist yet. */
function keyOfTooling(scope: Construct, account: string, alias: string): Omit<Permission, 'allow'> {
  const { region } = Stack.of(scope);
  return {
    on: [`arn:${Aws.PARTITION}:kms:${region}:${account}:key/*`],
    when: {
      'StringEquals': { 'kms:ViaService': `s3.${region}.amazonaws.com` },
      'ForAnyValue:StringEquals': { 'kms:ResourceAliases': alias },
    },
    why: 'a key has no name to write here; the condition on its alias leaves one',
  };
}
