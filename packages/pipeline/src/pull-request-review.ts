import { Stack } from 'aws-cdk-lib/core';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import type * as codecommit from 'aws-cdk-lib/aws-codecommit';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { BuildStep } from './build-step';
import { deliveryNames, REVIEWER_SESSION } from './delivery-names';
import { reviewCommands } from './pull-request-commands';
import { StepRole, type Permission } from './step-role';

export interface PullRequestReviewProps {
  /** Platform name. */
  readonly platform: string;
  /** Branch whose sources the review runs. */
  readonly branch: string;
  /** The project whose builds are reported. */
  readonly check: codebuild.IProject;
  /** Where the pull requests are. */
  readonly repository: codecommit.IRepository;
  /** What a clone needs. */
  readonly permissions: Permission[];
  /** Encrypts the log. */
  readonly key: kms.IKey;
  /** Days the log is kept. @default RetentionDays.THREE_MONTHS */
  readonly logRetention?: logs.RetentionDays;
}

/**
 * Says on a CodeCommit pull request what its check came to, and approves it or takes the approval back. It runs the
 * branch's sources and never the pull request's, and takes what it writes from AWS: the pull request cannot approve itself.
 *
 * @example
 * new PullRequestReview(this, 'Review', { platform: 'acme', branch: 'main', check, repository, permissions, key });
 */
export class PullRequestReview extends Construct {
  /** Comments and approves. An approval rule names it. */
  readonly reviewer: StepRole;

  constructor(scope: Construct, id: string, props: PullRequestReviewProps) {
    super(scope, id);
    const { platform, branch, check, repository, permissions, key, logRetention } = props;
    const reviewerArn = Stack.of(this).formatArn({ service: 'iam', region: '', resource: 'role', resourceName: deliveryNames.reviewerRole(platform) });
    const { install, build } = reviewCommands(reviewerArn, REVIEWER_SESSION);
    const step = new BuildStep(this, 'Step', {
      projectName: deliveryNames.reviewProject(platform),
      description: `Says on pull requests of ${platform} what their check came to`,
      buildSpec: codebuild.BuildSpec.fromObject({
        version: '0.2',
        env: { shell: 'bash' },
        phases: { install: { 'runtime-versions': { nodejs: '24' }, 'commands': install }, build: { commands: build } },
      }),
      key,
      source: codebuild.Source.codeCommit({ repository, branchOrRef: `refs/heads/${branch}`, cloneDepth: 1 }),
      permissions: [
        ...permissions,
        { allow: ['codebuild:BatchGetBuilds'], on: [check.projectArn] },
        { allow: ['sts:AssumeRole'], on: [reviewerArn] },
      ],
      logRetention,
    });
    this.reviewer = this.createReviewer(platform, repository, step.role);
    this.startAfter(check, step.project);
  }

  private createReviewer(platform: string, repository: codecommit.IRepository, step: StepRole): StepRole {
    return new StepRole(this, 'Reviewer', {
      roleName: deliveryNames.reviewerRole(platform),
      description: `Comments on and approves pull requests of ${platform}`,
      assumedBy: new iam.ArnPrincipal(step.roleArn).withConditions({ StringEquals: { 'sts:RoleSessionName': REVIEWER_SESSION } }),
      permissions: [{
        allow: [
          'codecommit:GetCommentsForPullRequest',
          'codecommit:GetPullRequest',
          'codecommit:PostCommentForPullRequest',
          'codecommit:UpdateComment',
          'codecommit:UpdatePullRequestApprovalState',
        ],
        on: [repository.repositoryArn],
      }],
    });
  }

  /** @see https://docs.aws.amazon.com/codebuild/latest/userguide/sample-build-notifications.html */
  private startAfter(check: codebuild.IProject, review: codebuild.IProject): void {
    new events.Rule(this, 'Rule', {
      description: 'The result of a check is written on its pull request',
      eventPattern: {
        source: ['aws.codebuild'],
        detailType: ['CodeBuild Build State Change'],
        detail: { 'project-name': [check.projectName], 'build-status': ['SUCCEEDED', 'FAILED', 'FAULT', 'STOPPED', 'TIMED_OUT'] },
      },
      targets: [new targets.CodeBuildProject(review, {
        event: events.RuleTargetInput.fromObject({
          environmentVariablesOverride: [{ name: 'PLINTH_BUILD', value: events.EventField.fromPath('$.detail.build-id'), type: 'PLAINTEXT' }],
        }),
      })],
    });
  }
}
