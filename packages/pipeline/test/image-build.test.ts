import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { image } from '../src/runtime/image';
import { aDocker } from './image-docker-stand-in';
import { aRegistryStandIn, type Registry, type StandInOptions } from './image-registry-stand-in';
import { aContext, aFolder } from './repository';

const TAG = '12345678901234567890';
const ATTACHED = ['application/vnd.cyclonedx+json', 'application/vnd.in-toto+json'];

// Each run starts programs.
jest.setTimeout(30_000);

describe('building an image', () => {
  let there: Registry;
  afterEach(() => there?.stop());

  async function aRegistry(options: StandInOptions = { immutable: true, referrers: 50 }): Promise<void> {
    there = await aRegistryStandIn(options);
  }

  /** What the image task leaves of a service that no other run knows. */
  async function run(docker = aDocker()) {
    const root = aFolder({
      'platform.json': { name: 'acme', services: [{ name: 'orders' }] },
      'apps/orders/Dockerfile': 'FROM scratch\n',
      'apps/orders/out/bundle/sbom.json': '{"bomFormat":"CycloneDX"}\n',
    });
    const folder = join(root, 'apps', 'orders');
    const context = aContext(folder, { PATH: docker.path, PLINTH_REGISTRY: there.host, TURBO_HASH: TAG });
    await image([], context);
    return { record: JSON.parse(readFileSync(join(folder, 'out', 'image.json'), 'utf8')), said: context.said, folder };
  }

  /** Calls of one of docker's commands, such as `push`. */
  const calls = ({ folder }: { folder: string }, verb = '') => readFileSync(join(folder, 'calls'), 'utf8').split('\n').filter((line) => line.startsWith(verb) && line);

  it('records the digest, the size, the list of packages and how it came to be', async () => {
    await aRegistry();
    const { record, said } = await run();
    const [{ digest, attached }] = there.images;
    expect(record).toEqual({
      service: 'orders', image: `${there.host}/acme/orders@${digest}`, tag: TAG, built: true, size: 'layer-0123456789\n'.length + '{"os":"linux"}'.length,
      sbom: expect.stringMatching(/^sha256:/), provenance: expect.stringMatching(/^sha256:/),
    });
    expect(attached).toEqual(ATTACHED);
    expect(said.at(-1)).toBe(`${record.image} built and pushed, 0.0 MB`);
  });

  it('asks the registry first: what is there is neither built nor attached again', async () => {
    await aRegistry();
    const { record } = await run();
    const idle = aDocker();
    expect((await run(idle)).record).toEqual({ ...record, built: false });
    expect(() => calls(idle)).toThrow('ENOENT');
  });

  it('is BuildKit\'s work, with a date that does not move', async () => {
    await aRegistry();
    const docker = aDocker();
    await run(docker);
    expect(calls(docker, 'build ')).toEqual([`build BUILDKIT=1 build --tag ${there.host}/acme/orders:${TAG} --build-arg VERSION=${TAG} --build-arg SOURCE_DATE_EPOCH=315532800 .`]);
  });

  it.each<[string, StandInOptions]>([['immutable', { immutable: true, referrers: 50 }], ['mutable', {}]])('ends with one image when two builders race, on %s tags', async (_, options) => {
    await aRegistry(options);
    const races = await Promise.all([run(), run(), run()]);
    const { record } = await run();
    expect(there.tags.get(TAG)).toBe(record.image.split('@')[1]);
    const standing = races.filter((race) => race.record.image === record.image);
    expect(standing.filter((race) => race.record.built).length).toBeLessThanOrEqual(1);
    expect(there.images.find(({ digest }) => digest === there.tags.get(TAG))?.attached).toEqual(ATTACHED);
    if (!options.immutable) return;
    expect(standing).toHaveLength(3);
    for (const race of standing) expect(race.record).toEqual({ ...record, built: race.record.built });
  });

  it('takes the first\'s image when the registry refuses a second one', async () => {
    await aRegistry();
    let first: Awaited<ReturnType<typeof run>> | undefined;
    let begun = false;
    // Between the last look and the push of one builder, another does all of its work.
    there.trouble = async (request) => {
      if (begun || request !== 'PUT /v2/acme/orders/manifests/' + TAG) return;
      begun = true;
      first = await run();
    };
    const second = await run();
    expect(first?.record.built).toBe(true);
    expect(second.record).toEqual({ ...first?.record, built: false });
    expect(there.images).toHaveLength(1);
  });

  it('takes the image that stands when another\'s push overwrote its own', async () => {
    await aRegistry({});
    let pushed = false;
    let looks = 0;
    const theirs = () => there.keep('application/vnd.oci.image.manifest.v1+json', { schemaVersion: 2, config: { size: 1 }, layers: [] }, TAG);
    there.trouble = (request) => {
      pushed ||= request === `PUT /v2/acme/orders/manifests/${TAG}`;
      if (pushed && request === `HEAD /v2/acme/orders/manifests/${TAG}` && looks++ === 0) theirs();
      return undefined;
    };
    const { record } = await run();
    expect(record).toMatchObject({ built: false, image: `${there.host}/acme/orders@${theirs()}`, size: 1 });
  });

  it('takes an image that somebody finished during the build, and pushes none', async () => {
    await aRegistry();
    const [first, slow] = [aDocker(), aDocker()];
    let looks = 0;
    let record: unknown;
    there.trouble = async (request) => {
      if (request !== `HEAD /v2/acme/orders/manifests/${TAG}` || ++looks !== 2) return;
      ({ record } = await run(first));
    };
    expect((await run(slow)).record).toEqual({ ...(record as object), built: false });
    expect(calls(slow, 'push')).toEqual([]);
  });

  it('pushes again what the registry only had no time for', async () => {
    await aRegistry();
    const docker = aDocker(['toomanyrequests: Rate exceeded']);
    expect((await run(docker)).record.built).toBe(true);
    expect(calls(docker, 'push')).toHaveLength(2);
  });

  it.each([
    ['denied: requested access to the resource is denied', /failed, got "denied: .+"; log in with 'docker login .+' and check that you may push$/],
    ['manifest invalid: no', /failed, got "manifest invalid: no"; run it again, and see what the registry says$/],
  ])('fails at once when the registry says "%s"', async (refusal, sentence) => {
    await aRegistry();
    const docker = aDocker([refusal]);
    await expect(run(docker)).rejects.toThrow(sentence);
    expect(calls(docker, 'push')).toHaveLength(1);
  });

  it('fails when docker says it pushed, and the registry has nothing', async () => {
    await aRegistry();
    there.trouble = (request) => (request === `HEAD /v2/acme/orders/manifests/${TAG}` ? { status: 404 } : undefined);
    await expect(run()).rejects.toThrow('failed, got "success, and no such tag"; run it again');
  });

  it('fails when the registry cannot be reached', async () => {
    there = await aRegistryStandIn();
    await there.stop();
    await expect(run()).rejects.toThrow(/^registry 127.0.0.1:\d+ cannot be reached, got ".+"; check PLINTH_REGISTRY and the network$/);
  });
});
