import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TaskRunner } from '../src';
import { withRunners } from '../src/lockfile-json';
import { prunedLockfile } from '../pack/pruned-lockfile';

const aLockfile = {
  name: 'plinth',
  packages: {
    '': { devDependencies: { nx: '1.0.0', '@plinth/template': '0.1.0' } },
    'node_modules/@plinth/cluster': { link: true, resolved: 'packages/cluster' },
    'node_modules/@plinth/template': { link: true, resolved: 'packages/template' },
    'node_modules/jsii': { dependencies: { semver: '7.0.0', yargs: '1.0.0' } },
    'node_modules/nx': { dependencies: { semver: '6.0.0' }, optionalDependencies: { 'nx-mac': '1.0.0' } },
    'node_modules/nx/node_modules/semver': {},
    'node_modules/nx-mac': {},
    'node_modules/projen': {},
    'node_modules/semver': {},
    'node_modules/yargs': {},
    'packages/cluster': { dependencies: { '@plinth/template': '0.1.0' } },
    'packages/template': { devDependencies: { jsii: '1.0.0' }, peerDependencies: { projen: '1.0.0' } },
  },
};

describe('the lockfile that new repositories begin with', () => {
  it('has the template as a package, and not what only making it needed', () => {
    const { packages } = prunedLockfile(aLockfile, 'packages/template', { peerDependencies: { projen: '1.0.0' } });
    expect(Object.keys(packages)).toEqual([
      '', 'node_modules/@plinth/cluster', 'node_modules/@plinth/template', 'node_modules/nx', 'node_modules/nx/node_modules/semver',
      'node_modules/nx-mac', 'node_modules/projen', 'packages/cluster',
    ]);
    expect(packages['node_modules/@plinth/template']).toEqual({ peerDependencies: { projen: '1.0.0' } });
  });

  it('is shipped with both task runners, and has then the one that was chosen, with a binary for every platform', () => {
    const lock = JSON.parse(readFileSync(join(__dirname, '../../../package-lock.json'), 'utf8'));
    const shipped = prunedLockfile(withRunners(lock, Object.values(TaskRunner)), 'packages/template', {});
    const installed = (runner: TaskRunner) => {
      const { packages } = withRunners(shipped, [runner]);
      const said = Object.keys(packages[''].devDependencies ?? {}).filter((name) => name === 'nx' || name === 'turbo');
      return { said, binaries: Object.keys(packages).filter((path) => /^node_modules\/(@nx|@turbo|nx$|turbo$)/.test(path)).map((path) => path.replace(/^node_modules\/|\/.*/g, '')) };
    };
    const platforms = (name: string) => Object.keys(lock.packages[`node_modules/${name}`].optionalDependencies).map((binary) => binary.split('/')[0]);
    expect(installed(TaskRunner.TURBO)).toEqual({ said: ['turbo'], binaries: [...platforms('turbo'), 'turbo'] });
    expect(installed(TaskRunner.NX)).toEqual({ said: ['nx'], binaries: [...platforms('nx'), 'nx'] });
  });

  it('fails when the workspace is not in it', () => {
    expect(() => prunedLockfile(aLockfile, 'packages/temple', {})).toThrow('package-lock.json has no workspace, got packages/temple; run npm install');
  });

  it('names a binary for every platform a team may work on', () => {
    const { packages } = JSON.parse(readFileSync(join(__dirname, '../../../package-lock.json'), 'utf8'));
    const missing = Object.values<{ optionalDependencies?: object }>(packages).flatMap(({ optionalDependencies = {} }) => Object.keys(optionalDependencies))
      .filter((name) => !Object.keys(packages).some((path) => path.endsWith(`node_modules/${name}`)));
    expect(missing).toEqual([]);
  });

  it('holds no download address', () => {
    expect(readFileSync(join(__dirname, '../../../package-lock.json'), 'utf8')).not.toMatch(/"resolved": "https?:/);
  });
});
