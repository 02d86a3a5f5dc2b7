import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AccessGrant } from '@plinth/cluster';
import { EnvironmentConfig, Nat, PlatformConfig, Profile } from '@plinth/template/config';
import { writeAccess } from '../src/access';
import { PROFILES } from '../src/profile-values';
import { aFolder, aPlatform, aService, anEnvironment, resourcesOf, synthesised } from './world';

const VPC = { id: 'vpc-0a1b2c3d4e5f67890', availabilityZones: ['ap-northeast-2a', 'ap-northeast-2b'], privateSubnetIds: ['subnet-0a1b2c3d', 'subnet-0b1c2d3e'] };
const ADMIN = 'arn:aws:iam::111111111111:role/on-call';
const VIEWER = 'arn:aws:iam::111111111111:role/developers';

const withEnvironment = (said: Partial<EnvironmentConfig>, more: Partial<PlatformConfig> = {}) => synthesised(aPlatform({ environments: [anEnvironment(said)], ...more }));
const ofType = (assembly: ReturnType<typeof synthesised>, stack: string, type: string) => Object.values(resourcesOf(assembly, stack)).filter(({ Type }) => Type === type);

describe('the network of an environment', () => {
  it('has the NAT its profile chooses, unless it says itself', () => {
    const gateways = (said: Partial<EnvironmentConfig>) => ofType(withEnvironment(said), 'acme-prod-Network', 'AWS::EC2::NatGateway').length;
    expect(gateways({})).toBe(1);
    expect(gateways({ profile: Profile.PRODUCTION })).toBe(3);
    expect(gateways({ network: { nat: Nat.PER_ZONE } })).toBe(3);
    expect(gateways({ profile: Profile.PRODUCTION, network: { nat: Nat.NONE } })).toBe(0);
  });

  it('without NAT has the deploy step beside the nodes', () => {
    const assembly = withEnvironment({ network: { nat: Nat.NONE } });
    const [cluster] = ofType(assembly, 'acme-prod-Cluster', 'AWS::EKS::Cluster');
    const [project] = ofType(assembly, 'acme-prod-Cluster', 'AWS::CodeBuild::Project');
    expect(project.Properties?.VpcConfig.Subnets).toEqual(cluster.Properties?.ResourcesVpcConfig.SubnetIds);
    expect(project.Properties?.VpcConfig.Subnets).toHaveLength(3);
  });

  it('that exists makes no Network stack, and holds cluster and deploy step', () => {
    const assembly = withEnvironment({ network: { vpc: VPC } });
    expect(assembly.stacks.map(({ stackName }) => stackName)).not.toContain('acme-prod-Network');
    const [cluster] = ofType(assembly, 'acme-prod-Cluster', 'AWS::EKS::Cluster');
    const [project] = ofType(assembly, 'acme-prod-Cluster', 'AWS::CodeBuild::Project');
    expect(cluster.Properties?.ResourcesVpcConfig.SubnetIds).toEqual(VPC.privateSubnetIds);
    expect(project.Properties?.VpcConfig).toMatchObject({ VpcId: VPC.id, Subnets: VPC.privateSubnetIds });
  });
});

describe('the support a cluster has', () => {
  const support = (more: Partial<PlatformConfig>) => ofType(withEnvironment({}, more), 'acme-prod-Cluster', 'AWS::EKS::Cluster')[0].Properties?.UpgradePolicy;

  it('ends with the standard, unless a team has leave to pay for more', () => {
    expect(support({})).toEqual({ SupportType: 'STANDARD' });
    expect(support({ extendedSupport: { until: '2027-03-27', reason: 'the vendor supports nothing newer' } })).toEqual({ SupportType: 'EXTENDED' });
  });
});

it.each(Object.values(Profile))('profile %s reserves no capacity for the control plane', (profile) => {
  expect(PROFILES[profile].scalingTier).toBe('standard');
});

describe('the access map', () => {
  const platform = aPlatform({
    environments: [anEnvironment({ administrators: [ADMIN], viewers: [VIEWER] })],
    services: [aService(), aService({ name: 'payments', namespace: 'payments' })],
  });
  const written = () => {
    const folder = aFolder();
    writeAccess(platform, folder);
    return { json: JSON.parse(readFileSync(join(folder, 'access.json'), 'utf8')) as Record<string, AccessGrant[]>, text: readFileSync(join(folder, 'access.md'), 'utf8') };
  };

  it('says what the templates do: every access entry, and no other', () => {
    const assembly = synthesised(platform);
    const resources = resourcesOf(assembly, 'acme-prod-Cluster');
    const nameOf = (principal: string | { 'Fn::GetAtt': [string] }) => (typeof principal === 'string' ? principal : `role/${resources[principal['Fn::GetAtt'][0]].Properties?.RoleName}`);
    const entries = ofType(assembly, 'acme-prod-Cluster', 'AWS::EKS::AccessEntry').map(({ Properties }) => ({
      principal: nameOf(Properties?.PrincipalArn),
      policy: String(Properties?.AccessPolicies[0].PolicyArn['Fn::Join'][1].at(-1)).split('/').at(-1),
      groups: Properties?.KubernetesGroups ?? [],
      namespaces: Properties?.AccessPolicies[0].AccessScope.Namespaces ?? [],
    }));
    const rows = written().json.prod.map(({ principal, policy, groups, namespaces }) => ({ principal, policy, groups, namespaces }));
    expect(rows).toHaveLength(3);
    expect(entries).toEqual(expect.arrayContaining(rows));
    expect(entries).toHaveLength(rows.length);
  });

  it('is a table for people too', () => {
    const { text } = written();
    expect(text).toContain('# acme-prod\n\n| who | policy, groups | where | may |');
    expect(text).toContain(`| \`${VIEWER}\` | AmazonEKSViewPolicy | the whole cluster | get, list and watch`);
    expect(text).toContain('| `role/acme-prod-delivery` | AmazonEKSEditPolicy, plinth:delivery | payments, services |');
  });
});
