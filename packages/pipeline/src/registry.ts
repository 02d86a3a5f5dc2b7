import { Stack } from 'aws-cdk-lib/core';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { BaseImageCache, baseImageRepositories } from './base-image-cache';
import { lifecyclePolicy } from './image-lifecycle';
import { StepRole } from './step-role';

/**
 * What scans images on push: `basic` looks at packages of the operating system, `enhanced` is Amazon Inspector, which looks
 * at npm packages too, watches on afterwards and bills by image.
 */
export type Scanning = 'basic' | 'enhanced';

export interface RegistryProps {
  /** Platform name; every repository is `<platform>/<service>`. */
  readonly platform: string;
  /**
   * Accounts, besides this one, whose nodes pull the images.
   * @default - none
   */
  readonly pullAccounts?: string[];
  /** What scans images. @default 'basic' */
  readonly scanning?: Scanning;
  /**
   * Secret with credentials of Docker Hub, as its ARN; its name begins with `ecr-pullthroughcache/`.
   * @default - base images come from ECR Public alone
   */
  readonly dockerHubCredentials?: string;
}

/**
 * One repository-creation template for all services: ECR makes `<platform>/<service>` on the first push,
 * with immutable tags and KMS encryption. Adding a service changes no stack. Base images come through a cache beside it.
 *
 * Nothing tagged expires here: which image is in use, the ledger knows and ECR does not (`pipeline prune`).
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
    const { platform, scanning = 'basic', dockerHubCredentials } = props;
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
      lifecyclePolicy: lifecyclePolicy('leftovers'),
      repositoryPolicy: pullAccounts.length > 0 ? Stack.of(this).toJsonString(pullPolicy(this, pullAccounts)) : undefined,
      resourceTags: [{ key: 'platform', value: platform }],
    });
    new ecr.CfnRegistryScanningConfiguration(this, 'Scanning', {
      scanType: scanning.toUpperCase(),
      rules: [{ scanFrequency: 'SCAN_ON_PUSH', repositoryFilters: [{ filter: `${platform}/*`, filterType: 'WILDCARD' }] }],
    });
    new BaseImageCache(this, 'BaseImages', { platform, key: this.key, creationRole: this.creationRole, dockerHubCredentials });
  }

  /**
   * A template with a key or tags needs a role of its own.
   * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-creation-templates-custom.html
   */
  private createCreationRole(platform: string): StepRole {
    const prefixes = [platform, ...baseImageRepositories(platform)];
    return new StepRole(this, 'CreationRole', {
      description: `ECR creates the repositories of ${platform} with it`,
      assumedBy: new iam.ServicePrincipal('ecr.amazonaws.com'),
      permissions: [
        {
          allow: ['ecr:CreateRepository', 'ecr:TagResource'],
          on: prefixes.map((prefix) => Stack.of(this).formatArn({ service: 'ecr', resource: 'repository', resourceName: `${prefix}/*` })),
          why: 'the repositories do not exist yet; the prefixes belong to the platform alone',
        },
        { allow: ['kms:CreateGrant', 'kms:DescribeKey', 'kms:RetireGrant'], on: [this.key.keyArn] },
      ],
    });
  }
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
