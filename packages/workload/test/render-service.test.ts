import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { checkManifestFiles, Microservice } from '../src';
import { renderServiceFrom, ServiceBuild } from '../src/render-service';
import { aPlatform, anEnvironment, aRepository, IMAGE } from './world';

const build: ServiceBuild = (chart, props) => void new Microservice(chart, 'Default', { ...props, env: { LOG_LEVEL: 'info' } });
const platform = aPlatform({ environments: [anEnvironment(), anEnvironment({ name: 'prod', domain: 'example.com' })] });

function imagesFile(folder: string, text: string): string {
  const file = join(folder, 'images.json');
  writeFileSync(file, text);
  return file;
}

describe("rendering a service's manifests", () => {
  it('writes one file per environment, and they pass every check', () => {
    const folder = aRepository(platform);
    const files = renderServiceFrom({ folder }, 'orders', build);
    expect(files).toEqual(['staging', 'prod'].map((environment) => join(folder, 'out/manifests', environment, 'orders.yaml')));
    expect(checkManifestFiles(join(folder, 'out/manifests'))).toMatchObject({ files: 2, objects: 14, findings: [] });
  });

  it('gives the same bytes in every folder', () => {
    const [a, b] = [aRepository(platform), aRepository(platform)].map((folder) => renderServiceFrom({ folder }, 'orders', build));
    expect(a.map((file) => readFileSync(file, 'utf8'))).toEqual(b.map((file) => readFileSync(file, 'utf8')));
  });

  it('uses the built image, and a placeholder for a service without one', () => {
    const folder = aRepository(platform);
    const built = renderServiceFrom({ folder, images: imagesFile(folder, JSON.stringify({ orders: IMAGE })) }, 'orders', build);
    expect(readFileSync(built[0], 'utf8')).toContain(`image: ${IMAGE}`);
    const other = renderServiceFrom({ folder, images: imagesFile(folder, '{}') }, 'orders', build);
    expect(readFileSync(other[0], 'utf8')).toContain('plinth/placeholder-image: "true"');
  });

  it('removes an environment the platform no longer has, and leaves nothing temporary', () => {
    const folder = aRepository(platform);
    mkdirSync(join(folder, 'out/manifests/qa'), { recursive: true });
    renderServiceFrom({ folder }, 'orders', build);
    expect(readdirSync(join(folder, 'out/manifests'))).toEqual(['prod', 'staging']);
    expect(readdirSync(join(folder, 'out/manifests/prod'))).toEqual(['orders.yaml']);
  });

  it('fails when one environment cannot be rendered, and then writes none', () => {
    const folder = aRepository(platform);
    const half: ServiceBuild = (chart, props) => void new Microservice(chart, 'Default', props.environment === 'prod' ? { ...props, image: 'orders:latest' } : props);
    expect(() => renderServiceFrom({ folder }, 'orders', half)).toThrow('orders.image is not pinned by digest, got "orders:latest"');
    expect(existsSync(join(folder, 'out'))).toBe(false);
  });

  it('fails when the platform has no such service', () => {
    expect(() => renderServiceFrom({ folder: aRepository(platform) }, 'order', build))
      .toThrow('renderService names a service platform.json does not have, got "order"; use one of orders, or add it in .projenrc.ts');
  });

  it.each([
    ['is missing', undefined, 'cannot be read as JSON, got ENOENT'],
    ['is a list', '[]', 'is not an object of services and images, got []'],
    ['names a tag', '{"orders":"acme/orders:1"}', 'orders is not an image by digest, got "acme/orders:1"; write it like'],
  ])('fails when the file of images %s', (_, text, sentence) => {
    const folder = aRepository(platform);
    const images = text === undefined ? join(folder, 'images.json') : imagesFile(folder, text);
    expect(() => renderServiceFrom({ folder, images }, 'orders', build)).toThrow(sentence);
  });
});

describe("a service's deploy/chart.ts", () => {
  const root = resolve(__dirname, '../../..');

  function run(folder: string, variable: string): ReturnType<typeof spawnSync> {
    mkdirSync(join(folder, 'deploy'));
    writeFileSync(join(folder, 'deploy/chart.ts'), `
      import { Microservice, renderService } from ${JSON.stringify(join(root, 'packages/workload/src'))};
      renderService('orders', (chart, props) => { new Microservice(chart, 'Default', { ...props, env: { ${variable}: 'x' } }); });`);
    return spawnSync(process.execPath, [join(root, 'node_modules/tsx/dist/cli.mjs'), 'deploy/chart.ts'], {
      cwd: folder, encoding: 'utf8', env: { ...process.env, PLINTH_IMAGES: undefined, TSX_TSCONFIG_PATH: join(root, 'tsconfig.base.json') },
    });
  }

  it('is one short script', () => {
    const folder = aRepository(platform);
    expect(run(folder, 'LOG_LEVEL')).toMatchObject({ status: 0, stderr: '' });
    expect(readFileSync(join(folder, 'out/manifests/prod/orders.yaml'), 'utf8')).toContain('LOG_LEVEL: x');
  });

  it("fails when it says something wrong, with that sentence and no stack", () => {
    expect(run(aRepository(platform), 'SERVICE_NAME')).toMatchObject({ status: 1, stderr: 'orders.env.SERVICE_NAME is set by the platform, got "x"; remove it\n' });
  });
});
