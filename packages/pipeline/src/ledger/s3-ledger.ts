import { setTimeout as later } from 'node:timers/promises';
import { GetObjectCommand, PutObjectCommand, S3Client, paginateListObjectsV2, type PutObjectCommandInput } from '@aws-sdk/client-s3';
import { Explained } from '../runtime/command';
import { ObjectLedger } from './object-ledger';
import type { ObjectStore, Versioned } from './object-store';

/** Where a ledger is in S3. */
export interface S3LedgerProps {
  /** The bucket. */
  readonly bucket: string;
  /** Folder in the bucket, without a slash at its ends. @default - the bucket's root */
  readonly prefix?: string;
  /** Region of the bucket. @default - the region of the AWS configuration */
  readonly region?: string;
  /** An S3-compatible endpoint that has conditional writes. @default - AWS */
  readonly endpoint?: string;
  /** Whether the bucket is in the path of a URL, as most S3-compatible endpoints want it. @default false */
  readonly forcePathStyle?: boolean;
}

/** A ledger in an S3 bucket, for any number of builds and deploy steps. */
export class S3Ledger extends ObjectLedger {
  constructor(props: S3LedgerProps) {
    super(new S3Store(props));
  }
}

/** How often a write that met another one is sent. */
const ATTEMPTS = 6;

/** What to do about an error of S3 or of the way to it, by the error's name. */
const REMEDIES: Record<string, string> = {
  NoSuchBucket: 'deploy the stack that makes it, or choose another',
  PermanentRedirect: "name the bucket's region",
  // @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html, under permissions
  AccessDenied: 'ask for s3:GetObject and s3:PutObject on its objects, for their KMS key, and for s3:ListBucket: without it S3 denies what is not there',
  ConditionalRequestConflict: 'someone writes it all the time; try again',
  NotImplemented: 'use an endpoint that has conditional writes (If-Match, If-None-Match)',
  CredentialsProviderError: "log in to the tooling account, for example with 'aws sso login'",
  ExpiredToken: "log in again, for example with 'aws sso login'",
};

/**
 * Objects in S3, by conditional writes: `If-None-Match: *` creates, `If-Match: <ETag>` swaps, and S3 lets one of many through.
 * Every read sees every write before it.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/Welcome.html#ConsistencyModel
 */
class S3Store implements ObjectStore {
  readonly place: string;
  private readonly client: S3Client;

  constructor(private readonly props: S3LedgerProps) {
    const { bucket, prefix, region, endpoint, forcePathStyle } = props;
    this.place = ['s3:/', bucket, prefix].filter(Boolean).join('/');
    this.client = new S3Client({ region, endpoint, forcePathStyle });
  }

  async read(key: string): Promise<Uint8Array | undefined> {
    return (await this.current(key))?.bytes;
  }

  async create(key: string, bytes: Uint8Array): Promise<boolean> {
    return this.put(key, bytes, { IfNoneMatch: '*' });
  }

  async current(key: string): Promise<Versioned | undefined> {
    try {
      const { Body, ETag } = await this.client.send(new GetObjectCommand(this.address(key)));
      if (!Body || !ETag) throw new Error('an answer without a body or an ETag');
      return { bytes: await Body.transformToByteArray(), version: ETag };
    } catch (error) {
      if ((error as Error).name === 'NoSuchKey') return undefined;
      throw this.explained(key, 'read', error as Error);
    }
  }

  async swap(key: string, bytes: Uint8Array, expected: string | undefined): Promise<boolean> {
    return this.put(key, bytes, expected === undefined ? { IfNoneMatch: '*' } : { IfMatch: expected });
  }

  async list(folder: string): Promise<string[]> {
    const { Bucket, Key: Prefix } = this.address(`${folder}/`);
    const names: string[] = [];
    try {
      for await (const page of paginateListObjectsV2({ client: this.client }, { Bucket, Prefix, Delimiter: '/' })) {
        names.push(...(page.CommonPrefixes ?? []).map(({ Prefix: below = '' }) => below.slice(Prefix.length, -1)));
      }
    } catch (error) {
      throw this.explained(folder, 'listed', error as Error);
    }
    return names.sort();
  }

  private async put(key: string, bytes: Uint8Array, condition: Pick<PutObjectCommandInput, 'IfMatch' | 'IfNoneMatch'>): Promise<boolean> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.client.send(new PutObjectCommand({ ...this.address(key), ...condition, Body: bytes }));
        return true;
      } catch (error) {
        const { name } = error as Error;
        // 412: another was first. 404 to If-Match: it was removed since. 409: undecided, both may have met; S3 asks to send it again.
        if (name === 'PreconditionFailed' || (name === 'NoSuchKey' && condition.IfMatch)) return false;
        if (name !== 'ConditionalRequestConflict' || attempt === ATTEMPTS) throw this.explained(key, 'written', error as Error);
        await later(2 ** attempt * (25 + Math.random() * 25));
      }
    }
  }

  private address(key: string): { Bucket: string; Key: string } {
    const { bucket, prefix } = this.props;
    return { Bucket: bucket, Key: prefix ? `${prefix}/${key}` : key };
  }

  private explained(key: string, done: string, error: Error): Explained {
    if (/^region /i.test(error.message)) return new Explained(`region is not usable, got "${error.message}"; name the bucket's region or set AWS_REGION`);
    const remedy = REMEDIES[error.name] ?? 'check the network and the AWS status, and try again';
    return new Explained(`${this.place}/${key} cannot be ${done}, got "${error.name}: ${error.message.split('\n')[0]}"; ${remedy}`);
  }
}
