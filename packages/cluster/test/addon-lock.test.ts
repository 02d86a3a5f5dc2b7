import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KUBERNETES_CALENDAR } from '@plinth/template/config';
import { ADDON_LOCKS, readAddonLock, writeAddonLock } from '../src/addons/addon-lock';
import { ADDON_NAMES } from '../src/addons/addon-table';
import { resources, template } from './world';

const versions = KUBERNETES_CALENDAR.map(({ version }) => version);

/** A lock as it may be while someone edits it. */
type Draft = { kubernetes: string; addons: Record<string, Record<string, unknown>> };

/** A folder with the lock of 1.36, changed. */
function changed(change: (lock: Draft) => unknown): string {
  const folder = mkdtempSync(join(tmpdir(), 'plinth-'));
  const lock = JSON.parse(readFileSync(join(ADDON_LOCKS, '1.36.json'), 'utf8'));
  change(lock);
  writeFileSync(join(folder, '1.36.json'), JSON.stringify(lock));
  return folder;
}

describe('the add-on lock', () => {
  it.each(versions)('of %s says for every add-on which version, and where from', (version) => {
    const { addons } = readAddonLock(version);
    expect(Object.keys(addons).sort()).toEqual([...ADDON_NAMES].sort());
    for (const { version: locked, source } of Object.values(addons)) expect(source).toMatch(locked ? /https:\/\// : /EKS chooses its default$/);
  });

  it('exists for each version of the calendar, and for no other', () => {
    expect(readdirSync(ADDON_LOCKS).filter((file) => file.endsWith('.json')).sort()).toEqual(versions.map((version) => `${version}.json`));
  });

  it.each(versions)('of %s decides the versions in the template', (kubernetesVersion) => {
    const { addons } = readAddonLock(kubernetesVersion);
    const found = resources(template({ kubernetesVersion, capacity: { nodeGroups: [{ name: 'general' }] } }), 'AWS::EKS::Addon').map(([, { Properties }]) => [Properties.AddonName, Properties.AddonVersion]);
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(ADDON_NAMES.map((name) => [name, addons[name].version ?? undefined])));
  });

  it('is written whole, and read back', () => {
    const folder = changed(() => undefined);
    const lock = readAddonLock('1.36', folder);
    writeAddonLock(lock, folder);
    expect(readAddonLock('1.36', folder)).toEqual(lock);
    expect(readdirSync(folder)).toEqual(['1.36.json']);
  });

  it.each([
    ['a version has another form', (lock: Draft) => (lock.addons.coredns.version = 'latest'), /^1\.36\.json addons\.coredns\.version is not an add-on version, got "latest"; write it like 'v1\.2\.3-eksbuild\.4', or null for EKS's default$/],
    ['a source says nothing', (lock: Draft) => (lock.addons.coredns.source = ' '), /addons\.coredns\.source says nothing, got " "/],
    ['a version has no day', (lock: Draft) => (lock.addons.coredns.provenOn = null), /addons\.coredns\.provenOn does not fit its version, got null; write the day it was read/],
    ["EKS's default has a day", (lock: Draft) => (lock.addons['metrics-server'].provenOn = '2026-11-23'), /addons\.metrics-server\.provenOn does not fit its version, got "2026-11-23"; write null/],
    ['an add-on is unknown', (lock: Draft) => (lock.addons.istio = {}), /addons\.istio is not an add-on of this platform, got \{\}/],
    ['an add-on is missing', (lock: Draft) => delete lock.addons.coredns, /addons\.coredns\.version is not an add-on version, got undefined/],
    ['it is of another version', (lock: Draft) => (lock.kubernetes = '1.35'), /kubernetes is not the version in the file's name, got "1\.35"; write "1\.36"/],
  ])('fails when %s', (_, change, sentence) => {
    expect(() => readAddonLock('1.36', changed(change))).toThrow(sentence);
  });

  it('fails when there is none, or no JSON in it', () => {
    expect(() => readAddonLock('1.30')).toThrow("add-on lock of Kubernetes 1.30 is missing, got no 1.30.json; make it with 'npm run addons:refresh -- --version 1.30 --write'");
    const folder = changed(() => undefined);
    writeFileSync(join(folder, '1.36.json'), '<<<<<<<');
    expect(() => readAddonLock('1.36', folder)).toThrow(/^1\.36\.json is not JSON, got ".+"; restore it from git$/);
  });
});
