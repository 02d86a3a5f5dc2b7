import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { aDocker } from './image-docker-stand-in';
import { aRegistryStandIn, type Registry, type StandInOptions } from './image-registry-stand-in';
import { aFolder } from './repository';

const ATTACHED = ['application/vnd.cyclonedx+json', 'application/vnd.in-toto+json'];
const REGISTRIES: [string, StandInOptions][] = [
  ['that lists what is attached, with immutable tags', { immutable: true, referrers: 50 }],
  ['that lists nothing, with mutable tags', {}],
];

/** The command in one file: it starts in a tenth of the time. */
async function aProgram(): Promise<string> {
  const outfile = join(aFolder(), 'image.cjs');
  const contents = `import { image } from './image';
    image([], { cwd: process.cwd(), env: process.env, print: console.log, say: console.error }).catch((error) => { console.error(error); process.exitCode = 1; });`;
  await build({ bundle: true, platform: 'node', outfile, logLevel: 'error', stdin: { contents, loader: 'ts', resolveDir: join(__dirname, '../src/runtime') } });
  return outfile;
}

describe.each(REGISTRIES)('an image that is killed on its way to a registry %s', (_, options) => {
  let program: string;
  let there: Registry;
  let folder: string;
  let docker: { path: string };
  beforeAll(async () => void (program = await aProgram()));
  beforeEach(async () => {
    there = await aRegistryStandIn(options);
    docker = aDocker();
    folder = join(aFolder({
      'platform.json': { name: 'acme', services: [{ name: 'orders' }] },
      'apps/orders/Dockerfile': 'FROM scratch\n',
      'apps/orders/out/bundle/sbom.json': '{"bomFormat":"CycloneDX"}\n',
    }), 'apps', 'orders');
  });
  afterEach(() => there.stop());

  function start(): ChildProcess {
    const env = { PATH: docker.path, PLINTH_REGISTRY: there.host, NX_TASK_HASH: String(tag) };
    return spawn(process.execPath, [program], { cwd: folder, env, stdio: ['ignore', 'ignore', 'pipe'] });
  }

  /** Runs to the end; the record it leaves. */
  async function completes() {
    const run = start();
    let said = '';
    run.stderr?.on('data', (piece) => { said += piece; });
    const [code] = await once(run, 'exit');
    if (code !== 0) throw new Error(said);
    return JSON.parse(readFileSync(join(folder, 'out', 'image.json'), 'utf8'));
  }

  async function kill(run: ChildProcess): Promise<void> {
    if (run.exitCode === null && run.kill('SIGKILL')) await once(run, 'exit');
  }

  /** After a killed run: one more, and everything is as if nothing had happened. */
  async function mends(): Promise<void> {
    // A record is there whole or not at all, whenever the run ended.
    const record = join(folder, 'out', 'image.json');
    if (existsSync(record)) expect(JSON.parse(readFileSync(record, 'utf8')).tag).toBe(String(tag));
    const { image, sbom, provenance } = await completes();
    const digest = there.tags.get(String(tag));
    expect(image).toBe(`${there.host}/acme/orders@${digest}`);
    const standing = there.images.find((one) => one.digest === digest);
    expect(standing?.attached).toEqual(ATTACHED);
    expect(there.manifests.has(sbom) && there.manifests.has(provenance)).toBe(true);
    const listed = there.manifests.get(there.tags.get(String(digest).replace(':', '-')) ?? '');
    if (!options.referrers) expect(JSON.parse(String(listed?.bytes)).manifests.map((one: { digest: string }) => one.digest).sort()).toEqual([sbom, provenance].sort());
  }

  /** Every try is another image. */
  let tag = 10_000_000;
  const again = () => {
    tag++;
    rmSync(join(folder, 'out', 'image.json'), { force: true });
    there.requests.length = 0;
    there.trouble = () => undefined;
  };

  it('is completed by the next run, at whichever request it was killed', async () => {
    again();
    await completes();
    const requests = there.requests.length;
    expect(requests).toBeGreaterThan(12);
    for (let fatal = 1; fatal <= requests; fatal++) {
      again();
      const run = start();
      // The registry still answers what it was asked before: half of the requests are carried out, half are cut.
      there.trouble = async () => {
        if (there.requests.length === fatal) await kill(run);
        return undefined;
      };
      await Promise.race([once(run, 'exit'), new Promise((late) => setTimeout(late, 20_000))]);
      there.trouble = () => undefined;
      await mends();
    }
    expect(new Set(there.tags.keys()).size).toBeGreaterThan(requests);
  }, 300_000);

  it('is completed by the next run, at whatever moment it was killed', async () => {
    again();
    const begun = Date.now();
    await completes();
    const long = Date.now() - begun;
    for (let time = 0; time < 10; time++) {
      again();
      const run = start();
      await new Promise((moment) => setTimeout(moment, Math.random() * long));
      await kill(run);
      await mends();
    }
    expect(readdirSync(join(folder, 'out')).filter((file) => !/^(image\.json(\.\d+)?|bundle)$/.test(file))).toEqual([]);
  }, 300_000);
});
