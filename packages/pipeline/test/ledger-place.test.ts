import { join } from 'node:path';
import { S3Ledger } from '../src/ledger';
import { openLedger } from '../src/runtime/ledger-place';
import { S3Server } from './ledger/s3-server';
import { aDraft, commitOf } from './ledger/world';
import { aFolder } from './repository';

process.env.AWS_ACCESS_KEY_ID ??= 'nobody';
process.env.AWS_SECRET_ACCESS_KEY ??= 'nothing';
process.env.AWS_REGION ??= 'eu-central-1';

describe("a ledger's place", () => {
  it('is a directory', async () => {
    const place = join(aFolder(), 'ledger');
    await openLedger(place, {}).createRelease(aDraft('a'));
    expect((await openLedger(place, {}).findRelease(commitOf('a'))).commit).toBe(commitOf('a'));
  });

  it.each([['s3://acme-ledger/some/prefix'], ['s3://acme-ledger/some/prefix/'], ['s3://acme-ledger']])('is in S3, or at an endpoint like it: %s', async (place) => {
    const server = new S3Server();
    const endpoint = await server.start();
    try {
      await fetch(`${endpoint}/acme-ledger`, { method: 'PUT' });
      await openLedger(place, { PLINTH_LEDGER_ENDPOINT: endpoint }).createRelease(aDraft('a'));
      const prefix = place.includes('prefix') ? 'some/prefix' : undefined;
      const written = new S3Ledger({ bucket: 'acme-ledger', prefix, endpoint, forcePathStyle: true });
      expect((await written.findRelease(commitOf('a'))).commit).toBe(commitOf('a'));
    } finally {
      await server.stop();
    }
  });

  it.each([[undefined], ['']])('fails when it is not said: %j', (place) => {
    expect(() => openLedger(place, {})).toThrow('PLINTH_LEDGER is not set, got no --ledger either; name a directory, or s3://<bucket>/<prefix>');
  });

  it.each([['s3:/bucket'], ['s3://'], ['s3://Bucket/a'], ['s3://bucket//a'], ['gs://bucket/a'], ['https://bucket.example.com']])('fails when it is neither: %s', (place) => {
    expect(() => openLedger(place, {})).toThrow(`the ledger's place is neither a directory nor in S3, got "${place}"; write it like s3://<bucket>/<prefix>`);
  });
});
