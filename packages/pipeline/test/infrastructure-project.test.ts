import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnResource, Stack } from 'aws-cdk-lib/core';
import { CDK_CLI_VERSION, deployStacksCommand } from '../src/infrastructure-project';

const repository = join(__dirname, '..', '..', '..');

describe('the infrastructure step', () => {
  it('uses the CDK CLI the repository pins', () => {
    const { devDependencies } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'));
    expect(devDependencies['aws-cdk']).toBe(CDK_CLI_VERSION);
  });

  it('selects the stacks of its environment, and not those of one whose name begins alike', () => {
    const outdir = mkdtempSync(join(tmpdir(), 'assembly-'));
    const app = new App({ outdir, analyticsReporting: false });
    for (const name of ['acme-prod-Network', 'acme-prod-Services-0', 'acme-prod-eu-Network', 'acme-Registry']) {
      new CfnResource(new Stack(app, name), 'Topic', { type: 'AWS::SNS::Topic' });
    }
    app.synth();
    const [pattern] = deployStacksCommand('acme', 'prod').match(/'(.*)'/)!.slice(1);
    const listed = execFileSync(join(repository, 'node_modules', '.bin', 'cdk'), ['ls', `--app=${outdir}`, '--no-notices', pattern], { encoding: 'utf8' });
    expect(listed.trim().split('\n')).toEqual(['acme-prod-Network', 'acme-prod-Services-0']);
  });

  it('never waits for a person', () => {
    expect(deployStacksCommand('acme', 'prod')).toContain('--require-approval=never');
  });
});
