import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { image } from '../src/runtime/image';
import { ImageReferrers } from '../src/runtime/image-referrers';
import { ImageRegistry } from '../src/runtime/image-registry';
import { aBuilder, aRegistry, missingDocker } from './docker-host';
import { aContext, aFolder } from './repository';

const HASH = '12345678901234567890';

/** A platform with one service, bundled. */
function aService(): { root: string; folder: string } {
  const root = aFolder({
    'platform.json': { name: 'acme', services: [{ name: 'orders' }] },
    'apps/orders/Dockerfile': 'FROM scratch\nCOPY out/bundle/ /app/\nUSER 10001\n',
    'apps/orders/out/bundle/index.js': `console.log(${Math.random()})`,
    'apps/orders/out/bundle/sbom.json': { bomFormat: 'CycloneDX', components: [] },
  });
  return { root, folder: join(root, 'apps', 'orders') };
}

describe('the image of a folder', () => {
  it('fails when the folder is no service', async () => {
    const { root } = aService();
    await expect(image([], aContext(join(root, 'apps')))).rejects.toThrow('this folder is no service of platform.json, got "apps"; run in apps/<service>, one of: orders');
  });

  it('fails when the service has no Dockerfile', async () => {
    const { folder } = aService();
    rmSync(join(folder, 'Dockerfile'));
    const context = aContext(folder, { PLINTH_REGISTRY: '127.0.0.1:9', NX_TASK_HASH: HASH });
    await expect(image([], context)).rejects.toThrow('apps/orders/Dockerfile is missing; add one, or remove the service from .projenrc.ts');
  });
});

const missing = missingDocker();
const required = (process.env.PLINTH_REQUIRE ?? '').split(',').includes('docker');

describe('building an image with docker', () => {
  if (missing && !required) {
    console.warn(`SKIPPED: images are not really built in this run, because ${missing} (PLINTH_REQUIRE=docker makes this a failure)`);
    it.skip(`skipped, because ${missing}`, () => undefined);
    return;
  }

  let registry: { host: string; stop: () => Promise<void> };
  const builder = aBuilder();
  beforeAll(async () => {
    if (missing) throw new Error(`PLINTH_REQUIRE asks for docker, but ${missing}`);
    registry = await aRegistry();
  });
  afterAll(() => registry?.stop());

  it('builds and pushes once; the second run finds it in the registry', async () => {
    const { folder } = aService();
    const first = await run(folder, HASH);
    const second = await run(folder, HASH);
    expect(first).toMatchObject({ service: 'orders', tag: HASH, built: true });
    expect(first.image).toMatch(new RegExp(`^${registry.host}/acme/orders@sha256:[0-9a-f]{64}$`));
    expect(second).toEqual({ ...first, built: false });
  });

  it('leaves with the image its list of packages and how it came to be, in a registry that keeps no list of referrers', async () => {
    const { image: reference, size, sbom, provenance } = await run(aService().folder, `${HASH}5`);
    const there = new ImageRegistry(registry.host);
    const digest = reference.split('@')[1];
    const attached = await new ImageReferrers(there, 'acme/orders', digest).list();
    expect(attached.map((one) => [one.digest, one.artifactType])).toEqual([[sbom, 'application/vnd.cyclonedx+json'], [provenance, 'application/vnd.in-toto+json']]);
    expect(size).toBe(await there.size('acme/orders', await there.kept('acme/orders', digest)));

    const layer = (await there.kept('acme/orders', provenance)).content.layers?.[0].digest;
    const statement = await (await fetch(`http://${registry.host}/v2/acme/orders/blobs/${layer}`)).json();
    expect(statement).toMatchObject({ subject: [{ digest: { sha256: digest.replace('sha256:', '') } }], predicateType: 'https://slsa.dev/provenance/v1' });
  });

  it('names an image that can be pulled', async () => {
    const { image: reference } = await run(aService().folder, `${HASH}1`);
    expect(execFileSync('docker', ['pull', '--quiet', reference], { encoding: 'utf8' }).trim()).toBe(reference);
  });

  it('takes the first image when another builder pushes the same tag meanwhile', async () => {
    const [ours, theirs] = await Promise.all([run(aService().folder, `${HASH}2`), run(aService().folder, `${HASH}2`)]);
    const after = await run(aService().folder, `${HASH}2`);
    expect([ours.image, theirs.image]).toContain(after.image);
  });

  it('fails when the Dockerfile does, and leaves no record', async () => {
    const { folder } = aService();
    writeFileSync(join(folder, 'Dockerfile'), 'FROM scratch\nCOPY nowhere /\n');
    await expect(run(folder, `${HASH}3`)).rejects.toThrow(/^docker build failed, got ".+"; its output is above$/);
    expect(() => readFileSync(join(folder, 'out', 'image.json'))).toThrow('ENOENT');
  });

  async function run(folder: string, hash: string) {
    await image([], aContext(folder, { ...builder, PLINTH_REGISTRY: registry.host, NX_TASK_HASH: hash }));
    return JSON.parse(readFileSync(join(folder, 'out', 'image.json'), 'utf8'));
  }
});
