import { join } from 'node:path';
import { findingLine } from '../../src/runtime/gates/gate-report';
import { licenceGate } from '../../src/runtime/gates/licence-gate';
import { productionPlaces, readLockfile } from '../../src/runtime/gates/lockfile';
import { packagesOf } from '../../src/runtime/gates/service-packages';
import { aFolder } from '../repository';
import { LOCKFILE, lockedWith } from './world';

const SBOM = (service: string) => join('apps', service, 'out', 'bundle', 'sbom.json');
const bill = (...components: object[]) => ({ bomFormat: 'CycloneDX', specVersion: '1.6', components });

function contents(service: string, files: Record<string, string | object> = {}) {
  const root = aFolder({ 'package-lock.json': LOCKFILE, ...files });
  const { from, packages } = packagesOf(root, service, readLockfile(root));
  return { from, packages: packages.map(({ name, version }) => `${name} ${version}`).sort() };
}

describe('the packages in an image', () => {
  it('are all its workspace needs to run, each in the version Node finds from there', () => {
    expect(contents('orders')).toEqual({ from: 'lockfile', packages: ['tea 1.0.0', 'water 1.0.0'] });
  });

  it('are those of the workspaces it needs too, but not what tests them', () => {
    expect(contents('billing')).toEqual({ from: 'lockfile', packages: ['salt 1.0.0', 'tea 2.0.0', 'water 2.0.0'] });
  });

  it('are those of its SBOM where there is one: the bundler took no more', () => {
    const sbom = bill({ name: 'tea', version: '1.0.0' });
    expect(contents('orders', { [SBOM('orders')]: sbom })).toEqual({ from: 'sbom', packages: ['tea 1.0.0'] });
  });

  it('have the licence of the lockfile, also where the SBOM has the scope as a group', () => {
    const lock = { ...LOCKFILE, packages: { ...LOCKFILE.packages, 'node_modules/@spice/mint': { version: '1.0.0', license: 'GPL-3.0-only' } } };
    const root = aFolder({ 'package-lock.json': lock, [SBOM('orders')]: bill({ group: '@spice', name: 'mint', version: '1.0.0' }) });
    const { findings } = licenceGate([packagesOf(root, 'orders', readLockfile(root))]);
    expect(findings.map(findingLine)).toEqual([expect.stringContaining('@spice/mint 1.0.0 has a licence that is not allowed (orders), got "GPL-3.0-only"')]);
  });

  it('are not those of an SBOM that another commit left', () => {
    const sbom = bill({ name: 'tea', version: '0.9.0' });
    expect(contents('orders', { [SBOM('orders')]: sbom }).from).toBe('lockfile');
  });

  it('are not asked for the licences of tools and tests', () => {
    const root = aFolder({ 'package-lock.json': lockedWith({ 'node_modules/salt': 'AGPL-3.0-only' }) });
    const lock = readLockfile(root);
    const { findings } = licenceGate(['orders', 'billing'].map((service) => packagesOf(root, service, lock)));
    expect(findings.map(({ id, services }) => [id, services])).toEqual([['licence:salt', ['billing']]]);
    expect(productionPlaces(lock)).toContain('node_modules/knife');
    expect(productionPlaces(lock)).not.toContain('node_modules/fork');
  });

  it('that are aliased go by their own name', () => {
    const lock = { ...LOCKFILE, packages: { ...LOCKFILE.packages, 'node_modules/water': { name: '@spring/water', version: '1.0.0', license: 'ISC' } } };
    expect(contents('orders', { 'package-lock.json': lock }).packages).toEqual(['@spring/water 1.0.0', 'tea 1.0.0']);
  });

  const { 'node_modules/water': _, ...dry } = LOCKFILE.packages;
  it.each([
    ['is no lockfile', { 'package-lock.json': '{' }, `package-lock.json cannot be read, got "no JSON"; make it with 'npx projen' and commit it`],
    ['is an old lockfile', { 'package-lock.json': { lockfileVersion: 1, dependencies: {} } }, 'package-lock.json has no packages, got a lockfile of npm 6 or older'],
    ['is no such workspace in it', { 'package-lock.json': { lockfileVersion: 3, packages: { '': {} } } }, 'package-lock.json does not have apps/orders, got 1 other entries'],
    ['is a package missing in it', { 'package-lock.json': { ...LOCKFILE, packages: dry } }, 'package-lock.json does not have water, got "node_modules/tea" that needs it'],
    ['is half an SBOM', { [SBOM('orders')]: '{}' }, /^apps.orders.out.bundle.sbom.json is no list of packages, got ".+"; make it anew with 'nx run orders:bundle'$/],
  ])('fails when there %s', (_, files, sentence) => expect(() => contents('orders', files as Record<string, object>)).toThrow(sentence));
});
