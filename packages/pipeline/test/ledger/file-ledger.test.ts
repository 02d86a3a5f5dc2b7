import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as later } from 'node:timers/promises';
import { FileLedger } from '../../src/ledger';
import { aFolder } from '../repository';
import { ledgerContract, ledgerRaces } from './ledger-contract';
import { aProcess } from './other-process';
import { aDraft, aLargeDraft, aReport, commitOf, type LedgerWorld } from './world';

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

function aDirectory(files?: Record<string, string>): string {
  const folder = aFolder(files);
  folders.push(folder);
  return folder;
}

async function aFileLedger(): Promise<LedgerWorld> {
  const directory = aDirectory();
  const damage = async (key: string, bytes: string | Uint8Array) => {
    mkdirSync(dirname(join(directory, key)), { recursive: true });
    writeFileSync(join(directory, key), bytes);
  };
  return { ledger: new FileLedger(directory), place: { directory }, damage };
}

ledgerContract('a directory', aFileLedger);
ledgerRaces('a directory', aFileLedger);

describe('a ledger in a directory', () => {
  it('is whole after its writer was killed at any moment, and the next writer completes its work', async () => {
    const directory = aDirectory();
    const ledger = new FileLedger(directory);
    await ledger.createRelease(aDraft('before'));
    for (let round = 1; round <= 6; round++) {
      const writer = await aProcess({ directory }, 'endless', `round-${round}`);
      writer.go();
      await later(Math.random() * 100);
      await writer.kill();
      const { deployments } = await ledger.history('prod', { limit: 10_000 });
      expect(deployments.map(({ sequence }) => sequence)).toEqual(deployments.map((_, index) => deployments.length - index));
      for (const { release } of deployments) await ledger.findManifests(await ledger.findRelease(release), 'prod');
      let reached = 0;
      while (await ledger.tryFindRelease(aLargeDraft(`round-${round}-${reached}`).commit)) reached++;
      const completed = await ledger.createRelease(aLargeDraft(`round-${round}-${reached}`));
      await ledger.findManifests(completed, 'prod');
      await ledger.recordDeployment(aReport('', { release: completed.commit }), deployments.length);
    }
  }, 120_000);

  it('shows a reader all of an object or nothing while it is written', async () => {
    const directory = aDirectory();
    const bundle = Buffer.alloc(20_000_000, 'x');
    const folder = join(directory, 'releases', commitOf('a'), 'manifests');
    let written = false;
    const writing = new FileLedger(directory).createRelease(aDraft('a', { manifests: { prod: bundle } })).finally(() => (written = true));
    const sizes = new Set<number>();
    while (!written) {
      for (const name of existsSync(folder) ? readdirSync(folder) : []) sizes.add(statSync(join(folder, name)).size);
      await later(0);
    }
    await writing;
    expect([...sizes]).toEqual([bundle.length]);
  });

  it('does not mind what killed writers left behind', async () => {
    const directory = aDirectory({ '.unfinished/0b0c': '{ "schemaVers' });
    await new FileLedger(directory).createRelease(aDraft('a'));
    expect(await new FileLedger(directory).findRelease(aDraft('a').commit)).toBeDefined();
  });

  it('fails when it cannot be kept there, in a sentence', async () => {
    const directory = aDirectory({ ledger: 'a file' });
    await expect(new FileLedger(join(directory, 'ledger')).createRelease(aDraft('a'))).rejects.toThrow(/release.json cannot be read, got "ENOTDIR"; keep the ledger on a local disk/);
    mkdirSync(join(directory, 'taken', 'releases', aDraft('a').commit, 'release.json'), { recursive: true });
    await expect(new FileLedger(join(directory, 'taken')).createRelease(aDraft('a'))).rejects.toThrow(/release.json cannot be read, got "EISDIR"; /);
  });
});
