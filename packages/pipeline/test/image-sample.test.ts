import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Docker } from '../src/runtime/docker';
import { bundle } from '../src/runtime/image-bundle';
import { settleContext, SOURCE_DATE_EPOCH } from '../src/runtime/image-context';
import { aContainer } from './a-container';
import { aBuilder, aRuntimeImage, missingDocker } from './docker-host';
import { aContext, aFolder } from './repository';

const ROOT = join(__dirname, '../../..');
const SERVICE = join(ROOT, 'apps/sample-service');
const MEGABYTE = 1_000_000;

const missing = missingDocker();
const required = (process.env.PLINTH_REQUIRE ?? '').split(',').includes('docker');

describe('the image of the sample service', () => {
  if (missing && !required) {
    console.warn(`SKIPPED: the sample service's image is not built and run in this run, because ${missing} (PLINTH_REQUIRE=docker makes this a failure)`);
    it.skip(`skipped, because ${missing}`, () => undefined);
    return;
  }

  const reference = `plinth-test-sample:${process.pid}`;
  const again = `plinth-test-sample-again:${process.pid}`;
  const builder = aBuilder();
  let folder: string;
  let runtime: string;
  beforeAll(async () => {
    if (missing) throw new Error(`PLINTH_REQUIRE asks for docker, but ${missing}`);
    runtime = aRuntimeImage();
    folder = await aServiceToBuild();
    await docker(folder).build(reference, 'test');
  }, 120_000);
  afterAll(() => {
    if (runtime) spawnSync('docker', ['rmi', '--force', reference, again, runtime]);
  });

  it('runs under the security context of its manifest, and passes its probes', async () => {
    const service = aContainer(reference, manifest());
    try {
      const { startupProbe, readinessProbe, livenessProbe } = service.container;
      expect(await service.passes(startupProbe)).toBeLessThan(3);
      expect(await service.passes(readinessProbe)).toBe(0);
      expect(await service.passes(livenessProbe)).toBe(0);

      const status = service.inside(reading('/proc/1/status'));
      expect(status).toMatch(/^Uid:\t65532\t65532\t65532\t65532$/m);
      expect(status).toMatch(/^CapBnd:\t0+$/m);
      expect(status).toMatch(/^NoNewPrivs:\t1$/m);
      expect(status).toMatch(/^Seccomp:\t2$/m);
      const mounts = service.inside(reading('/proc/1/mounts'));
      expect(mounts).toMatch(/^\S+ \/ \S+ ro,/m);
      expect(mounts).toMatch(/^\S+ \/tmp tmpfs rw,.*size=65536k/m);
      expect(service.inside(`require('fs').writeFileSync('/tmp/file', 'x'); console.log('written')`)).toBe('written');
      expect(service.stop()).toBe(0);
    } finally {
      service.remove();
    }
  }, 60_000);

  it('is its base, one layer of packages and one of code: no package manager, nothing for developers', () => {
    const [packages, code, ...more] = layers(reference).slice(layers(runtime).length);
    expect(more).toEqual([]);
    expect(filesOf(reference, packages)).toEqual(['sbom.json', 'vendor.js', 'vendor.js.LEGAL.txt']);
    expect(filesOf(reference, code)).toEqual(['main.js']);
    expect(inspect(reference, '.Config.User')).toBe('65532:65532');
  });

  it('is at most 60 MB larger than its base, and a change of its code at most 0.5 MB', () => {
    expect(Number(inspect(reference, '.Size')) - Number(inspect(runtime, '.Size'))).toBeLessThan(60 * MEGABYTE);
    expect(readFileSync(join(folder, 'out/bundle/main.js')).length).toBeLessThan(MEGABYTE / 2);
  });

  it('has the same layers when it is built again elsewhere, later and without a cache', async () => {
    const elsewhere = await aServiceToBuild();
    settleContext(elsewhere);
    const dated = { ...builder, SOURCE_DATE_EPOCH: String(SOURCE_DATE_EPOCH) };
    execFileSync('docker', ['build', '--quiet', '--no-cache', `--tag=${again}`, '--build-arg=VERSION=test', `--build-arg=RUNTIME_IMAGE=${runtime}`, elsewhere], { env: dated });
    expect(layers(again)).toEqual(layers(reference));

    // Builders before BuildKit 0.11 date the image itself, whatever they are told; its layers are what a node pulls.
    if (inspect(again, '.Created').startsWith('1980-01-01')) expect(inspect(again, '.Id')).toBe(inspect(reference, '.Id'));
    else console.warn('NOT CHECKED: that the digest is the same too, because this docker builder does not honour SOURCE_DATE_EPOCH');
  }, 60_000);

  /** The service's build context, bundled, in a folder of its own. */
  async function aServiceToBuild(): Promise<string> {
    const context = aFolder();
    for (const file of ['Dockerfile', '.dockerignore']) copyFileSync(join(SERVICE, file), join(context, file));
    await bundle(['--output', join(context, 'out', 'bundle')], aContext(SERVICE));
    return context;
  }

  function docker(cwd: string): Docker {
    return new Docker(cwd, { ...builder, PLINTH_RUNTIME_IMAGE: runtime }, () => undefined);
  }
});

/** What `deploy/chart.ts` renders for production. */
function manifest(): string {
  const root = aFolder({ 'apps/sample-service/package.json': {} });
  cpSync(join(ROOT, 'platform.json'), join(root, 'platform.json'));
  const cwd = join(root, 'apps/sample-service');
  const env = { ...process.env, PLINTH_IMAGES: undefined, TSX_TSCONFIG_PATH: join(SERVICE, 'tsconfig.json') };
  execFileSync(process.execPath, ['--import', require.resolve('tsx'), join(SERVICE, 'deploy/chart.ts')], { cwd, env });
  return readFileSync(join(cwd, 'out/manifests/prod/sample-service.yaml'), 'utf8');
}

function reading(path: string): string {
  return `process.stdout.write(require('fs').readFileSync('${path}', 'utf8'))`;
}

function inspect(image: string, field: string): string {
  return execFileSync('docker', ['image', 'inspect', `--format={{${field}}}`, image], { encoding: 'utf8' }).trim();
}

/** Digests of an image's layers, the base's first. */
function layers(image: string): string[] {
  return JSON.parse(execFileSync('docker', ['image', 'inspect', '--format={{json .RootFS.Layers}}', image], { encoding: 'utf8' }));
}

/** What lies in one layer. */
function filesOf(image: string, layer: string): string[] {
  const folder = aFolder();
  execFileSync('bash', ['-c', 'docker save "$0" | tar -x -C "$1"', image, folder]);
  const [{ Layers }] = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
  const archive = join(folder, Layers[layers(image).indexOf(layer)]);
  return execFileSync('tar', ['-tf', archive], { encoding: 'utf8' }).trim().split('\n').sort();
}
