import { Stack } from 'aws-cdk-lib/core';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { StepRole } from './step-role';

export interface RegistryProps {
  /** Platform name; every repository is `<platform>/<service>`. */
  readonly platform: string;
  /**
   * Accounts, besides this one, whose nodes pull the images.
   * @default - none
   */
  readonly pullAccounts?: string[];
  /**
   * Images kept per service; the oldest go first. Must cover every image an environment may roll back to.
   * @default 100
   */
  readonly imagesKept?: number;
}

/**
 * One repository-creation template for all services: ECR makes `<platform>/<service>` on the first push,
 * with immutable tags, KMS encryption and a lifecycle. Adding a service changes no stack.
 *
 * The scanning rule is the registry's only one: one platform per account and region.
 *
 * @example
 * new Registry(this, 'Registry', { platform: 'acme', pullAccounts: ['222222222222'] });
 */
export class Registry extends Construct {
  /** Encrypts the images. */
  readonly key: kms.Key;
  /** Role ECR assumes to create a repository with a key and tags. */
  readonly creationRole: StepRole;

  constructor(scope: Construct, id: string, props: RegistryProps) {
    super(scope, id);
    const { platform, imagesKept = 100 } = props;
    const pullAccounts = [...new Set(props.pullAccounts ?? [])].filter((account) => account !== Stack.of(this).account);

    this.key = new kms.Key(this, 'Key', { alias: `alias/${platform}-images`, description: `Images of ${platform}`, enableKeyRotation: true });
    this.creationRole = this.createCreationRole(platform);
    new ecr.CfnRepositoryCreationTemplate(this, 'Template', {
      prefix: platform,
      description: `Repositories of ${platform}, created on first push`,
      appliedFor: ['CREATE_ON_PUSH'],
      customRoleArn: this.creationRole.roleArn,
      imageTagMutability: 'IMMUTABLE',
      encryptionConfiguration: { encryptionType: 'KMS', kmsKey: this.key.keyArn },
      lifecyclePolicy: JSON.stringify(lifecycle(imagesKept)),
      repositoryPolicy: pullAccounts.length > 0 ? Stack.of(this).toJsonString(pullPolicy(this, pullAccounts)) : undefined,
      resourceTags: [{ key: 'platform', value: platform }],
    });
    new ecr.CfnRegistryScanningConfiguration(this, 'Scanning', {
      scanType: 'BASIC',
      rules: [{ scanFrequency: 'SCAN_ON_PUSH', repositoryFilters: [{ filter: `${platform}/*`, filterType: 'WILDCARD' }] }],
    });
  }

  /**
   * A template with a key or tags needs a role of its own.
   * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-creation-templates-custom.html
   */
  private createCreationRole(platform: string): StepRole {
    const repositories = Stack.of(this).formatArn({ service: 'ecr', resource: 'repository', resourceName: `${platform}/*` });
    return new StepRole(this, 'CreationRole', {
      description: `ECR creates the repositories of ${platform} with it`,
      assumedBy: new iam.ServicePrincipal('ecr.amazonaws.com'),
      permissions: [
        {
          allow: ['ecr:CreateRepository', 'ecr:TagResource'],
          on: [repositories],
          why: 'the repositories do not exist yet; the prefix belongs to the platform alone',
        },
        { allow: ['kms:CreateGrant', 'kms:DescribeKey', 'kms:RetireGrant'], on: [this.key.keyArn] },
      ],
    });
  }
}

/** Counts, never ages: the image of a service nobody touched for a year is in use. */
function lifecycle(imagesKept: number): object {
  return {
    rules: [
      {
        rulePriority: 1,
        description: 'layers of pushes that failed',
        selection: { tagStatus: 'untagged', countType: 'sinceImagePushed', countUnit: 'days', countNumber: 14 },
        action: { type: 'expire' },
      },
      {
        rulePriority: 2,
        description: 'all but the newest',
        selection: { tagStatus: 'tagged', tagPatternList: ['*'], countType: 'imageCountMoreThan', countNumber: imagesKept },
        action: { type: 'expire' },
      },
    ],
  };
}

function pullPolicy(scope: Construct, accounts: string[]): object {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'PullByEnvironments',
        Effect: 'Allow',
        Principal: { AWS: accounts.map((account) => `arn:${Stack.of(scope).partition}:iam::${account}:root`) },
        Action: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
      },
    ],
  };
}
