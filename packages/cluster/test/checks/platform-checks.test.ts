import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack, Validations } from 'aws-cdk-lib/core';
import { CfnNodegroup } from 'aws-cdk-lib/aws-eks-v2';
import { PlatformChecks, checkTemplateFiles, templateFindingLine } from '../../src';
import { aCluster, anApp, CAPACITY_MIXES } from '../world';

/** An app with one node group nobody can create; someone may have given leave for that. */
function anAssembly({ acknowledged = false, minSize = 3 } = {}) {
  const app = new App({ context: { '@aws-cdk/core:validationReportPrettyPrint': false } });
  Validations.of(app).addPlugins(new PlatformChecks());
  const stack = new Stack(app, 'acme');
  const group = new CfnNodegroup(stack, 'Nodes', { clusterName: 'c', nodeRole: 'r', subnets: ['s'], scalingConfig: { minSize, maxSize: 2 } });
  if (acknowledged) Validations.of(group).acknowledge({ id: 'PlatformChecks::eks/min-above-max', reason: 'a test' });
  const directory = app.outdir;
  const failure = synth(app);
  return { directory, failure, report: () => JSON.parse(readFileSync(join(directory, 'validation-report.json'), 'utf8')).pluginReports };
}

function synth(app: App): string | undefined {
  const silenced = jest.spyOn(console, 'error').mockImplementation();
  const exitCode = process.exitCode;
  try {
    app.synth();
    return process.exitCode === exitCode ? undefined : 'exit code';
  } catch (error) {
    return (error as Error).message;
  } finally {
    process.exitCode = exitCode;
    silenced.mockRestore();
  }
}

/** A folder with files in it. */
function aFolder(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'plinth-'));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

const BAD = JSON.stringify({ Resources: { Nodes: { Type: 'AWS::EKS::Nodegroup', Properties: { ScalingConfig: { MinSize: 3, MaxSize: 2 } } } } });

describe('the checks in a CDK app', () => {
  it('fails when a template breaks a rule, and points at the construct', () => {
    const { failure, report } = anAssembly();
    expect(failure).toBeDefined();
    expect(report()[0]).toMatchObject({
      pluginName: 'PlatformChecks', conclusion: 'failure',
      violations: [{ ruleName: 'eks/min-above-max', severity: 'error', violatingConstructs: [{ constructPath: 'acme/Nodes', cloudFormationResource: { logicalId: 'Nodes' } }] }],
    });
  });

  it('passes what is right', () => expect(anAssembly({ minSize: 1 }).failure).toBeUndefined());

  it('passes what a construct acknowledged, then and when the assembly is checked by itself', () => {
    const { directory, failure } = anAssembly({ acknowledged: true });
    expect(failure).toBeUndefined();
    expect(checkTemplateFiles(directory)).toMatchObject({ templates: [{ name: 'acme.template.json' }], findings: [] });
  });
});

describe('the check of a folder', () => {
  it('finds the same as the app', () => {
    expect(checkTemplateFiles(anAssembly().directory).findings.map(({ rule, template, resource }) => [rule, template, resource])).toEqual([['eks/min-above-max', 'acme.template.json', 'Nodes']]);
  });

  it('reads templates of whatever name, and passes over what is none', () => {
    const { templates, findings } = checkTemplateFiles(aFolder({ 'a.json': BAD, 'b.template': BAD, 'manifest.json': '{}', 'values.yaml': 'a: 1' }));
    expect(templates.map(({ name }) => name)).toEqual(['a.json', 'b.template']);
    expect(findings).toHaveLength(2);
  });

  it.each([
    ['a file is no JSON', { 'a.json': '{' }, /^a\.json error template\/unreadable: cannot be read: /],
    ['a template is YAML', { 'a.yaml': 'Resources:\n  A: {}\n' }, /^a\.yaml error template\/unreadable: is a template in YAML, which is not read, got "a\.yaml"; write it as JSON$/],
  ])('fails when %s', (_, files, line) => {
    expect(checkTemplateFiles(aFolder(files)).findings.map(templateFindingLine)).toEqual([expect.stringMatching(line)]);
  });
});

describe('our own clusters', () => {
  it.each(Object.entries(CAPACITY_MIXES))('break no rule: %s', (_, capacity) => {
    const { app } = aCluster({ capacity }, anApp());
    expect(checkTemplateFiles(app.synth().directory, { extendedSupport: 'refused' }).findings.map(templateFindingLine)).toEqual([]);
  });
});
