import { Aws, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import type * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { ArtifactStore } from './artifact-store';
import { BuildStep } from './build-step';
import type { Source } from './source';
import type { Permission } from './step-role';

export interface BuildProjectProps {
  /** Platform name; the build pushes to `<platform>/*` only. */
  readonly platform: string;
  /** Where artifacts go. */
  readonly store: ArtifactStore;
  /** What is built. */
  readonly source: Source;
  /** Days the log is kept. @default RetentionDays.THREE_MONTHS */
  readonly logRetention?: logs.RetentionDays;
}

/**
 * Runs the repository's `buildspec.yml`: verify, build, push images, hand on `dist/`. Images are built by a Docker
 * server beside it. May push to the platform's repositories and touch no environment.
 *
 * @example
 * new BuildProject(this, 'Build', { platform: 'acme', store, source });
 */
export class BuildProject extends Construct {
  /** The CodeBuild project. */
  readonly project: codebuild.IProject;

  constructor(scope: Construct, id: string, props: BuildProjectProps) {
    super(scope, id);
    const { platform, store, source } = props;
    const { account, region, urlSuffix } = Stack.of(this);
    const projectName = `${platform}-build`;

    const cache = new s3.Bucket(this, 'Cache', {
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      encryption: s3.BucketEncryption.KMS,
      encryptionKey: store.key,
      bucketKeyEnabled: true,
      enforceSSL: true,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      serverAccessLogsBucket: store.accessLogs,
      serverAccessLogsPrefix: 'cache/',
      lifecycleRules: [{ expiration: Duration.days(30) }],
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    this.project = new BuildStep(this, 'Step', {
      projectName,
      description: `Verifies and builds ${platform}`,
      buildSpec: codebuild.BuildSpec.fromSourceFilename('buildspec.yml'),
      key: store.key,
      dockerServer: codebuild.DockerServerComputeType.SMALL,
      cache: codebuild.Cache.bucket(cache, { prefix: 'build', cacheNamespace: platform }),
      variables: { PLINTH_REGISTRY: `${account}.dkr.ecr.${region}.${urlSuffix}` },
      permissions: [
        ...store.writePermissions(),
        ...source.clonePermissions,
        ...pushPermissions(this, platform),
        ...cachePermissions(cache),
        reportPermission(this, projectName),
      ],
      logRetention: props.logRetention,
    }).project;
  }
}

function pushPermissions(scope: Construct, platform: string): Permission[] {
  return [
    {
      allow: [
        'ecr:BatchCheckLayerAvailability',
        'ecr:BatchGetImage',
        'ecr:CompleteLayerUpload',
        'ecr:CreateRepository',
        'ecr:GetDownloadUrlForLayer',
        'ecr:InitiateLayerUpload',
        'ecr:PutImage',
        'ecr:UploadLayerPart',
      ],
      on: [Stack.of(scope).formatArn({ service: 'ecr', resource: 'repository', resourceName: `${platform}/*` })],
      why: 'one repository per service, created on its first push',
    },
    { allow: ['ecr:GetAuthorizationToken'], on: ['*'], why: 'the call allows no resource' },
  ];
}

function cachePermissions(cache: s3.IBucket): Permission[] {
  return [
    { allow: ['s3:GetObject', 's3:PutObject'], on: [cache.arnForObjects('*')], why: 'CodeBuild names the objects of the cache bucket' },
    { allow: ['s3:GetBucketLocation', 's3:ListBucket'], on: [cache.bucketArn] },
  ];
}

function reportPermission(scope: Construct, projectName: string): Permission {
  const { account, region } = Stack.of(scope);
  return {
    allow: [
      'codebuild:BatchPutCodeCoverages',
      'codebuild:BatchPutTestCases',
      'codebuild:CreateReport',
      'codebuild:CreateReportGroup',
      'codebuild:UpdateReport',
    ],
    on: [`arn:${Aws.PARTITION}:codebuild:${region}:${account}:report-group/${projectName}-*`],
    why: 'report groups are made by the build and carry its name',
  };
}
