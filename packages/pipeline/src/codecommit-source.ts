import { RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as codecommit from 'aws-cdk-lib/aws-codecommit';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { SourceConfig } from '@plinth/template/config';
import { BranchGuard } from './branch-guard';
import type { SourceParts, SourcePlace } from './source';
import type { Permission } from './step-role';

/** A CodeCommit repository: made here with a key of ours, or one that exists. */
export function fromCodeCommit(scope: Construct, source: SourceConfig, key: kms.IKey, { platform, branch, output }: SourcePlace): SourceParts {
  const repositoryName = source.repository ?? platform;
  const repository = source.imported
    ? codecommit.Repository.fromRepositoryName(scope, 'Repository', repositoryName)
    : createRepository(scope, repositoryName, platform, key);
  new BranchGuard(scope, 'Guard', { platform, repository, branch });
  const clone: Permission[] = [
    { allow: ['codecommit:GitPull'], on: [repository.repositoryArn] },
    ...(source.imported ? [] : [keyPermission(scope, key)]),
  ];
  return {
    action: new actions.CodeCommitSourceAction({
      actionName: 'commit',
      repository,
      branch,
      output,
      codeBuildCloneOutput: true,
      trigger: actions.CodeCommitTrigger.EVENTS,
    }),
    watchPermissions: [
      {
        allow: [
          'codecommit:CancelUploadArchive',
          'codecommit:GetBranch',
          'codecommit:GetCommit',
          'codecommit:GetRepository',
          'codecommit:GetUploadArchiveStatus',
          'codecommit:UploadArchive',
        ],
        on: [repository.repositoryArn],
      },
    ],
    clonePermissions: clone,
    pullRequests: { checkout: codebuild.Source.codeCommit({ repository }), permissions: clone, repository },
  };
}

function createRepository(scope: Construct, repositoryName: string, platform: string, key: kms.IKey): codecommit.Repository {
  const repository = new codecommit.Repository(scope, 'Repository', { repositoryName, description: `Source of ${platform}`, kmsKey: key });
  repository.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
  return repository;
}

/**
 * CodeCommit uses the repository's key in the caller's name; through CodeCommit, and for nothing else.
 * @see https://docs.aws.amazon.com/codecommit/latest/userguide/encryption.html
 */
function keyPermission(scope: Construct, key: kms.IKey): Permission {
  return {
    allow: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'],
    on: [key.keyArn],
    when: { StringEquals: { 'kms:ViaService': `codecommit.${Stack.of(scope).region}.amazonaws.com` } },
  };
}
