import { Stack, Token } from 'aws-cdk-lib/core';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import type * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import type * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { EnvironmentConfig, SourceConfig } from '@plinth/template/config';
import { ArtifactStore } from './artifact-store';
import { BuildProject } from './build-project';
import { deliveryNames } from './delivery-names';
import { InfrastructureProject } from './infrastructure-project';
import { LedgerStore } from './ledger-store';
import { PullRequestCheck } from './pull-request-check';
import type { Scanning } from './registry';
import { Source } from './source';
import type { StepNetwork } from './step-network';
import { StepRole } from './step-role';
import { startRoleArn, WorkloadsAction } from './workloads-action';

/** An environment as the pipeline sees it. */
export type DeliveryEnvironment = Pick<EnvironmentConfig, 'name' | 'account' | 'region' | 'approval'>;

export interface DeliveryPipelineProps {
  /** Platform name; also the pipeline's. */
  readonly platform: string;
  /** Environments, in the order a release passes through them. Each has an `EnvironmentDelivery`. */
  readonly environments: DeliveryEnvironment[];
  /** Where commits come from. @default - a CodeCommit repository named like the platform */
  readonly source?: SourceConfig;
  /** What scans the images, as the `Registry` was told. @default 'basic' */
  readonly scanning?: Scanning;
  /** Network the build runs in. @default - none: CodeBuild's own */
  readonly network?: StepNetwork;
  /** Days the logs are kept. @default RetentionDays.THREE_MONTHS */
  readonly logRetention?: logs.RetentionDays;
}

/** An environment with its place known. */
interface PlacedEnvironment {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly approval: boolean;
}

/**
 * Source → build → for each environment: approval if asked, infrastructure, workloads; beside it a check of pull requests.
 * Queued: every commit is delivered, in order. Failed workloads roll back to the stage's last good release; infrastructure does not.
 * Its structure knows no service, because a stage rolls back only within one structure. Deploy it after the
 * environments, whose roles it assumes. Refuses environments in another region.
 *
 * @example
 * new DeliveryPipeline(this, 'Pipeline', { platform: 'acme', environments: [{ name: 'staging' }, { name: 'prod', approval: true }] });
 */
export class DeliveryPipeline extends Construct {
  /** The pipeline. */
  readonly pipeline: codepipeline.Pipeline;
  /** Where failures and waiting approvals are announced: subscribe people to it. */
  readonly topic: sns.Topic;

  constructor(scope: Construct, id: string, props: DeliveryPipelineProps) {
    super(scope, id);
    const { platform, logRetention } = props;
    const environments = place(Stack.of(this), props.environments);
    const foreign = environments.filter(({ account }) => account !== Stack.of(this).account);

    const deploySteps = foreign.map(({ account, name }) => ({ account, environment: name, roleName: deliveryNames.deliveryRole(platform, name) }));
    const store = new ArtifactStore(this, 'Artifacts', { platform, readers: deploySteps });
    const ledger = new LedgerStore(this, 'Ledger', { platform, accessLogs: store.accessLogs, writers: deploySteps });
    const source = new Source(this, 'Source', { platform, source: props.source, key: store.key });
    const { project: build, cache } = new BuildProject(this, 'Build', { platform, store, ledger, source, scanning: props.scanning ?? 'basic', network: props.network, logRetention });
    const { branch, pullRequests } = source;
    if (pullRequests) new PullRequestCheck(this, 'PullRequests', { platform, branch, pullRequests, cache, ledger, key: store.key, logRetention });
    const infrastructure = environments.map(
      ({ name, account, region }) =>
        new InfrastructureProject(this, `Infrastructure-${name}`, { platform, environment: name, account, region, store, logRetention }).project,
    );
    const base = new codepipeline.Variable({
      variableName: 'base',
      description: 'what to build since: a commit, everything, or auto: the last release before this commit',
      defaultValue: 'auto',
    });
    this.pipeline = new codepipeline.Pipeline(this, 'Pipeline', {
      pipelineName: platform,
      pipelineType: codepipeline.PipelineType.V2,
      executionMode: codepipeline.ExecutionMode.QUEUED,
      artifactBucket: store.bucket,
      role: this.createRole(platform, environments, store, source, [build, ...infrastructure]).fixed,
      usePipelineRoleForActions: true,
      restartExecutionOnUpdate: false,
      variables: [base],
      triggers: source.trigger && [source.trigger],
    });
    const built = this.addBuildStages(source, build, base);
    environments.forEach((environment, index) => this.addEnvironment(platform, environment, infrastructure[index], built));
    this.topic = this.createTopic(platform, store);
  }

  private createRole(
    platform: string,
    environments: PlacedEnvironment[],
    store: ArtifactStore,
    source: Source,
    projects: codebuild.IProject[],
  ): StepRole {
    return new StepRole(this, 'Role', {
      roleName: deliveryNames.pipelineRole(platform),
      description: `The pipeline of ${platform}`,
      assumedBy: new iam.ServicePrincipal('codepipeline.amazonaws.com'),
      permissions: [
        ...source.watchPermissions,
        ...store.writePermissions(),
        { allow: ['codebuild:BatchGetBuilds', 'codebuild:StartBuild', 'codebuild:StopBuild'], on: projects.map((project) => project.projectArn) },
        { allow: ['sts:AssumeRole'], on: environments.map(({ name, account }) => startRoleArn(platform, name, account)) },
      ],
    });
  }

  private addBuildStages(source: Source, project: codebuild.IProject, base: codepipeline.Variable): codepipeline.Artifact {
    const built = new codepipeline.Artifact('Built');
    this.pipeline.addStage({ stageName: 'source', actions: [source.action] });
    this.pipeline.addStage({
      stageName: 'build',
      actions: [
        new actions.CodeBuildAction({
          actionName: 'build',
          project,
          input: source.output,
          outputs: [built],
          environmentVariables: { PLINTH_BASE: { value: base.reference() } },
        }),
      ],
    });
    return built;
  }

  /** Three stages and not three actions: a rollback repeats its whole stage, and must repeat the workloads alone. */
  private addEnvironment(
    platform: string,
    { name, account, approval }: PlacedEnvironment,
    infrastructure: codebuild.IProject,
    built: codepipeline.Artifact,
  ): void {
    if (approval) {
      this.pipeline.addStage({ stageName: `${name}-approval`, actions: [new actions.ManualApprovalAction({ actionName: 'approve' })] });
    }
    this.pipeline.addStage({
      stageName: `${name}-infrastructure`,
      actions: [new actions.CodeBuildAction({ actionName: 'deploy', project: infrastructure, input: built })],
    });
    this.pipeline.addStage({
      stageName: `${name}-workloads`,
      onFailure: { result: codepipeline.Result.ROLLBACK },
      actions: [new WorkloadsAction({ scope: this, platform, environment: name, account, input: built })],
    });
  }

  private createTopic(platform: string, store: ArtifactStore): sns.Topic {
    // By its ARN: to the key itself the topic would add a statement with a wildcard action; the store has a narrower one.
    const masterKey = kms.Key.fromKeyArn(this, 'TopicKey', store.key.keyArn);
    const topic = new sns.Topic(this, 'Topic', { displayName: `Pipeline of ${platform}`, masterKey, enforceSSL: true });
    this.pipeline.notifyOn('Notifications', topic, {
      notificationRuleName: `${platform}-pipeline`,
      events: [
        codepipeline.PipelineNotificationEvents.PIPELINE_EXECUTION_FAILED,
        codepipeline.PipelineNotificationEvents.MANUAL_APPROVAL_NEEDED,
        codepipeline.PipelineNotificationEvents.MANUAL_APPROVAL_FAILED,
      ],
    });
    return topic;
  }
}

/** Fills in this stack's place where an environment names none; refuses places the pipeline cannot reach. */
function place(stack: Stack, environments: DeliveryEnvironment[]): PlacedEnvironment[] {
  if (environments.length === 0) throw new Error('environments is empty, got []; give at least one environment');
  return environments.map(({ name, account = stack.account, region = stack.region, approval = false }, index) => {
    const path = `environments[${index}]`;
    if (Token.isUnresolved(stack.account) !== Token.isUnresolved(account)) {
      throw new Error(
        `${path}.account is set but the pipeline's is not, or the reverse, got "${shown(account)}" for ${name}; ` +
          `set both 'tooling.account' and every environment's account, or none`,
      );
    }
    if (region !== stack.region) {
      throw new Error(
        `${path}.region is not the pipeline's region ${shown(stack.region)}, got "${shown(region)}" for ${name}; ` +
          'use one region per platform, and a second platform for the other region',
      );
    }
    return { name, account, region, approval };
  });
}

function shown(value: string): string {
  return Token.isUnresolved(value) ? 'not set' : value;
}
