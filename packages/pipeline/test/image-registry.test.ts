import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { OCI_INDEX, OCI_MANIFEST } from '../src/runtime/image-manifest';
import { ImageRegistry } from '../src/runtime/image-registry';
import { aRegistryStandIn, type Registry, type StandInOptions, type Trouble } from './image-registry-stand-in';

const LOGIN = `Basic ${Buffer.from('AWS:secret').toString('base64')}`;
const REPOSITORY = 'acme/orders';
const image = (layer: number) => ({ config: { size: 7 }, layers: [{ size: 30 }, { size: layer }] });

// Some answers are waited for on purpose.
jest.setTimeout(20_000);

describe('a registry', () => {
  let there: Registry;
  let registry: ImageRegistry;
  afterEach(() => there.stop());

  /** One that has an image under `known`. */
  async function aRegistry(options: StandInOptions = {}): Promise<string> {
    there = await aRegistryStandIn(options);
    registry = new ImageRegistry(there.host, options.login, { pause: 1, patience: 1_000 });
    return there.keep(OCI_MANIFEST, image(5), 'known');
  }

  /** Gives these troubles to the first requests, one after the other. */
  function inTurn(...troubles: Trouble[]): void {
    there.trouble = () => troubles.shift();
  }

  it('gives the digest of a tag it has, and nothing for one it has not', async () => {
    const digest = await aRegistry({ login: LOGIN });
    expect(await registry.digestOf(REPOSITORY, 'known')).toBe(digest);
    expect(await registry.digestOf(REPOSITORY, 'unknown')).toBeUndefined();
  });

  it('says how much a node pulls: of an index, its image and not what a builder put beside it', async () => {
    const digest = await aRegistry();
    expect(await registry.size(REPOSITORY, await registry.kept(REPOSITORY, digest))).toBe(42);
    const attestation = there.keep(OCI_MANIFEST, image(1000));
    const index = there.keep(OCI_INDEX, { manifests: [
      { digest: attestation, platform: { os: 'unknown', architecture: 'unknown' } },
      { digest, platform: { os: 'linux', architecture: 'arm64' } },
    ] });
    expect(await registry.size(REPOSITORY, await registry.kept(REPOSITORY, index))).toBe(42);
  });

  it('lists all that is attached to an image, page by page', async () => {
    const subject = await aRegistry({ referrers: 2 });
    const attached = [1, 2, 3, 4, 5].map((number) => there.keep(OCI_MANIFEST, { subject: { digest: subject }, number }));
    expect((await registry.referrers(REPOSITORY, subject))?.map(({ digest }) => digest)).toEqual(attached);
  });

  it.each([400, 404, 405, 406])('keeps no list of what is attached when it answers %i', async (status) => {
    const subject = await aRegistry();
    inTurn({ status });
    expect(await registry.referrers(REPOSITORY, subject)).toBeUndefined();
  });

  it('takes a blob once', async () => {
    await aRegistry();
    for (let time = 0; time < 2; time++) await registry.putBlob(REPOSITORY, Buffer.from('once'));
    expect([...there.blobs.values()].map(String)).toEqual(['once']);
    expect(there.requests.filter((request) => request.startsWith('PUT'))).toHaveLength(1);
  });

  it.each<[string, Trouble]>([
    ['is asked too often', { status: 429, headers: { 'retry-after': '0' } }],
    ['has a fault of its own', { status: 500 }],
    ['is not ready', { status: 503 }],
    ['cuts the connection', 'cut'],
    ['takes too long', { late: 2_500 }],
  ])('is asked again when it %s', async (_, trouble) => {
    const digest = await aRegistry();
    inTurn(trouble, trouble);
    expect(await registry.digestOf(REPOSITORY, 'known')).toBe(digest);
    expect(there.requests).toHaveLength(3);
  });

  it('is asked again for an upload, and keeps it whole', async () => {
    await aRegistry();
    const cut = new Set(['HEAD', 'POST', 'PUT']);
    there.trouble = (request) => (cut.delete(request.split(' ')[0]) ? 'cut' : undefined);
    await registry.putBlob(REPOSITORY, Buffer.from('whole'));
    expect([...there.blobs.values()].map(String)).toEqual(['whole']);
  });

  it('fails when it is asked five times and never answers', async () => {
    await aRegistry();
    there.trouble = () => ({ status: 503 });
    await expect(registry.digestOf(REPOSITORY, 'known')).rejects.toThrow(`registry ${there.host} does not answer 5 times in a row, got HTTP 503; run it again later`);
    expect(there.requests).toHaveLength(5);
    there.trouble = () => 'cut';
    await expect(registry.digestOf(REPOSITORY, 'known')).rejects.toThrow(/does not answer 5 times in a row, got ".+"; run it again later$/);
  });

  it('fails at once when nobody is logged in', async () => {
    await aRegistry({ login: LOGIN });
    const stranger = new ImageRegistry(there.host);
    await expect(stranger.digestOf(REPOSITORY, 'known')).rejects.toThrow(`registry ${there.host} refuses to show acme/orders, got HTTP 401; log in with 'docker login ${there.host}'`);
    await expect(stranger.putBlob(REPOSITORY, Buffer.from('x'))).rejects.toThrow(`registry ${there.host} refuses to take acme/orders, got HTTP 401; log in with 'docker login ${there.host}'`);
    expect(there.requests).toHaveLength(3);
  });

  it('fails at once, in the registry\'s words, when a manifest is refused', async () => {
    await aRegistry({ immutable: true });
    await expect(registry.putManifest(REPOSITORY, 'known', OCI_MANIFEST, Buffer.from('{}'))).rejects.toThrow(
      `registry ${there.host} refuses to take acme/orders:known, got HTTP 400 "TAG_INVALID: The image tag 'known' already exists and cannot be overwritten because the tag is immutable."; see what it says of this repository`,
    );
  });

  it('fails when it gives other bytes than it was asked for', async () => {
    const digest = await aRegistry();
    inTurn({ status: 200, headers: { 'content-type': OCI_MANIFEST }, body: '{}' });
    await expect(registry.manifest(REPOSITORY, digest)).rejects.toThrow(
      `registry ${there.host} gives other bytes for acme/orders@${digest}, got sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a`,
    );
  });

  it('fails when what it names is gone', async () => {
    await aRegistry();
    await expect(registry.kept(REPOSITORY, `sha256:${'0'.repeat(64)}`)).rejects.toThrow(/is gone, got HTTP 404 for what the registry itself names/);
  });

  it('fails when what answers is no registry', async () => {
    await aRegistry();
    inTurn({ status: 200 }, { status: 200, body: '<html>' });
    await expect(registry.digestOf(REPOSITORY, 'known')).rejects.toThrow('does not answer like a registry, got HTTP 200 and digest "null"; check PLINTH_REGISTRY and try again');
    await expect(registry.manifest(REPOSITORY, 'known')).rejects.toThrow('does not answer like a registry, got HTTP 200 and no JSON');
  });

  it('does not tell another host the login when it sends an upload there', async () => {
    await aRegistry({ login: LOGIN });
    const seen: (string | undefined)[] = [];
    const elsewhere = createServer((request, response) => { seen.push(request.headers.authorization); request.resume().on('end', () => response.writeHead(201).end()); });
    await new Promise<void>((listening) => elsewhere.listen(0, '127.0.0.1', listening));
    there.trouble = (request) => (request.startsWith('POST') ? { status: 202, headers: { location: `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/here` } } : undefined);
    await registry.putBlob(REPOSITORY, Buffer.from('x'));
    elsewhere.close();
    expect(seen).toEqual([undefined]);
  });
});
