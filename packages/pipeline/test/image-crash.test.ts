import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { ImageReferrers } from '../src/runtime/image-referrers';
import { ImageRegistry } from '../src/runtime/image-registry';
import { aDocker } from './image-docker-stand-in';
import { aRegistryStandIn, type StandInOptions } from './image-registry-stand-in';
import { aFolder } from './repository';

const TAG = '12345678901234567890';

/** Tries that run at the same time: most of a run is waiting. */
const AT_ONCE = 4;

/** A service, a docker and a registry of its own, for one run that is killed and one that is not. */
async function aTry(program: string, options: StandInOptions) {
  const there = await aRegistryStandIn(options);
  const folder = join(aFolder({
    'platform.json': { name: 'acme', services: [{ name: 'orders' }] },
    'apps/orders/Dockerfile': 'FROM scratch\n',
    'apps/orders/out/bundle/sbom.json': '{"bomFormat":"CycloneDX"}\n',
  }), 'apps', 'orders');
  const record = join(folder, 'out', 'image.json');
  const env = { PATH: aDocker().path, PLINTH_REGISTRY: there.host, NX_TASK_HASH: TAG };
  const start = () => spawn(process.execPath, [program], { cwd: folder, env, stdio: ['ignore', 'ignore', 'pipe'] });
  return {
    there,
    start,
    async kill(run: ChildProcess): Promise<void> {
      if (run.exitCode === null && run.kill('SIGKILL')) await once(run, 'exit');
    },
    /** One run that nobody disturbs. */
    async complete(): Promise<void> {
      const run = start();
      let said = '';
      run.stderr.on('data', (piece) => { said += piece; });
      const [code] = await once(run, 'exit');
      if (code !== 0) throw new Error(said);
    },
    /** A record is there whole or not at all. */
    recorded: () => existsSync(record) && JSON.parse(readFileSync(record, 'utf8')),
    left: () => readdirSync(join(folder, 'out')).filter((file) => !/^(image\.json(\.\d+)?|bundle)$/.test(file)),
    /** What a stranger sees of the image. */
    async seen() {
      const digest = there.tags.get(TAG) ?? '';
      const listed = await new ImageReferrers(new ImageRegistry(there.host), 'acme/orders', digest).list();
      return { image: `${there.host}/acme/orders@${digest}`, listed: listed.map((one) => [one.artifactType, one.digest]).sort() };
    },
  };
}

/** The command in one file: it starts in a tenth of the time. */
async function aProgram(): Promise<string> {
  const outfile = join(aFolder(), 'image.cjs');
  const contents = `import { image } from './image';
    image([], { cwd: process.cwd(), env: process.env, print: console.log, say: console.error }).catch((error) => { console.error(error); process.exitCode = 1; });`;
  await build({ bundle: true, platform: 'node', outfile, logLevel: 'error', stdin: { contents, loader: 'ts', resolveDir: join(__dirname, '../src/runtime') } });
  return outfile;
}

type Try = Awaited<ReturnType<typeof aTry>>;

describe('an image that is killed on its way to the registry', () => {
  let program: string;
  beforeAll(async () => void (program = await aProgram()));

  /** Kills a run in each way, runs it again, and looks whether all is as if nothing had happened. */
  async function mends(options: StandInOptions, ways: ((one: Try) => Promise<void>)[]): Promise<void> {
    const waiting = [...ways];
    const work = async () => {
      for (let way = waiting.shift(); way; way = waiting.shift()) {
        const one = await aTry(program, options);
        await way(one);
        one.there.trouble = () => undefined;
        expect([false, TAG]).toContain(one.recorded() && one.recorded().tag);
        await one.complete();
        const { image, sbom, provenance } = one.recorded();
        expect(await one.seen()).toEqual({ image, listed: [['application/vnd.cyclonedx+json', sbom], ['application/vnd.in-toto+json', provenance]] });
        expect(one.there.images).toHaveLength(1);
        expect(one.left()).toEqual([]);
        await one.there.stop();
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  }

  /** What a run asks for when nobody disturbs it, and how long it takes. */
  async function undisturbed(options: StandInOptions): Promise<{ requests: string[]; milliseconds: number }> {
    const one = await aTry(program, options);
    const begun = Date.now();
    await one.complete();
    await one.there.stop();
    return { requests: one.there.requests, milliseconds: Date.now() - begun };
  }

  it('is completed by the next run, at whichever request and at whatever moment it was killed', async () => {
    const options = { immutable: true, referrers: 50 };
    const { requests, milliseconds } = await undisturbed(options);
    expect(requests.length).toBeGreaterThan(14);
    await mends(options, [
      ...requests.map((_, index) => atRequest(index + 1)),
      ...Array.from({ length: 6 }, () => async (one: Try) => {
        const run = one.start();
        await new Promise((moment) => setTimeout(moment, Math.random() * milliseconds));
        await one.kill(run);
      }),
    ]);
  }, 240_000);

  it('is completed by the next run where the list of what is attached is a tag', async () => {
    const { requests } = await undisturbed({});
    const pushed = requests.findIndex((request) => request === `PUT /v2/acme/orders/manifests/${TAG}`) + 1;
    const points = requests.slice(pushed).map((_, index) => atRequest(pushed + index + 1));
    expect(points.length).toBeGreaterThan(10);
    await mends({}, points);
  }, 240_000);
});

/** Kills the run when it asks for the nth time; the registry still does what it was asked. */
function atRequest(fatal: number): (one: Try) => Promise<void> {
  return async (one) => {
    const run = one.start();
    const ended = once(run, 'exit');
    one.there.trouble = async () => {
      if (one.there.requests.length === fatal) await one.kill(run);
      return undefined;
    };
    await ended;
  };
}
