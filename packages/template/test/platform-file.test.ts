import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Profile, readPlatform, renderPlatform } from '../src/config';

const said = { services: [{ port: 8080, name: 'orders' }], name: 'acme', environments: [{ profile: Profile.TINY, name: 'staging' }] };

function aFile(text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'plinth-')), 'platform.json');
  writeFileSync(file, text);
  return file;
}

describe('platform.json', () => {
  it('says what the team said, and no default', () => {
    expect(readPlatform(aFile(renderPlatform(said)))).toEqual(said);
  });

  it('has the same bytes however the fields were ordered', () => {
    const { name, environments, services } = said;
    expect(renderPlatform({ environments, services, name })).toBe(renderPlatform(said));
  });

  it('fails when it was edited by hand', () => {
    const file = aFile(renderPlatform(said).replace('8080', '9090'));
    expect(() => readPlatform(file)).toThrow(/platform\.json was edited by hand, got "sha256 [0-9a-f]{64}"; make the change in \.projenrc\.ts, then run: npx projen$/);
  });

  it('fails when it holds an unknown field', () => {
    const file = aFile(renderPlatform(said).replace('"name": "acme"', '"name": "acme", "region": "x"'));
    expect(() => readPlatform(file)).toThrow('region is not a field, got "x"; remove it, or use one of');
  });

  it('fails when it is not there', () => {
    expect(() => readPlatform('/nowhere/platform.json')).toThrow('/nowhere/platform.json cannot be read, got "ENOENT');
  });

  it('fails when it is not JSON', () => {
    expect(() => readPlatform(aFile('{'))).toThrow(/cannot be read, got .*; restore it by running: npx projen$/);
  });

  it('is read without loading projen', () => {
    const sources = ['platform-config', 'platform-declaration', 'platform-file', 'platform-rules', 'platform-shape', 'problem', 'shape', 'kubernetes-calendar', 'index'];
    const imports = sources.flatMap((name) => [...readFileSync(join(__dirname, `../src/config/${name}.ts`), 'utf8').matchAll(/from '([^']+)'/g)].map((match) => match[1]));
    expect(imports.filter((name) => !name.startsWith('./') && !name.startsWith('node:'))).toEqual([]);
  });
});
