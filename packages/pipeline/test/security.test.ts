import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Validations } from 'aws-cdk-lib/core';
import { AwsSolutionsChecks } from 'cdk-nag';
import { SourceProvider } from '@plinth/template/config';
import { statementLine, statementsIn } from './statements';
import { aPlatform, anywhere, github, templatesOf, text, twoAccounts } from './world';

/** Every call that AWS allows on no resource, and so on all; and why. */
const NO_RESOURCE: Record<string, string> = {
  'ecr:GetAuthorizationToken': 'a login is for the whole registry',
  'ec2:DescribeDhcpOptions': 'it lists what is there',
  'ec2:DescribeNetworkInterfaces': 'it lists what is there',
  'ec2:DescribeSecurityGroups': 'it lists what is there',
  'ec2:DescribeSubnets': 'it lists what is there',
  'ec2:DescribeVpcs': 'it lists what is there',
  'inspector2:ListCoverage': 'Inspector knows findings of the account; only asked for where it scans',
  'inspector2:ListFindings': 'Inspector knows findings of the account; only asked for where it scans',
};

/** Every other wildcard of ours, and why AWS or we allow no narrower one. */
const WILDCARDS: [RegExp, string][] = [
  [/:ecr:.*:repository\/acme(-ecr|-hub)?\/\*$/, 'repositories are created on first push or pull'],
  [/^<DeliveryArtifactsBucket.*\.Arn>\/\*$|:s3:::acme-artifacts-.*\/\*$/, 'the pipeline names the objects of its own bucket'],
  [/^<DeliveryBuildCache.*\.Arn>\/\*$/, 'CodeBuild names the objects of its cache'],
  [/(<DeliveryLedgerBucket.*\.Arn>|:s3:::acme-ledger-[^/]*)\/(releases|environments(\/\w+)?)\/\*$/, 'releases and deployments are named when they are made'],
  [/:report-group\/acme-(build|pull-request)-\*$/, 'report groups carry the project name'],
  [/:network-interface\/\*$/, 'interfaces come and go with builds'],
  [/:kms:.*:key\/\*$/, 'narrowed to one alias by condition'],
];

describe('security', () => {
  const statements = [...statementsIn(templatesOf(twoAccounts)), ...statementsIn({ 'acme-Pipeline of GitHub': templatesOf(github)['acme-Pipeline'] })];
  const allowed = statements.filter(({ statement }) => statement.Effect === 'Allow');
  const ofRoles = allowed.filter(({ kind }) => kind === 'identity');
  const resourcesOf = ({ statement }: (typeof statements)[number]) => [statement.Resource ?? []].flat().map(text);

  it('lists every statement, so that a change of one is seen', () => {
    expect(statements.filter(({ where }) => !where.includes('GitHub')).map(statementLine).sort().join('\n')).toMatchSnapshot();
  });

  it('names every action in full; a key alone trusts its account with everything, or nobody could manage it', () => {
    const wide = allowed.filter(({ statement }) => [statement.Action].flat().some((action) => action.includes('*')));
    expect(wide.filter(({ kind, statement }) => !(kind === 'key' && JSON.stringify(statement.Principal).includes(':root'))).map(statementLine)).toEqual([]);
    expect(new Set(wide.flatMap(({ statement }) => statement.Action))).toEqual(new Set(['kms:*']));
  });

  it('allows all resources for calls that allow no other, each with its reason', () => {
    const actions = ofRoles.filter((one) => resourcesOf(one).includes('*')).flatMap(({ statement }) => statement.Action);
    expect([...new Set(actions)].sort()).toEqual(Object.keys(NO_RESOURCE).sort());
  });

  it('has no other wildcard without a reason, and no reason without a wildcard', () => {
    const wildcards = ofRoles.flatMap(resourcesOf).filter((arn) => arn.includes('*') && arn !== '*');
    expect(wildcards.filter((arn) => !WILDCARDS.some(([pattern]) => pattern.test(arn)))).toEqual([]);
    expect(WILDCARDS.filter(([pattern]) => !wildcards.some((arn) => pattern.test(arn))).map(([, reason]) => reason)).toEqual([]);
  });

  it('narrows every key wildcard to one of the platform\'s keys', () => {
    const wide = ofRoles.filter((one) => resourcesOf(one).some((arn) => arn.endsWith(':key/*')));
    const aliases = wide.map(({ statement }) => (statement.Condition?.['ForAnyValue:StringEquals'] as Record<string, string>)['kms:ResourceAliases']);
    expect([...new Set(aliases)].sort()).toEqual(['alias/acme-artifacts', 'alias/acme-ledger']);
    expect(aliases).toHaveLength(wide.length);
  });

  it('opens nothing to everybody', () => {
    const open = allowed.filter(({ statement: { Principal } }) => ['"*"', '{"AWS":"*"}'].includes(JSON.stringify(Principal)));
    expect(open.map(statementLine)).toEqual([]);
  });

  it.each([
    ['two accounts', twoAccounts], ['any account', anywhere], ['a connection that exists', github],
    ['a connection of its own', { ...twoAccounts, source: { provider: SourceProvider.GITLAB, repository: 'acme/shop' } }],
    ['an imported repository', { ...twoAccounts, source: { provider: SourceProvider.CODECOMMIT, imported: true } }],
  ])('leaves nothing for cdk-nag to say: %s', (_name, world) => {
    const { app } = aPlatform(world);
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    const [nag] = nagReports(app.synth({ force: true }).directory);
    expect(nag.violations).toEqual([]);
    expect(nag.suppressedViolations.length).toBeGreaterThan(0);
  });
});

function nagReports(directory: string): { violations: unknown[]; suppressedViolations: unknown[] }[] {
  const { pluginReports } = JSON.parse(readFileSync(join(directory, 'validation-report.json'), 'utf8'));
  return pluginReports.filter(({ pluginName }: { pluginName: string }) => pluginName === 'AwsSolutions');
}
