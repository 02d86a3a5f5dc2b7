import { attest, type Documents } from '../src/runtime/image-attestations';
import { OCI_INDEX, OCI_MANIFEST, type Descriptor } from '../src/runtime/image-manifest';
import { ImageReferrers } from '../src/runtime/image-referrers';
import { ImageRegistry } from '../src/runtime/image-registry';
import { aRegistryStandIn, type Registry, type StandInOptions } from './image-registry-stand-in';

const REPOSITORY = 'acme/orders';
const BILL = Buffer.from('{"bomFormat":"CycloneDX"}');
const ATTACHED = ['application/vnd.cyclonedx+json', 'application/vnd.in-toto+json'];

describe.each<[string, StandInOptions]>([
  ['a registry that lists what is attached', { referrers: 50, immutable: true }],
  ['a registry that does not', {}],
  ['a registry that does not, with immutable tags', { immutable: true }],
])('what is attached to an image in %s', (_, options) => {
  let there: Registry;
  let subject: Descriptor;
  beforeEach(async () => {
    there = await aRegistryStandIn(options);
    const digest = there.keep(OCI_MANIFEST, { layers: [] }, 'tag');
    subject = { mediaType: OCI_MANIFEST, digest, size: 13 };
  });
  afterEach(() => there.stop());

  const referrers = () => new ImageReferrers(new ImageRegistry(there.host, undefined, { pause: 1 }), REPOSITORY, subject.digest);
  const attaching = (documents: Partial<Documents> = {}) => attest(referrers(), subject, { bill: BILL, built: true, statement: async () => ({ by: 'a builder' }), ...documents });
  const documentOf = (digest: string) => there.blobs.get(JSON.parse(String(there.manifests.get(digest)?.bytes)).layers[0].digest)?.toString();

  it('is the list of its packages and how it came to be, both listed and both readable', async () => {
    const { sbom, provenance } = await attaching();
    expect(there.images).toEqual([{ digest: subject.digest, attached: ATTACHED }]);
    expect((await referrers().list()).map(({ digest }) => digest).sort()).toEqual([sbom, provenance].sort());
    expect([documentOf(sbom as string), documentOf(provenance)]).toEqual([String(BILL), '{"by":"a builder"}']);
  });

  it('is a manifest of OCI 1.1: an empty config, the document, its type and the image', async () => {
    const { provenance } = await attaching();
    expect(JSON.parse(String(there.manifests.get(provenance)?.bytes))).toMatchObject({
      schemaVersion: 2,
      mediaType: OCI_MANIFEST,
      artifactType: 'application/vnd.in-toto+json',
      config: { mediaType: 'application/vnd.oci.empty.v1+json', digest: 'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a', size: 2 },
      layers: [{ mediaType: 'application/vnd.in-toto+json', annotations: { 'in-toto.io/predicate-type': 'https://slsa.dev/provenance/v1' } }],
      subject,
    });
  });

  it('is attached once, and never said anew', async () => {
    const first = await attaching();
    const writes = () => there.requests.filter((request) => /^(PUT|POST)/.test(request)).length;
    const before = writes();
    const statement = () => Promise.reject(new Error('nobody asks'));
    expect(await attaching({ built: false, statement })).toEqual(first);
    expect(await attaching({ built: true, statement })).toEqual(first);
    expect(writes()).toBe(before);
  });

  it('is what the builder says, when the builder is only a little later', async () => {
    const found = attaching({ built: false, statement: async () => ({ by: 'a stranger' }) });
    await new Promise((later) => setTimeout(later, 300));
    const built = await attaching();
    expect(await found).toEqual(built);
    expect(documentOf(built.provenance)).toBe('{"by":"a builder"}');
    expect(there.images[0].attached).toEqual(ATTACHED);
  });

  it('is completed by the next run, when the builder never said it', async () => {
    const { provenance } = await attaching({ built: false, statement: async () => ({ by: 'a stranger' }) });
    expect(documentOf(provenance)).toBe('{"by":"a stranger"}');
    expect(there.images[0].attached).toEqual(ATTACHED);
  });

  it('is no list of packages where the image has none', async () => {
    expect(Object.entries(await attaching({ bill: undefined })).map(([name, digest]) => [name, typeof digest])).toEqual([['sbom', 'undefined'], ['provenance', 'string']]);
  });

  it('is one statement, the same for both, when two say it at the same moment', async () => {
    const two = await Promise.all(['one', 'other'].map((by) => attaching({ statement: async () => ({ by }) })).map((done) => done.catch((error: Error) => error.message)));
    const after = await attaching();
    // With immutable tags and no list of its own, the registry refuses the second; a repeat takes the first's.
    for (const one of two) if (typeof one !== 'string') expect(one.sbom).toBe(after.sbom);
    expect(two.some((one) => typeof one !== 'string' && one.provenance === after.provenance)).toBe(true);
    for (const one of two) if (typeof one === 'string') expect(one).toMatch(/exempt tags sha256-\*/);
  });
});

describe('what is attached to an image', () => {
  let there: Registry;
  afterEach(() => there.stop());

  it('keeps what others attached', async () => {
    there = await aRegistryStandIn();
    const digest = there.keep(OCI_MANIFEST, { layers: [] });
    const signature = { mediaType: OCI_MANIFEST, digest: `sha256:${'5'.repeat(64)}`, size: 1, artifactType: 'application/vnd.cncf.notary.signature' };
    there.keep(OCI_INDEX, { manifests: [signature] }, digest.replace(':', '-'));
    const referrers = new ImageReferrers(new ImageRegistry(there.host), REPOSITORY, digest);
    await attest(referrers, { mediaType: OCI_MANIFEST, digest, size: 13 }, { built: true, statement: async () => ({}) });
    expect((await referrers.list()).map(({ artifactType }) => artifactType)).toEqual([signature.artifactType, 'application/vnd.in-toto+json']);
  });

  it('fails when the list is under a tag that cannot be overwritten, and says what to do', async () => {
    there = await aRegistryStandIn({ immutable: true });
    const digest = there.keep(OCI_MANIFEST, { layers: [] });
    const list = digest.replace(':', '-');
    there.keep(OCI_INDEX, { manifests: [] }, list);
    const attaching = attest(new ImageReferrers(new ImageRegistry(there.host), REPOSITORY, digest), { mediaType: OCI_MANIFEST, digest, size: 13 }, { built: true, statement: async () => ({}) });
    await expect(attaching).rejects.toThrow(`attestations of acme/orders@${digest} are pushed and not listed, got a tag ${list} that cannot be overwritten; exempt tags sha256-* from immutability on ${there.host}`);
  });

  it('fails when the list never keeps what is written', async () => {
    there = await aRegistryStandIn();
    const digest = there.keep(OCI_MANIFEST, { layers: [] });
    there.trouble = (request) => (request === `PUT /v2/acme/orders/manifests/${digest.replace(':', '-')}` ? { status: 201 } : undefined);
    const attaching = attest(new ImageReferrers(new ImageRegistry(there.host), REPOSITORY, digest), { mediaType: OCI_MANIFEST, digest, size: 13 }, { built: true, statement: async () => ({}) });
    await expect(attaching).rejects.toThrow(/loses what is listed in it, got 5 writes without effect; let no other program write it$/);
  });
});
