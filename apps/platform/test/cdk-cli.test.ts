import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readAssembly } from '../src/assembly';
import { ROOT, aFolder, aPlatform, anEnvironment, resourcesOf, synthesised, thisPlatform } from './world';

const CDK = join(ROOT, 'node_modules/.bin/cdk');

describe('the cdk command this repository pins', () => {
  const { devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const env = { PATH: process.env.PATH, HOME: aFolder(), CI: 'true' };

  it('is the one that is installed', () => {
    const pinned: string = devDependencies['aws-cdk'];
    expect(execFileSync(CDK, ['--version'], { encoding: 'utf8', env })).toMatch(new RegExp(`^${pinned.replaceAll('.', '\\.')} `));
  }, 30_000);

  it('reads our assembly and lists its stacks, without credentials', () => {
    const { directory } = synthesised(thisPlatform());
    expect(list(directory)).toEqual(readAssembly(directory).map(({ name }) => name));
  }, 30_000);

  it('deploys the stacks of one environment alone, also beside one whose name begins alike', () => {
    const assembly = synthesised(aPlatform({ environments: [anEnvironment({ name: 'prod-eu' }), anEnvironment({ name: 'prod' })] }));
    const command = JSON.stringify(resourcesOf(assembly, 'acme-Pipeline')).match(/cdk deploy --app=cdk\.out [^']*'(acme-prod-\[[^']+)'/);
    expect(list(assembly.directory, command![1])).toEqual(['acme-prod-Network', 'acme-prod-Cluster', 'acme-prod-Observability', 'acme-prod-Services-0']);
  }, 30_000);

  function list(assembly: string, ...patterns: string[]): string[] {
    const { status, stdout, stderr } = spawnSync(CDK, ['list', '--app', assembly, '--no-notices', ...patterns], { encoding: 'utf8', env, cwd: aFolder() });
    expect({ status, stderr }).toEqual({ status: 0, stderr: expect.not.stringMatching(/credential|region/i) });
    return stdout.trim().split('\n');
  }
});
