import * as fs from 'node:fs';
import * as path from 'node:path';
import { App, Environment, Validations } from 'aws-cdk-lib/core';
import { AwsSolutionsChecks } from 'cdk-nag';
import { aCluster, anApp, CAPACITY_MIXES } from './world';

type Resource = { Type: string; Properties: Record<string, unknown> };
type Statement = { Action: string | string[]; Principal?: unknown };

const resourcesOf = (app: App): Resource[] => app.synth().stacks.flatMap((stack) => Object.values(stack.template.Resources as Record<string, Resource>));

/** Every statement that gives a permission; a key's own policy names the account, which is what makes the key manageable. */
function statementsOf(resources: Resource[]): Statement[] {
  const documents = resources.filter(({ Type }) => Type !== 'AWS::KMS::Key').flatMap(({ Properties }) => [
    Properties.PolicyDocument, Properties.AssumeRolePolicyDocument, ...((Properties.Policies as { PolicyDocument: unknown }[]) ?? []).map((policy) => policy.PolicyDocument),
  ]);
  return documents.flatMap((document) => (document as { Statement: Statement[] } | undefined)?.Statement ?? []);
}

function nagReport(app: App) {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  const report = path.join(app.synth().directory, 'validation-report.json');
  return (JSON.parse(fs.readFileSync(report, 'utf8')).pluginReports as { pluginName: string; violations: unknown[]; suppressedViolations?: unknown[] }[])
    .find((plugin) => plugin.pluginName === 'AwsSolutions')!;
}

describe.each(Object.entries(CAPACITY_MIXES))('%s', (_, capacity) => {
  const anEnvironment = (env?: Environment) => aCluster({ capacity, apiAccessCidrs: ['203.0.113.0/24'] }, anApp(), env).app;

  it('needs no Lambda and no custom resource', () => {
    const types = resourcesOf(anEnvironment()).map(({ Type }) => Type);
    expect(types.filter((type) => /Lambda|Custom/.test(type))).toEqual([]);
  });

  it('gives no permission with a wildcard action', () => {
    const statements = statementsOf(resourcesOf(anEnvironment()));
    expect(statements.length).toBeGreaterThan(0);
    expect(statements.flatMap(({ Action }) => Action).filter((action) => action.includes('*'))).toEqual([]);
  });

  it.each([['known', undefined], ['unknown', {}]])('has no finding of cdk-nag that is not acknowledged with a reason, account and region %s', (__, env) => {
    const { violations, suppressedViolations } = nagReport(anEnvironment(env));
    expect(violations).toEqual([]);
    expect(suppressedViolations).not.toEqual([]);
  });

  it('synthesises to the same bytes twice', () => {
    const bytes = () => anEnvironment().synth().stacks.map((stack) => JSON.stringify(stack.template));
    expect(bytes()).toEqual(bytes());
  });
});
