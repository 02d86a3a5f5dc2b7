import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { Exposure, Platform, PlatformOptions, Profile } from '../src';
import { TEMPLATE } from '../src/template-package';

const ROOT = join(__dirname, '../../..');

process.env.PROJEN_DISABLE_POST = 'true';

const anOutdir = () => mkdtempSync(join(tmpdir(), 'plinth-'));

function aPlatform(outdir: string, more: Partial<PlatformOptions> = {}): Platform {
  return new Platform({ name: 'acme', scope: '@elsewhere', outdir, environments: [{ name: 'staging', profile: Profile.TINY, domain: 'staging.example.com' }], ...more });
}

function aRepository(): string {
  const outdir = anOutdir();
  const platform = aPlatform(outdir);
  platform.addMicroservice({ name: 'orders', exposure: Exposure.PUBLIC }).addDependency('zod', '4.1.12');
  platform.synth();
  return outdir;
}

function files(directory: string): Record<string, string> {
  const paths = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(paths.map((entry) => join(entry.parentPath, entry.name)).sort()
    .map((path) => [relative(directory, path), readFileSync(path, 'utf8')]));
}

const json = (outdir: string, path: string) => JSON.parse(readFileSync(join(outdir, path), 'utf8'));

describe('a generated repository', () => {
  const repository = aRepository();

  it('does not change when it is generated again', () => {
    const before = files(repository);
    const again = aPlatform(repository);
    again.addMicroservice({ name: 'orders', exposure: Exposure.PUBLIC }).addDependency('zod', '4.1.12');
    again.synth();
    expect(files(repository)).toEqual(before);
  });

  it('has two managed files in each workspace', () => {
    const managed: string[] = json(repository, '.projen/files.json').files;
    const perWorkspace = managed.filter((path) => /^(packages|apps)\//.test(path)).map((path) => path.replace(/[^/]+$/, ''));
    const counts = new Set([...new Set(perWorkspace)].map((workspace) => perWorkspace.filter((path) => path === workspace).length));
    expect([...counts]).toEqual([2]);
  });

  it('carries its own scope everywhere but in the name of the template', () => {
    const strangers = Object.entries(files(repository)).filter(([path]) => !path.startsWith('.projen/'))
      .flatMap(([path, text]) => [...text.matchAll(new RegExp(`${TEMPLATE.scope}/(?!template\\b)[\\w-]+`, 'g'))].map((match) => `${path}: ${match[0]}`));
    expect(strangers).toEqual([]);
  });

  it('gives a service what the sample service has, under its own name', () => {
    const shape = (text: string) => text.replaceAll('sample-service', 'orders').replaceAll(`${TEMPLATE.scope}/`, '@elsewhere/').replaceAll('@elsewhere/template', TEMPLATE.name);
    const main = readFileSync(join(ROOT, 'apps/sample-service/src/main.ts'), 'utf8');
    expect(readFileSync(join(repository, 'apps/orders/src/main.ts'), 'utf8')).toBe(shape(main));
    expect(json(repository, 'apps/orders/package.json')).toMatchObject({ name: '@elsewhere/orders', dependencies: { zod: '4.1.12' } });
  });

  it('keeps what a team edited and does not bring back what it deleted', () => {
    const ours = aRepository();
    const edited = join(ours, 'apps/orders/src/main.ts');
    const deleted = join(ours, 'apps/orders/src/app.ts');
    writeFileSync(edited, '// ours now\n');
    rmSync(deleted);
    const again = aPlatform(ours);
    again.addMicroservice({ name: 'orders' });
    again.synth();
    expect(readFileSync(edited, 'utf8')).toBe('// ours now\n');
    expect(existsSync(deleted)).toBe(false);
  });

  it('seeds a service that is added later', () => {
    const outdir = anOutdir();
    aPlatform(outdir).synth();
    const later = aPlatform(outdir);
    later.addMicroservice({ name: 'billing' });
    later.synth();
    expect(existsSync(join(outdir, 'apps/billing/deploy/chart.ts'))).toBe(true);
  });

  it('fails before the first byte when anything is wrong', () => {
    const outdir = anOutdir();
    const platform = aPlatform(outdir, { kubernetes: '1.27' });
    platform.addMicroservice({ name: '' });
    expect(() => platform.synth()).toThrow(/^kubernetes is not .*\nservices\[0\]\.name is not /);
    expect(readdirSync(outdir)).toEqual([]);
  });

  it('fails when a dependency has no exact version', () => {
    const service = aPlatform(anOutdir()).addMicroservice({ name: 'orders' });
    expect(() => service.addDependency('zod', '^4.0.0')).toThrow(`the version of zod for orders is not exact, got "^4.0.0"; write it like '4.1.12'`);
  });

  it('has the same bytes in every locale', () => {
    const managed = (locale: string) => {
      const outdir = anOutdir();
      const script = `const { Platform, Profile } = require('${join(ROOT, 'packages/template/src')}');
        const p = new Platform({ name: 'acme', outdir: '${outdir}', environments: [{ name: 's', profile: Profile.TINY }] });
        for (const name of ['zebra', 'thor', 'aa', 'shop']) p.addMicroservice({ name });
        p.synth();`;
      execFileSync('node', ['--import', 'tsx', '-e', script], { cwd: ROOT, env: { ...process.env, LC_ALL: locale, LANG: locale } });
      return (json(outdir, '.projen/files.json').files as string[]).filter((path) => existsSync(join(outdir, path))).map((path) => [path, readFileSync(join(outdir, path), 'utf8')]);
    };
    expect(managed('et_EE.UTF-8')).toEqual(managed('C'));
  });
});
