import { randomUUID } from 'node:crypto';
import { CreateBucketCommand, DeleteBucketCommand, DeleteObjectCommand, paginateListObjectsV2, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { S3Ledger } from '../../src/ledger';
import { ledgerContract, ledgerRaces } from './ledger-contract';
import { aMotoServer, missingMoto } from './moto-server';
import { S3Server } from './s3-server';
import { aDraft, aReport, commitOf, type LedgerWorld } from './world';

const region = process.env.AWS_REGION ?? 'eu-central-1';
process.env.AWS_ACCESS_KEY_ID ??= 'nobody';
process.env.AWS_SECRET_ACCESS_KEY ??= 'nothing';

/** Buckets of an endpoint for the tests of one file. */
class Endpoint {
  private readonly client: S3Client;
  readonly bucket = `plinth-ledger-${randomUUID()}`;

  constructor(readonly endpoint: string) {
    this.client = new S3Client({ endpoint, region, forcePathStyle: true });
  }

  async prepare(): Promise<void> {
    await this.client.send(new CreateBucketCommand({ Bucket: this.bucket, CreateBucketConfiguration: region === 'us-east-1' ? undefined : { LocationConstraint: region as 'eu-central-1' } }));
  }

  /** A ledger of its own. */
  async aLedger(): Promise<LedgerWorld> {
    const place = { bucket: this.bucket, prefix: `tests/${randomUUID()}`, endpoint: this.endpoint, region, forcePathStyle: true };
    const damage = async (key: string, bytes: string | Uint8Array) => void await this.client.send(new PutObjectCommand({ Bucket: this.bucket, Key: `${place.prefix}/${key}`, Body: bytes }));
    return { ledger: new S3Ledger(place), place, damage };
  }

  async remove(): Promise<void> {
    for await (const { Contents = [] } of paginateListObjectsV2({ client: this.client }, { Bucket: this.bucket })) {
      for (const { Key } of Contents) await this.client.send(new DeleteObjectCommand({ Bucket: this.bucket, Key }));
    }
    await this.client.send(new DeleteBucketCommand({ Bucket: this.bucket }));
  }
}

describe('a ledger in S3', () => {
  const server = new S3Server();
  let s3: Endpoint;
  beforeAll(async () => {
    s3 = new Endpoint(await server.start());
    await s3.prepare();
  });
  afterAll(() => server.stop());

  ledgerContract('S3', () => s3.aLedger());
  ledgerRaces('S3', () => s3.aLedger());

  it('sends a write again that S3 could not decide', async () => {
    const { ledger } = await s3.aLedger();
    server.conflicts = 3;
    await ledger.createRelease(aDraft('a'));
    expect(await ledger.findRelease(commitOf('a'))).toBeDefined();
    expect(server.conflicts).toBe(0);
  });

  it('knows its own write again when the answer was lost', async () => {
    const { ledger } = await s3.aLedger();
    server.lostAnswers = 3; // two bundles and the release
    await ledger.createRelease(aDraft('a'));
    server.lostAnswers = 2; // the deployment and the pointer
    const deployment = await ledger.recordDeployment(aReport('a'), 0);
    expect(server.lostAnswers).toBe(0);
    expect((await ledger.history('prod')).deployments).toEqual([deployment]);
  });

  it('fails when S3 cannot decide for long', async () => {
    const { ledger } = await s3.aLedger();
    server.conflicts = 100;
    await expect(ledger.createRelease(aDraft('a'))).rejects.toThrow(/ cannot be written, got "ConditionalRequestConflict: .*"; someone writes it all the time; try again$/);
    expect(server.conflicts).toBe(94);
    server.conflicts = 0;
  }, 30_000);

  it('fails when the bucket is not there, or S3 cannot be reached', async () => {
    await expect(new S3Ledger({ bucket: 'not-there', region, endpoint: s3.endpoint, forcePathStyle: true }).findRelease(commitOf('a')))
      .rejects.toThrow(`s3://not-there/releases/${commitOf('a')}/release.json cannot be read, got "NoSuchBucket: NoSuchBucket, says the server"; deploy the stack that makes it, or choose another`);
    await expect(new S3Ledger({ bucket: 'any', region, endpoint: 'http://127.0.0.1:9', forcePathStyle: true }).findRelease(commitOf('a')))
      .rejects.toThrow(/cannot be read, got ".*"; check the network and the AWS status, and try again$/);
  }, 30_000);
});

const missing = missingMoto();
const required = (process.env.PLINTH_REQUIRE ?? '').split(',').includes('moto');

// moto checks a condition and writes without a lock in between, so it is asked about everything but races.
describe('a ledger in the S3 of moto', () => {
  if (missing && !required) {
    console.warn(`SKIPPED: the ledger does not meet an S3 we did not write in this run, because ${missing} (PLINTH_REQUIRE=moto makes this a failure)`);
    it.skip(`skipped, because ${missing}`, () => undefined);
    return;
  }

  let moto: Awaited<ReturnType<typeof aMotoServer>>;
  let s3: Endpoint;
  beforeAll(async () => {
    if (missing) throw new Error(`PLINTH_REQUIRE asks for moto, but ${missing}`);
    moto = await aMotoServer();
    s3 = new Endpoint(moto.endpoint);
    await s3.prepare();
  }, 60_000);
  afterAll(() => moto?.stop());

  ledgerContract('moto', () => s3.aLedger());
});

// Any S3, AWS itself included: PLINTH_S3_ENDPOINT, AWS_REGION and credentials that may make and remove a bucket.
if (process.env.PLINTH_S3_ENDPOINT) {
  describe('a ledger in the S3 of PLINTH_S3_ENDPOINT', () => {
    const s3 = new Endpoint(process.env.PLINTH_S3_ENDPOINT ?? '');
    beforeAll(() => s3.prepare(), 60_000);
    afterAll(() => s3.remove(), 300_000);

    ledgerContract('it', () => s3.aLedger());
    ledgerRaces('it', () => s3.aLedger());
  });
}
