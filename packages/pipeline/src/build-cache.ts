import { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { ArtifactStore } from './artifact-store';
import type { Permission } from './step-role';

export interface BuildCacheProps {
  /** Platform name. */
  readonly platform: string;
  /** Has the key and the access logs. */
  readonly store: ArtifactStore;
}

const WHY = 'CodeBuild names the objects of the cache bucket';

/**
 * What builds keep between runs: npm's downloads. Builds of the branch write it, everybody else reads: who may write to a
 * cache decides what the next build of the branch runs.
 *
 * @see https://nvd.nist.gov/vuln/detail/CVE-2025-36852
 */
export class BuildCache extends Construct {
  /** How projects name it. */
  readonly cache: codebuild.Cache;
  private readonly bucket: s3.Bucket;
  private readonly key: ArtifactStore['key'];

  constructor(scope: Construct, id: string, { platform, store }: BuildCacheProps) {
    super(scope, id);
    this.key = store.key;
    this.bucket = new s3.Bucket(this, 'Default', {
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
    this.cache = codebuild.Cache.bucket(this.bucket, { prefix: 'build', cacheNamespace: platform });
  }

  /** What a step needs to take from the cache. Of the key, only what this bucket needs: with a bucket key that is its ARN. */
  readPermissions(): Permission[] {
    return [
      { allow: ['s3:GetObject'], on: [this.bucket.arnForObjects('*')], why: WHY },
      { allow: ['s3:GetBucketLocation', 's3:ListBucket'], on: [this.bucket.bucketArn] },
      { allow: ['kms:Decrypt'], on: [this.key.keyArn], when: { StringEquals: { 'kms:EncryptionContext:aws:s3:arn': this.bucket.bucketArn } } },
    ];
  }

  /** What a step needs to take from the cache and to fill it. */
  writePermissions(): Permission[] {
    return [
      ...this.readPermissions(),
      { allow: ['s3:PutObject'], on: [this.bucket.arnForObjects('*')], why: WHY },
      { allow: ['kms:GenerateDataKey'], on: [this.key.keyArn], when: { StringEquals: { 'kms:EncryptionContext:aws:s3:arn': this.bucket.bucketArn } } },
    ];
  }
}
