import { Aws, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { deliveryNames } from './delivery-names';
import { ENVIRONMENTS, environmentKeys, ledgerDeployments, ledgerReads, ledgerReleases, RELEASES, type LedgerPlace } from './ledger-permissions';
import type { Permission } from './step-role';

/** A deploy step of another account: reads releases, records deployments of its environment. */
export interface LedgerWriter {
  /** Its account. */
  readonly account: string;
  /** Its role's name. It need not exist yet. */
  readonly roleName: string;
  /** Its environment. */
  readonly environment: string;
}

export interface LedgerStoreProps {
  /** Platform name. */
  readonly platform: string;
  /** Receives the access log. */
  readonly accessLogs: s3.IBucket;
  /** Deploy steps of other accounts. */
  readonly writers: LedgerWriter[];
}

/**
 * The bucket of the ledger: what was released, and where it runs. Nothing in it expires, nobody deletes, and every write
 * says what it expects to be there: the bucket itself refuses the others. An administrator who has to delete takes the
 * statement that denies it out of the bucket's policy first.
 *
 * @example
 * new LedgerStore(this, 'Ledger', { platform: 'acme', accessLogs: store.accessLogs, writers: [] });
 */
export class LedgerStore extends Construct {
  /** Keeps the records. */
  readonly bucket: s3.Bucket;
  /** Encrypts them. */
  readonly key: kms.Key;
  /** The ledger's place, as the commands take it: `s3://<bucket>`. */
  readonly place: string;
  private readonly named: LedgerPlace;

  constructor(scope: Construct, id: string, { platform, accessLogs, writers }: LedgerStoreProps) {
    super(scope, id);
    const { account, region } = Stack.of(this);

    this.key = new kms.Key(this, 'Key', {
      alias: deliveryNames.ledgerKeyAlias(platform),
      description: `Ledger of ${platform}: its releases and deployments`,
      enableKeyRotation: true,
    });
    this.bucket = new s3.Bucket(this, 'Bucket', {
      bucketName: deliveryNames.ledgerBucket(platform, { account, region }),
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      encryption: s3.BucketEncryption.KMS,
      encryptionKey: this.key,
      bucketKeyEnabled: true,
      enforceSSL: true,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      serverAccessLogsBucket: accessLogs,
      serverAccessLogsPrefix: 'ledger/',
      versioned: true,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    this.place = deliveryNames.ledgerPlace(platform, { account, region });
    this.named = { bucketArn: this.bucket.bucketArn, key: { on: [this.key.keyArn] } };
    this.refuseDeletes();
    this.refuseBlindWrites();
    for (const writer of writers) this.admit(writer);
  }

  /** What a step needs to look at the ledger. */
  readPermissions(): Permission[] {
    return ledgerReads(this.named);
  }

  /** What a step needs to add releases, and no deployments. */
  releasePermissions(): Permission[] {
    return ledgerReleases(this.named);
  }

  /** What a step needs to add deployments of one environment, and no releases. */
  deploymentPermissions(environment: string): Permission[] {
    return ledgerDeployments(this.named, environment);
  }

  /** Whoever may change this policy can still take it out; the account's root is never locked out. */
  private refuseDeletes(): void {
    const root = `arn:${Aws.PARTITION}:iam::${Stack.of(this).account}:root`;
    const conditions = { ArnNotEquals: { 'aws:PrincipalArn': root } };
    this.deny('NobodyDeletes', ['s3:DeleteObject', 's3:DeleteObjectVersion'], ['*'], conditions);
    // S3 itself carries out a lifecycle, and no policy stops it then.
    this.bucket.addToResourcePolicy(new iam.PolicyStatement({
      sid: 'NothingExpires', effect: iam.Effect.DENY, principals: [new iam.AnyPrincipal()],
      actions: ['s3:PutLifecycleConfiguration'], resources: [this.bucket.bucketArn], conditions,
    }));
  }

  /**
   * Records are created, pointers swapped; a write that does not say so is a mistake.
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes-enforce.html
   */
  private refuseBlindWrites(): void {
    const missing = (...headers: string[]) => ({ Null: Object.fromEntries(headers.map((header) => [`s3:${header}`, 'true'])) });
    this.deny('RecordsAreOnlyCreated', ['s3:PutObject'], [RELEASES, 'environments/*/deployments/*'], missing('if-none-match'));
    this.deny('PointersAreOnlySwapped', ['s3:PutObject'], ['environments/*/pointer'], missing('if-match', 'if-none-match'));
  }

  private deny(sid: string, actions: string[], keys: string[], conditions: iam.Conditions): void {
    this.bucket.addToResourcePolicy(new iam.PolicyStatement({
      sid, effect: iam.Effect.DENY, principals: [new iam.AnyPrincipal()], actions, conditions,
      resources: keys.map((key) => this.bucket.arnForObjects(key)),
    }));
  }

  /** By condition and not as a principal, for the reason `ArtifactStore` has: the role need not exist yet. */
  private admit({ account, roleName, environment }: LedgerWriter): void {
    const principals = [new iam.AccountPrincipal(account)];
    const conditions = { ArnEquals: { 'aws:PrincipalArn': `arn:${Aws.PARTITION}:iam::${account}:role/${roleName}` } };
    const allow = (actions: string[], resources: string[]) => new iam.PolicyStatement({ principals, conditions, actions, resources });
    const objects = (keys: string) => this.bucket.arnForObjects(keys);
    this.bucket.addToResourcePolicy(allow(['s3:GetObject'], [objects(RELEASES), objects(ENVIRONMENTS)]));
    this.bucket.addToResourcePolicy(allow(['s3:PutObject'], [objects(environmentKeys(environment))]));
    this.bucket.addToResourcePolicy(allow(['s3:ListBucket'], [this.bucket.bucketArn]));
    this.key.addToResourcePolicy(allow(['kms:Decrypt', 'kms:GenerateDataKey'], ['*']));
  }
}
