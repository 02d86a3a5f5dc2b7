import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Nat, PlatformConfig, Profile, Purchase, SourceProvider } from '@plinth/template/config';
import { readAssembly } from '../src/assembly';
import { Resource, aPlatform, aService, allResources, anEnvironment, resourcesOf, synthesised, templates } from './world';

const PLACED = [
  anEnvironment({ name: 'staging', account: '111111111111', region: 'ap-northeast-2' }),
  anEnvironment({ account: '222222222222', region: 'ap-northeast-2', profile: Profile.PRODUCTION, approval: true, apiAccessCidrs: ['203.0.113.0/24'] }),
];

/** Kinds of platform a team can ask for. */
const PLATFORMS: Record<string, Partial<PlatformConfig>> = {
  'on Auto Mode': { capacity: { autoMode: {} } },
  'on node groups': { capacity: { nodeGroups: [{ name: 'general' }, { name: 'spot', purchase: Purchase.SPOT }] } },
  'on Fargate': { capacity: { fargate: [{ name: 'services', namespaces: ['services'] }] } },
  'on all three': { capacity: { autoMode: {}, nodeGroups: [{ name: 'general' }], fargate: [{ name: 'jobs', namespaces: ['jobs'] }] } },
  'with accounts and regions': { environments: PLACED, tooling: { account: '333333333333', region: 'ap-northeast-2' }, services: [aService({ slo: { availability: 99.9, latencyMs: 300 } })] },
  'from GitHub': { source: { provider: SourceProvider.GITHUB, repository: 'acme/platform' } },
  'without services': { services: [] },
  'without NAT, for people': {
    environments: [anEnvironment({ network: { nat: Nat.NONE }, administrators: ['arn:aws:iam::111111111111:role/on-call'], viewers: ['arn:aws:iam::111111111111:role/developers'] })],
  },
  'in a VPC that exists': {
    environments: [anEnvironment({
      network: { vpc: { id: 'vpc-0a1b2c3d', availabilityZones: ['eu-west-1a', 'eu-west-1b'], privateSubnetIds: ['subnet-0a1b2c3d', 'subnet-0b1c2d3e'] } },
    })],
  },
};

describe('the stacks of a platform', () => {
  it('are four for each environment and two for all, in the order they are deployed', () => {
    expect(readAssembly(synthesised(aPlatform()).directory).map(({ name }) => name)).toEqual([
      'acme-Registry',
      'acme-staging-Network', 'acme-staging-Cluster', 'acme-staging-Observability', 'acme-staging-Services-0',
      'acme-prod-Network', 'acme-prod-Cluster', 'acme-prod-Observability', 'acme-prod-Services-0',
      'acme-Pipeline',
    ]);
  });

  it('wait for the stacks they rest on, and never for another environment', () => {
    const waitsFor = (name: string) => synthesised(aPlatform()).getStackByName(name).dependencies.map(({ id }) => id).filter((id) => !id.endsWith('.assets'));
    expect(waitsFor('acme-prod-Cluster')).toEqual(['acme-prod-Network']);
    expect(waitsFor('acme-prod-Observability')).toEqual(['acme-prod-Cluster']);
    expect(waitsFor('acme-prod-Services-0')).toEqual(['acme-prod-Observability']);
    expect([...waitsFor('acme-prod-Network'), ...waitsFor('acme-Registry'), ...waitsFor('acme-Pipeline')]).toEqual([]);
  });

  it('say in their tags, which CloudFormation puts on every resource, what they belong to', () => {
    for (const { stackName, tags } of synthesised(aPlatform()).stacks) {
      const environment = ['staging', 'prod'].find((name) => stackName.startsWith(`acme-${name}-`));
      expect(tags).toEqual({ 'plinth:platform': 'acme', ...(environment && { 'plinth:environment': environment }) });
    }
  });

  it('belong to no account until a team names one', () => {
    const places = new Set(synthesised(aPlatform()).stacks.map(({ environment }) => environment.name));
    expect([...places]).toEqual(['aws://unknown-account/unknown-region']);
  });

  it('go to the accounts a team names; registry and pipeline to the tooling account', () => {
    const places = synthesised(aPlatform(PLATFORMS['with accounts and regions'])).stacks.map(({ stackName, environment }) => [stackName, environment.account, environment.region]);
    for (const [stack, account, region] of places) {
      const owner = stack.startsWith('acme-staging-') ? '111111111111' : stack.startsWith('acme-prod-') ? '222222222222' : '333333333333';
      expect([stack, account, region]).toEqual([stack, owner, 'ap-northeast-2']);
    }
  });

  it('put registry and pipeline beside the first environment unless told otherwise', () => {
    expect(synthesised(aPlatform({ environments: PLACED })).getStackByName('acme-Pipeline').environment).toMatchObject({ account: '111111111111', region: 'ap-northeast-2' });
  });
});

describe('a profile', () => {
  const inventory = (profile: Profile) => new Set(allResources(synthesised(aPlatform({ environments: [anEnvironment({ profile })] })))
    .map(({ stack, id, resource }) => `${stack} ${resource.Type} ${id}`));

  it('changes values, not resources', () => {
    expect(inventory(Profile.TEAM)).toEqual(inventory(Profile.TINY));
  });

  it('changes no resource in production but the NAT gateways of two more zones', () => {
    const tiny = inventory(Profile.TINY);
    const production = inventory(Profile.PRODUCTION);
    expect([...tiny].filter((one) => !production.has(one))).toEqual([]);
    const more = [...production].filter((one) => !tiny.has(one)).map((one) => one.split(' ').slice(0, 2).join(' ')).sort();
    expect(more).toEqual([...Array(2).fill('acme-prod-Network AWS::EC2::EIP'), ...Array(2).fill('acme-prod-Network AWS::EC2::NatGateway')]);
  });

  it.each([[Profile.TINY, 7, false], [Profile.TEAM, 30, true], [Profile.PRODUCTION, 180, true]])('%s keeps the cluster\'s logs for %i days; deletion protection is %s', (profile, days, deletionProtection) => {
    const resources = allResources(synthesised(aPlatform({ environments: [anEnvironment({ profile })] }))).filter(({ stack }) => !/Registry|Pipeline/.test(stack)).map(({ resource }) => resource);
    const retention = new Set(resources.filter(({ Type }) => Type === 'AWS::Logs::LogGroup').map(({ Properties }) => Properties?.RetentionInDays));
    expect([...retention]).toEqual([days]);
    expect(resources.find(({ Type }) => Type === 'AWS::EKS::Cluster')?.Properties?.DeletionProtection).toBe(deletionProtection);
  });
});

describe('adding a service', () => {
  const changes = (more: Partial<PlatformConfig>) => {
    const before = templates(synthesised(aPlatform()));
    const after = templates(synthesised(aPlatform(more)));
    return Object.keys(after).filter((stack) => before[stack] !== after[stack]).sort();
  };

  it('changes the environments\' service stacks alone: neither cluster nor registry nor pipeline', () => {
    expect(changes({ services: [aService(), aService({ name: 'payments' })] })).toEqual(['acme-prod-Services-0', 'acme-staging-Services-0']);
  });

  it('in a namespace of its own, also opens that namespace to the deploy step', () => {
    expect(changes({ services: [aService(), aService({ name: 'payments', namespace: 'payments' })] })).toEqual([
      'acme-prod-Cluster', 'acme-prod-Services-0', 'acme-staging-Cluster', 'acme-staging-Services-0',
    ]);
  });
});

describe('a platform with 60 services', () => {
  const names = Array.from({ length: 60 }, (_, index) => `service-${index}`);
  const large = () => synthesised(aPlatform({ services: names.map((name) => aService({ name, slo: { availability: 99.9, latencyMs: 300 } })) }));

  it('has every service in one shard, of at most 50', () => {
    const { stacks } = large();
    const shards = stacks.filter(({ stackName }) => stackName.startsWith('acme-prod-Services-')).map(({ stackName }) => {
      const dashboards = Object.values(resourcesOf(large(), stackName)).filter(({ Type }) => Type === 'AWS::CloudWatch::Dashboard');
      return dashboards.map(({ Properties }) => String(Properties?.DashboardName));
    });
    expect(shards.length).toBeGreaterThan(1);
    expect(Math.max(...shards.map(({ length }) => length))).toBeLessThanOrEqual(50);
    expect(shards.flat().sort()).toEqual(names.map((name) => `acme-prod-${name}`).sort());
  });

  it('has the registry and the pipeline of a platform with one', () => {
    const [one, many] = [templates(synthesised(aPlatform())), templates(large())];
    expect([many['acme-Registry'], many['acme-Pipeline']]).toEqual([one['acme-Registry'], one['acme-Pipeline']]);
  });

  it('stays below 500 resources a stack', () => {
    expect(Math.max(...large().stacks.map(({ stackName }) => Object.keys(resourcesOf(large(), stackName)).length))).toBeLessThan(500);
  });
});

describe('a cluster with only Fargate', () => {
  it('has container log groups, but no add-on whose agents nothing could run', () => {
    const types = Object.values(resourcesOf(synthesised(aPlatform(PLATFORMS['on Fargate'])), 'acme-prod-Observability')).map(({ Type }) => Type);
    expect(types).toContain('AWS::Logs::LogGroup');
    expect(types).not.toContain('AWS::EKS::Addon');
  });
});

describe.each(Object.entries(PLATFORMS))('a platform %s', (_, said) => {
  const assembly = () => synthesised(aPlatform(said));
  const resources = () => allResources(assembly()).map(({ resource }) => resource);

  it('runs no code inside CloudFormation', () => {
    expect(resources().filter(({ Type }) => /Lambda|Custom/.test(Type))).toEqual([]);
  });

  it('gives nobody every action, and nobody system:masters', () => {
    const actions = statementsOf(resources()).flatMap(({ Action = [] }) => Action);
    expect(actions.length).toBeGreaterThan(50);
    expect(actions.filter((action) => action.includes('*'))).toEqual([]);
    expect(JSON.stringify(templates(assembly()))).not.toMatch(/system:masters/);
  });

  it('keeps no log for ever', () => {
    const groups = resources().filter(({ Type }) => Type === 'AWS::Logs::LogGroup');
    expect(groups.length).toBeGreaterThan(0);
    expect(groups.filter(({ Properties }) => !(Properties?.RetentionInDays > 0))).toEqual([]);
  });

  it('fits CloudFormation: below 500 resources a stack, and nothing to look up or build before', () => {
    expect(assembly().stacks.filter(({ stackName }) => Object.keys(resourcesOf(assembly(), stackName)).length >= 500)).toEqual([]);
    expect(assembly().manifest.missing ?? []).toEqual([]);
    expect(assembly().stacks.flatMap(({ assets }) => assets)).toEqual([]);
  });

  it('leaves no finding of cdk-nag without a reason', () => {
    const report = nagReport(assembly().directory);
    expect(report.violations).toEqual([]);
    expect(report.suppressedViolations.length).toBeGreaterThan(0);
    expect(report.suppressedViolations.filter(({ reason }) => !reason)).toEqual([]);
  });
});

interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action?: string | string[];
}

/** Every statement that gives a permission; a key's policy names its own account, without which nobody could manage the key. */
function statementsOf(resources: readonly Resource[]): Statement[] {
  return resources.filter(({ Type }) => Type !== 'AWS::KMS::Key').flatMap(({ Properties }) => documents(Properties))
    .flatMap(({ Statement }) => Statement).filter(({ Effect }) => Effect === 'Allow');
}

/** Policy documents anywhere in a value, whatever the property is called. */
function documents(value: unknown): { readonly Statement: Statement[] }[] {
  if (typeof value !== 'object' || value === null) return [];
  const within = Object.values(value).flatMap(documents);
  return 'Statement' in value && Array.isArray(value.Statement) ? [value as { Statement: Statement[] }, ...within] : within;
}

interface NagReport {
  readonly pluginName: string;
  readonly violations: unknown[];
  readonly suppressedViolations: { readonly reason?: string }[];
}

function nagReport(directory: string): NagReport {
  const { pluginReports } = JSON.parse(readFileSync(join(directory, 'validation-report.json'), 'utf8'));
  return pluginReports.find(({ pluginName }: NagReport) => pluginName === 'AwsSolutions');
}
