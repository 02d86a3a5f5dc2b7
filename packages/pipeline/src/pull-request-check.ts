import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { runnerVariables, TaskRunner } from '@plinth/template/config';
import type { BuildCache } from './build-cache';
import { reportPermission } from './build-report';
import { BuildStep } from './build-step';
import { deliveryNames } from './delivery-names';
import type { LedgerStore } from './ledger-store';
import { AFFECTED_VARIABLE, checkCommands, PULL_REQUEST_VARIABLE } from './pull-request-commands';
import { PullRequestReview } from './pull-request-review';
import type { PullRequests } from './source';

export interface PullRequestCheckProps {
  /** Platform name. */
  readonly platform: string;
  /** Branch the pull requests go to. */
  readonly branch: string;
  /** Where they come from. */
  readonly pullRequests: PullRequests;
  /** Read for npm's downloads, never written. */
  readonly cache: BuildCache;
  /** Read for the base, never written. */
  readonly ledger: LedgerStore;
  /** Encrypts the log. */
  readonly key: kms.IKey;
  /** Days the log is kept. @default RetentionDays.THREE_MONTHS */
  readonly logRetention?: logs.RetentionDays;
}

/** A crowd of pull requests waits; what a stranger can make you pay has an end. */
const BUILDS = 10;

/**
 * Verifies what a pull request touches. It runs the pull request's code, so its role has nothing worth stealing: it reads the
 * repository, the cache and the ledger, and writes its own log and test report. It can push no image, write no cache, no
 * release, no deployment, and not approve: that is `PullRequestReview`'s, which runs none of this code.
 *
 * @example
 * new PullRequestCheck(this, 'PullRequests', { platform: 'acme', branch: 'main', pullRequests, cache, ledger, key });
 */
export class PullRequestCheck extends Construct {
  /** The CodeBuild project. */
  readonly project: codebuild.IProject;

  constructor(scope: Construct, id: string, props: PullRequestCheckProps) {
    super(scope, id);
    const { platform, branch, pullRequests, cache, ledger, key, logRetention } = props;
    const projectName = deliveryNames.pullRequestProject(platform);
    this.project = new BuildStep(this, 'Step', {
      projectName,
      description: `Verifies pull requests to ${branch} of ${platform}`,
      buildSpec: checkBuildSpec(),
      key,
      source: pullRequests.checkout,
      machine: { builds: BUILDS },
      cache: cache.cache,
      variables: { PLINTH_LEDGER: ledger.place },
      permissions: [...pullRequests.permissions, ...cache.readPermissions(), ...ledger.readPermissions(), reportPermission(this, projectName)],
      logRetention,
    }).project;
    if (pullRequests.repository) {
      this.startFor(pullRequests.repository.repositoryArn, branch);
      new PullRequestReview(this, 'Review', { platform, branch, check: this.project, repository: pullRequests.repository, permissions: pullRequests.permissions, key, logRetention });
    }
  }

  /** @see https://docs.aws.amazon.com/codecommit/latest/userguide/monitoring-events.html */
  private startFor(repositoryArn: string, branch: string): void {
    const of = (field: string) => events.EventField.fromPath(`$.detail.${field}`);
    new events.Rule(this, 'Rule', {
      description: `Pull requests to ${branch} are verified`,
      eventPattern: {
        source: ['aws.codecommit'],
        detailType: ['CodeCommit Pull Request State Change'],
        resources: [repositoryArn],
        detail: {
          event: ['pullRequestCreated', 'pullRequestSourceBranchUpdated'],
          destinationReference: [`refs/heads/${branch}`],
          pullRequestStatus: ['Open'],
        },
      },
      targets: [new targets.CodeBuildProject(this.project, {
        event: events.RuleTargetInput.fromObject({
          sourceVersion: of('sourceCommit'),
          environmentVariablesOverride: [{ name: PULL_REQUEST_VARIABLE, value: of('pullRequestId'), type: 'PLAINTEXT' }],
        }),
      })],
    });
  }
}

function checkBuildSpec(): codebuild.BuildSpec {
  const { install, build } = checkCommands();
  // The repository says which runner it has, and this project does not know it.
  const variables = { CI: 'true', ...runnerVariables(TaskRunner.NX), ...runnerVariables(TaskRunner.TURBO) };
  return codebuild.BuildSpec.fromObject({
    version: '0.2',
    env: { shell: 'bash', variables, 'exported-variables': [AFFECTED_VARIABLE] },
    phases: { install: { 'runtime-versions': { nodejs: '24' }, 'commands': install }, build: { commands: build } },
    reports: { tests: { 'file-format': 'JUNITXML', 'files': ['packages/*/out/reports/junit.xml', 'apps/*/out/reports/junit.xml'] } },
    cache: { action: 'restore', paths: ['/root/.npm/**/*'] },
  });
}
