import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from '../src/runtime/image-bundle';
import { aContext, aFolder } from './repository';

/** A service with packages of both kinds of module, one of them nested, and one that it does not use. */
function aService(folder = 'orders'): string {
  const root = aFolder({
    [`apps/${folder}/package.json`]: { name: '@acme/orders', version: '0.0.0' },
    [`apps/${folder}/src/main.ts`]: `import { join } from 'node:path';\nimport tea from 'tea';\nimport { pot } from '@acme/pot/round';\nimport { sugar } from './sugar';\nconsole.log(join(tea(), pot), sugar satisfies string);\n`,
    [`apps/${folder}/src/sugar.ts`]: `export const sugar = 'two';\n`,
    'node_modules/tea/package.json': { name: 'tea', version: '1.2.3', license: 'MIT' },
    'node_modules/tea/index.js': `/*! by the tea people */ const water = require('water');\nmodule.exports = () => 'tea with ' + water;\n`,
    'node_modules/tea/node_modules/water/package.json': { name: 'water', version: '4.0.0', license: 'ISC' },
    'node_modules/tea/node_modules/water/index.js': `module.exports = 'water';\n`,
    'node_modules/@acme/pot/package.json': { name: '@acme/pot', version: '0.1.0', license: '(MIT OR Apache-2.0)' },
    'node_modules/@acme/pot/round/package.json': { module: './pot.mjs', main: './pot.js' },
    'node_modules/@acme/pot/round/pot.mjs': `export const pot = 'pot';\n`,
    'node_modules/@acme/pot/round/pot.js': `exports.pot = 'pot';\n`,
    'node_modules/unused/package.json': { name: 'unused', version: '1.0.0' },
    'node_modules/unused/index.js': `module.exports = 1;\n`,
  });
  return join(root, 'apps', folder);
}

async function bundled(folder: string): Promise<Record<string, string>> {
  await bundle([], aContext(folder));
  const output = join(folder, 'out', 'bundle');
  return Object.fromEntries(readdirSync(output).sort().map((name) => [name, readFileSync(join(output, name), 'utf8')]));
}

describe('the bundle of an image', () => {
  it('runs from its own folder, without node_modules', async () => {
    const files = await bundled(aService());
    expect(Object.keys(files)).toEqual(['main.js', 'main.js.map', 'sbom.json', 'vendor.js', 'vendor.js.LEGAL.txt', 'vendor.js.map']);
    const elsewhere = aFolder({ 'main.js': files['main.js'], 'vendor.js': files['vendor.js'] });
    expect(execFileSync(process.execPath, [join(elsewhere, 'main.js')], { encoding: 'utf8' })).toBe('tea with water/pot two\n');
  });

  it('has the same bytes from every folder, and no path of the machine', async () => {
    const folder = aService('orders with space');
    const files = await bundled(folder);
    expect(await bundled(aService())).toEqual(files);
    expect(Object.values(files).join().includes(folder)).toBe(false);
  });

  it('keeps the packages as they are when only the code changes', async () => {
    const folder = aService();
    const { 'main.js': code, 'main.js.map': _, ...packages } = await bundled(folder);
    writeFileSync(join(folder, 'src', 'sugar.ts'), `export const sugar = 'none';\n`);
    const after = await bundled(folder);
    expect(after).toMatchObject(packages);
    expect(after['main.js']).not.toBe(code);
  });

  it('lists each package that is in it, with its licence, and no other', async () => {
    const bill = JSON.parse((await bundled(aService()))['sbom.json']);
    expect(bill).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.6', metadata: { component: { name: '@acme/orders' } } });
    expect(bill.components.map(({ purl, licenses }: { purl: string; licenses: unknown }) => [purl, licenses])).toEqual([
      ['pkg:npm/%40acme/pot@0.1.0', [{ expression: '(MIT OR Apache-2.0)' }]],
      ['pkg:npm/tea@1.2.3', [{ expression: 'MIT' }]],
      ['pkg:npm/water@4.0.0', [{ expression: 'ISC' }]],
    ]);
  });

  it('fails when the code imports what is not installed, and leaves the last bundle', async () => {
    const folder = aService();
    const before = await bundled(folder);
    writeFileSync(join(folder, 'src', 'sugar.ts'), `export { sugar } from 'cane';\n`);
    await expect(bundled(folder)).rejects.toThrow(`src/sugar.ts cannot be bundled, got "Could not resolve "cane""; correct it, or install what it imports`);
    expect(readFileSync(join(folder, 'out', 'bundle', 'main.js'), 'utf8')).toBe(before['main.js']);
  });

  it('fails when the folder has no service', async () => {
    await expect(bundle([], aContext(aFolder()))).rejects.toThrow('src/main.ts is missing, got no such file; run in the folder of a service');
  });
});
