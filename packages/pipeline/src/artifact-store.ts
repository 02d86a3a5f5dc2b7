import { Aws, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { deliveryNames } from './delivery-names';
import type { Permission } from './step-role';

/** A role of another account that reads artifacts. */
export interface ArtifactReader {
  /** Its account. */
  readonly account: string;
  /** Its name. It need not exist yet. */
  readonly roleName: string;
}

export interface ArtifactStoreProps {
  /** Platform name. */
  readonly platform: string;
  /** Roles of other accounts that read artifacts. */
  readonly readers: ArtifactReader[];
}

/**
 * What CodePipeline, S3 and CodeCommit ask of the key in a caller's name.
 * @see https://docs.aws.amazon.com/codecommit/latest/userguide/encryption.html
 */
const USE_KEY = [
  'kms:Decrypt',
  'kms:DescribeKey',
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:GenerateDataKeyWithoutPlaintext',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
];

/**
 * The bucket that carries a release from stage to stage, and the key of everything the pipeline keeps.
 * Refuses plain HTTP; keeps a year, because a stage rolls back to what it finds here.
 */
export class ArtifactStore extends Construct {
  /** Carries the artifacts. */
  readonly bucket: s3.Bucket;
  /** Receives the access logs of the pipeline's buckets. */
  readonly accessLogs: s3.Bucket;
  /** Encrypts artifacts, build logs, source and notifications. */
  readonly key: kms.Key;

  constructor(scope: Construct, id: string, props: ArtifactStoreProps) {
    super(scope, id);
    const { account, region } = Stack.of(this);

    this.key = new kms.Key(this, 'Key', {
      alias: deliveryNames.artifactKeyAlias(props.platform),
      description: `Artifacts, build logs, source and notifications of ${props.platform}`,
      enableKeyRotation: true,
    });
    this.accessLogs = new s3.Bucket(this, 'AccessLogs', {
      ...closed(),
      encryption: s3.BucketEncryption.S3_MANAGED,
      lifecycleRules: [{ expiration: Duration.days(90) }],
    });
    this.bucket = new s3.Bucket(this, 'Bucket', {
      ...closed(),
      bucketName: deliveryNames.artifactBucket(props.platform, { account, region }),
      encryption: s3.BucketEncryption.KMS,
      encryptionKey: this.key,
      bucketKeyEnabled: true,
      versioned: true,
      serverAccessLogsBucket: this.accessLogs,
      lifecycleRules: [{ expiration: Duration.days(365), noncurrentVersionExpiration: Duration.days(30) }],
    });
    letServicesUseKey(this.key, props.platform);
    for (const reader of props.readers) this.admit(reader);
  }

  /** What a step needs to read artifacts. */
  readPermissions(): Permission[] {
    return [
      { allow: ['s3:GetObject', 's3:GetObjectVersion'], on: [this.bucket.arnForObjects('*')], why: 'the pipeline names the objects of its own bucket' },
      { allow: ['kms:Decrypt', 'kms:DescribeKey'], on: [this.key.keyArn] },
    ];
  }

  /** What a step needs to read and write artifacts. */
  writePermissions(): Permission[] {
    return [
      {
        allow: ['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject'],
        on: [this.bucket.arnForObjects('*')],
        why: 'the pipeline names the objects of its own bucket',
      },
      { allow: ['s3:GetBucketAcl', 's3:GetBucketLocation', 's3:GetBucketVersioning'], on: [this.bucket.bucketArn] },
      { allow: USE_KEY, on: [this.key.keyArn] },
    ];
  }

  /**
   * Admits a role by condition, not as a principal: a policy that names a role which does not exist yet is
   * refused, and one whose role was made anew silently stops matching.
   */
  private admit({ account, roleName }: ArtifactReader): void {
    const principal = new iam.AccountPrincipal(account);
    const conditions = { ArnEquals: { 'aws:PrincipalArn': `arn:${Aws.PARTITION}:iam::${account}:role/${roleName}` } };
    this.bucket.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [principal],
        actions: ['s3:GetObject', 's3:GetObjectVersion'],
        resources: [this.bucket.arnForObjects('*')],
        conditions,
      }),
    );
    this.key.addToResourcePolicy(
      new iam.PolicyStatement({ principals: [principal], actions: ['kms:Decrypt', 'kms:DescribeKey'], resources: ['*'], conditions }),
    );
  }
}

function closed(): Partial<s3.BucketProps> {
  return {
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  };
}

function letServicesUseKey(key: kms.Key, platform: string): void {
  const { region, account } = Stack.of(key);
  const logGroups = `arn:${Aws.PARTITION}:logs:${region}:${account}:log-group:${deliveryNames.buildLogGroup(`${platform}-*`)}`;
  key.addToResourcePolicy(logsStatement(region, logGroups));
  key.addToResourcePolicy(
    new iam.PolicyStatement({
      principals: [new iam.ServicePrincipal('codestar-notifications.amazonaws.com')],
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resources: ['*'],
      conditions: { StringEquals: { 'kms:ViaService': `sns.${region}.amazonaws.com` } },
    }),
  );
}

/**
 * Lets CloudWatch Logs encrypt the named log groups.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
 */
export function logsStatement(region: string, logGroupArn: string): iam.PolicyStatement {
  return new iam.PolicyStatement({
    principals: [new iam.ServicePrincipal(`logs.${region}.amazonaws.com`)],
    actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'],
    resources: ['*'],
    conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': logGroupArn } },
  });
}
