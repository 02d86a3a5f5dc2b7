import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { image, imageName } from '../src/runtime/image';
import { aRegistry, missingDocker } from './docker-host';
import { aContext, aFolder } from './repository';

const HASH = '12345678901234567890';

/** A platform with one service, bundled. */
function aService(): { root: string; folder: string } {
  const root = aFolder({
    'platform.json': { name: 'acme', services: [{ name: 'orders' }] },
    'apps/orders/Dockerfile': 'FROM scratch\nCOPY out/bundle/ /app/\nUSER 10001\n',
    'apps/orders/out/bundle/index.js': `console.log(${Math.random()})`,
  });
  return { root, folder: join(root, 'apps', 'orders') };
}

describe('the name of an image', () => {
  it('is the platform, the service and the hash of what it is made from', () => {
    expect(imageName('acme', 'orders', '111111111111.dkr.ecr.eu-central-1.amazonaws.com', HASH)).toEqual({
      registry: '111111111111.dkr.ecr.eu-central-1.amazonaws.com',
      repository: 'acme/orders',
      tag: HASH,
    });
  });

  it('has at most 32 characters of hash', () => {
    expect(imageName('acme', 'orders', '127.0.0.1:5000', 'a'.repeat(64)).tag).toBe('a'.repeat(32));
  });

  it.each([
    [undefined, HASH, 'PLINTH_REGISTRY is not set; set it to the registry host, for example 127.0.0.1:5000'],
    ['https://registry', HASH, 'PLINTH_REGISTRY is not a host, got "https://registry"; write host or host:port, no scheme and no path'],
    ['127.0.0.1:5000', undefined, `NX_TASK_HASH is not a task's hash, got ""; run it as 'nx run orders:image'`],
    ['127.0.0.1:5000', 'latest!', `NX_TASK_HASH is not a task's hash, got "latest!"; run it as 'nx run orders:image'`],
  ])('fails when registry is %s and hash %s', (registry, hash, sentence) => {
    expect(() => imageName('acme', 'orders', registry, hash)).toThrow(sentence);
  });
});

describe('building an image', () => {
  it('fails when the folder is no service', async () => {
    const { root } = aService();
    await expect(image([], aContext(join(root, 'apps')))).rejects.toThrow('this folder is no service of platform.json, got "apps"; run in apps/<service>, one of: orders');
  });

  it('fails when the registry cannot be reached', async () => {
    const context = aContext(aService().folder, { PLINTH_REGISTRY: '127.0.0.1:9', NX_TASK_HASH: HASH });
    await expect(image([], context)).rejects.toThrow(/^registry 127.0.0.1:9 cannot be reached, got ".+"; check PLINTH_REGISTRY and the network$/);
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

  it('fails when docker is not installed', async () => {
    const context = aContext(aService().folder, { PATH: '/nowhere', PLINTH_REGISTRY: registry.host, NX_TASK_HASH: `${HASH}4` });
    await expect(image([], context)).rejects.toThrow('docker is not installed, got no such program; install docker, or let the pipeline build the image');
  });

  async function run(folder: string, hash: string) {
    await image([], aContext(folder, { ...process.env, PLINTH_REGISTRY: registry.host, NX_TASK_HASH: hash }));
    return JSON.parse(readFileSync(join(folder, 'out', 'image.json'), 'utf8'));
  }
});
