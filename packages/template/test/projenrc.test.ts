import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '../../..');

/** Runs a `.projenrc.ts` as the default task does, in a folder of its own. */
function run(text: string) {
  const cwd = mkdtempSync(join(tmpdir(), 'plinth-'));
  mkdirSync(join(cwd, 'node_modules'));
  symlinkSync(join(ROOT, 'node_modules/tsx'), join(cwd, 'node_modules/tsx'));
  writeFileSync(join(cwd, '.projenrc.ts'), text);
  writeFileSync(join(cwd, 'tsconfig.json'), JSON.stringify({ compilerOptions: {
    module: 'node16', paths: { '@plinth/template': [join(ROOT, 'packages/template/src')] } } }));
  const { status, stderr } = spawnSync('node', ['--import', 'tsx', join(ROOT, 'packages/template/bin/projenrc.mjs')], {
    cwd, encoding: 'utf8', env: { ...process.env, PROJEN_DISABLE_POST: 'true' },
  });
  return { status, stderr, written: readdirSync(cwd).filter((name) => !['.projenrc.ts', 'node_modules', 'tsconfig.json'].includes(name)) };
}

describe('.projenrc.ts', () => {
  it('is at most 60 lines', () => {
    expect(readFileSync(join(ROOT, '.projenrc.ts'), 'utf8').split('\n').length).toBeLessThanOrEqual(60);
  });

  it('fails with its line when it throws', () => {
    expect(run("const a = 1;\nthrow new Error(`no team named ${a}`);\n")).toEqual({
      status: 1, written: [], stderr: '.projenrc.ts:2 threw, got Error: no team named 1; correct it, then run: npx projen\n',
    });
  });

  it('fails with its line when it calls what is not there', () => {
    const { status, stderr } = run("import { Platform } from '@plinth/template';\n\n(Platform as any).create({});\n");
    expect({ status, stderr }).toEqual({
      status: 1, stderr: '.projenrc.ts:3 threw, got TypeError: import_template.Platform.create is not a function; correct it, then run: npx projen\n',
    });
  });

  it('fails with one line a mistake, and nothing written', () => {
    const { status, stderr, written } = run("import { Platform } from '@plinth/template';\nconst p = new Platform({ name: 'acme', environments: [] });\np.addMicroservice({ name: 'orders', port: 0 });\np.synth();\n");
    expect(written).toEqual([]);
    expect(status).toBe(1);
    expect(stderr.trim().split('\n')).toEqual([
      'environments does not have 1 to 20 entries, got []; list between 1 and 20',
      'services[0].port is not a whole number from 1024 to 65535, got 0; choose one in that range',
    ]);
  });
});
