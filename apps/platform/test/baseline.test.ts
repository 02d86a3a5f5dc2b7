import { chmodSync, appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderPlatform } from '@plinth/template/config';
import { changedFiles, readManagedFiles } from '../src/managed-files';
import { regenerate } from '../src/regeneration';
import { write } from './a-baseline';
import { aRepository, filesIn, run } from './a-repository';
import { aFolder, aPlatform } from './world';

const EDITED = /platform\.json was edited by hand, got "sha256 [0-9a-f]{64}"; make the change in \.projenrc\.ts, then run: npx projen\n?$/;

/** A repository with two managed files beside platform.json, and one of the team's. */
function aManagedRepository(): string {
  const folder = aFolder();
  write(folder, {
    '.projen/files.json': { files: ['nx.json', 'platform.json', 'tsconfig.base.json'] },
    'nx.json': '{}', 'platform.json': renderPlatform(aPlatform()), 'tsconfig.base.json': '{}', 'notes.md': 'ours',
  });
  return folder;
}

/** A person corrects a value where it is, and not in .projenrc.ts. */
function editPlatform(folder: string): void {
  const file = join(folder, 'platform.json');
  chmodSync(file, 0o644);
  writeFileSync(file, readFileSync(file, 'utf8').replace('"tiny"', '"team"'));
}

describe('managed files', () => {
  it('are the files projen lists, and not the team\'s', () => {
    expect([...readManagedFiles(aManagedRepository()).keys()]).toEqual(['nx.json', 'platform.json', 'tsconfig.base.json']);
  });

  it('are none in a folder projen never ran in', () => {
    expect([...readManagedFiles(aFolder())]).toEqual([]);
  });

  it('differ when bytes changed, or when only one side has them', () => {
    const before = new Map([['changed', 'a'], ['gone', 'b'], ['same', 'c']]);
    expect(changedFiles(before, new Map([['changed', 'A'], ['new', 'd'], ['same', 'c']]))).toEqual(['changed', 'gone', 'new']);
  });
});

describe('regenerating', () => {
  it('says which files it wrote', () => {
    const root = aManagedRepository();
    const projen = () => {
      writeFileSync(join(root, 'nx.json'), '{"parallel": 2}');
      rmSync(join(root, 'tsconfig.base.json'));
    };
    expect(regenerate({ root, place: 'desk', projen })).toEqual(['nx.json', 'tsconfig.base.json']);
  });

  it('passes in CI when there is nothing to write', () => {
    expect(regenerate({ root: aManagedRepository(), place: 'ci', projen: () => undefined })).toEqual([]);
  });

  it('works before there is a platform.json', () => {
    const root = aManagedRepository();
    rmSync(join(root, 'platform.json'));
    expect(regenerate({ root, place: 'desk', projen: () => writeFileSync(join(root, 'platform.json'), '{}') })).toEqual(['platform.json']);
  });

  it('fails in CI when a managed file is not what .projenrc.ts makes of it', () => {
    const root = aManagedRepository();
    expect(() => regenerate({ root, place: 'ci', projen: () => writeFileSync(join(root, 'nx.json'), 'other') }))
      .toThrow('managed files differ from .projenrc.ts, got nx.json; run npx projen and commit what it changes');
  });

  it('fails when platform.json was edited, and leaves the edit for the person who made it', () => {
    const root = aManagedRepository();
    editPlatform(root);
    const before = filesIn(root);
    expect(() => regenerate({ root, place: 'desk', projen: () => rmSync(join(root, 'platform.json')) })).toThrow(EDITED);
    expect(filesIn(root)).toEqual(before);
  });
});

describe('npm run baseline', () => {
  const baseline = (root: string, variables?: NodeJS.ProcessEnv) => run(root, 'apps/platform/src/baseline.ts', variables);

  it('fails before it begins when platform.json was edited', async () => {
    const root = aRepository();
    editPlatform(root);
    const edited = readFileSync(join(root, 'platform.json'), 'utf8');
    const { status, stdout, stderr } = await baseline(root);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '▸ regenerate\n' });
    expect(stderr).toMatch(EDITED);
    expect(readFileSync(join(root, 'platform.json'), 'utf8')).toBe(edited);
    expect(existsSync(join(root, 'dist'))).toBe(false);
  }, 30_000);

  it('fails in CI when a managed file was edited', async () => {
    const root = aRepository();
    chmodSync(join(root, 'tsconfig.base.json'), 0o644);
    appendFileSync(join(root, 'tsconfig.base.json'), '\n');
    const { status, stdout, stderr } = await baseline(root, { CI: 'true' });
    expect({ status, stdout }).toEqual({ status: 1, stdout: '▸ regenerate\n' });
    expect(stderr).toMatch(/^managed files differ from \.projenrc\.ts, got [^\n]*tsconfig\.base\.json[^\n]*; run npx projen and commit what it changes\n$/);
    expect(existsSync(join(root, 'dist'))).toBe(false);
  }, 30_000);
});
