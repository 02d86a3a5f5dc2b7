import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Validations } from 'aws-cdk-lib/core';
import { AwsSolutionsChecks } from 'cdk-nag';
import { SourceProvider } from '@plinth/template/config';
import { aPlatform, anywhere, statementsOf, templatesOf, twoAccounts } from './world';

/** Each wildcard of ours, and why AWS or we allow no narrower one. */
const WILDCARDS: [RegExp, string][] = [
  [/^\*$/, 'the call allows no resource'],
  [/:ecr:.*:repository\/acme\/\*$/, 'repositories are created on first push'],
  [/\.Arn>\/\*$|:s3:::acme-artifacts-.*\/\*$/, 'all objects of one bucket'],
  [/:report-group\/acme-build-\*$/, 'report groups carry the project name'],
  [/:network-interface\/\*$/, 'interfaces come and go with builds'],
  [/:kms:.*:key\/\*$/, 'narrowed to one alias by condition'],
];
const NO_RESOURCE_ACTIONS = ['ecr:GetAuthorizationToken', 'ec2:Describe'];

const github = { provider: SourceProvider.GITHUB, repository: 'acme/shop' };

describe('security', () => {
  const statements = Object.entries(templatesOf(twoAccounts)).flatMap(([stack, template]) =>
    ['AWS::IAM::Role', 'AWS::IAM::Policy'].flatMap((type) =>
      Object.entries(template.findResources(type)).flatMap(([id, resource]) => statementsOf(resource).map((statement) => ({ where: `${stack}/${id}`, statement }))),
    ),
  );

  it('lists the statements of every role', () => {
    expect(statements.length).toBeGreaterThan(20);
  });

  it('names every action in full', () => {
    const actions = statements.flatMap(({ statement }) => [statement.Action].flat());
    expect(actions.filter((action) => action.includes('*'))).toEqual([]);
  });

  it('has no wildcard resource without a reason', () => {
    const unexplained = statements.flatMap(({ where, statement }) =>
      [statement.Resource].flat().map(text).filter((arn) => arn.includes('*') && !WILDCARDS.some(([pattern]) => pattern.test(arn))).map((arn) => `${where}: ${arn}`),
    );
    expect(unexplained).toEqual([]);
  });

  it('uses the resource * only for calls that allow no other', () => {
    const actions = statements.filter(({ statement }) => statement.Resource === '*').flatMap(({ statement }) => [statement.Action].flat());
    expect(actions.filter((action) => !NO_RESOURCE_ACTIONS.some((prefix) => action.startsWith(prefix)))).toEqual([]);
  });

  it('narrows every key wildcard to the artifact key', () => {
    const wide = statements.filter(({ statement }) => [statement.Resource].flat().map(text).some((arn) => arn.endsWith(':key/*')));
    expect(wide.length).toBe(2);
    expect(wide.map(({ statement }) => statement.Condition?.['ForAnyValue:StringEquals'])).toEqual(
      Array(2).fill({ 'kms:ResourceAliases': 'alias/acme-artifacts' }),
    );
  });

  it.each([['two accounts', twoAccounts], ['any account', anywhere], ['a connection', { ...twoAccounts, source: github }]])('leaves nothing for cdk-nag to say: %s', (_name, world) => {
    const { app } = aPlatform(world);
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    const [nag] = nagReports(app.synth({ force: true }).directory);
    expect(nag.violations).toEqual([]);
    expect(nag.suppressedViolations.length).toBeGreaterThan(0);
  });
});

function text(node: unknown): string {
  if (typeof node === 'string') return node;
  const [[kind, value]] = Object.entries(node as Record<string, string | [string, unknown[]]>);
  if (kind === 'Fn::Join') return (value[1] as unknown[]).map(text).join('');
  return `<${[value].flat().join('.')}>`;
}

function nagReports(directory: string): { violations: unknown[]; suppressedViolations: unknown[] }[] {
  const { pluginReports } = JSON.parse(readFileSync(join(directory, 'validation-report.json'), 'utf8'));
  return pluginReports.filter(({ pluginName }: { pluginName: string }) => pluginName === 'AwsSolutions');
}
