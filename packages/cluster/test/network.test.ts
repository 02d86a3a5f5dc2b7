import { App, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Nat } from '@plinth/template/config';
import { Cluster, EnvironmentStack, ExistingNetwork, Network, NetworkProps } from '../src';
import { aCluster, anApp, aNetwork, CAPACITY_MIXES, resources } from './world';

const template = (props: Partial<NetworkProps> = {}) => Template.fromStack(aNetwork(props).stack);
const tagOf = (resource: { Properties: { Tags: { Key: string; Value: unknown }[] } }, key: string) => resource.Properties.Tags.find((tag) => tag.Key === key)?.Value;

describe('network', () => {
  it('spans three availability zones, each with a public and a private subnet', () => {
    const zones = resources(template(), 'AWS::EC2::Subnet').map(([, subnet]) => subnet.Properties.AvailabilityZone);
    const zone = (i: number) => ({ 'Fn::Select': [i, { 'Fn::GetAZs': '' }] });
    expect(zones).toEqual([zone(0), zone(1), zone(2), zone(0), zone(1), zone(2)]);
  });

  it('needs no lookup in AWS, though account and region are known', () => {
    const app = new App();
    aNetwork({}, app);
    expect(app.synth().manifest.missing).toBeUndefined();
  });

  it('says where internet-facing and internal load balancers go', () => {
    const subnets = resources(template(), 'AWS::EC2::Subnet').map(([, subnet]) => subnet);
    const ofType = (type: string) => subnets.filter((subnet) => tagOf(subnet as never, 'aws-cdk:subnet-type') === type);
    expect(ofType('Public').map((subnet) => tagOf(subnet as never, 'kubernetes.io/role/elb'))).toEqual(['1', '1', '1']);
    expect(ofType('Private').map((subnet) => tagOf(subnet as never, 'kubernetes.io/role/internal-elb'))).toEqual(['1', '1', '1']);
  });

  it('gives no instance a public address', () => {
    template().allResourcesProperties('AWS::EC2::Subnet', { MapPublicIpOnLaunch: false });
  });

  it.each([[undefined, 3], [Nat.ONE, 1], [Nat.PER_ZONE, 3], [Nat.NONE, 0]])('with NAT %s has %i gateways', (nat, expected) => {
    template({ nat }).resourceCountIs('AWS::EC2::NatGateway', expected);
  });

  it('records all traffic in an encrypted log group', () => {
    const network = template({ logRetention: RetentionDays.ONE_YEAR });
    network.hasResourceProperties('AWS::EC2::FlowLog', { TrafficType: 'ALL', LogGroupName: { Ref: Match.stringLikeRegexp('FlowLogs') } });
    network.hasResourceProperties('AWS::Logs::LogGroup', {
      LogGroupName: '/aws/vpc/acme-prod/flow-logs', RetentionInDays: 365, KmsKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('Key'), 'Arn'] },
    });
  });

  it('lets CloudWatch Logs use the key for that log group alone', () => {
    template().hasResourceProperties('AWS::KMS::Key', {
      EnableKeyRotation: true,
      KeyPolicy: {
        Statement: Match.arrayWith([Match.objectLike({
          Principal: { Service: 'logs.ca-central-1.amazonaws.com' },
          Condition: { ArnEquals: { 'kms:EncryptionContext:aws:logs:arn': 'arn:aws:logs:ca-central-1:111111111111:log-group:/aws/vpc/acme-prod/flow-logs' } },
        })]),
      },
    });
  });

  it('keeps flow logs and their key when the stack is deleted, unless told otherwise', () => {
    template().hasResource('AWS::Logs::LogGroup', { DeletionPolicy: 'Retain' });
    template().hasResource('AWS::KMS::Key', { DeletionPolicy: 'Retain' });
    template({ removalPolicy: RemovalPolicy.DESTROY }).hasResource('AWS::Logs::LogGroup', { DeletionPolicy: 'Delete' });
    template({ removalPolicy: RemovalPolicy.DESTROY }).hasResource('AWS::KMS::Key', { DeletionPolicy: 'Delete' });
  });

  it('reaches S3 without NAT', () => {
    template().hasResourceProperties('AWS::EC2::VPCEndpoint', { VpcEndpointType: 'Gateway' });
  });

  it('fails when its stack would look the zones up in AWS', () => {
    const stack = new Stack(new App(), 'Plain');
    expect(() => new Network(stack, 'Network', { name: 'acme-prod' }))
      .toThrow('Plain/Network would look its availability zones up in AWS, got stack Plain; make that an EnvironmentStack');
  });
});

describe('network without NAT', () => {
  const isolated = () => template({ nat: Nat.NONE });
  const servicesOf = (network: Template) => resources(network, 'AWS::EC2::VPCEndpoint').filter(([, { Properties }]) => Properties.VpcEndpointType === 'Interface')
    .map(([, { Properties }]) => (Properties.ServiceName as string).replace('com.amazonaws.ca-central-1.', '')).sort();

  it('reaches what a cluster calls by endpoints inside it, and nothing else', () => {
    expect(servicesOf(isolated())).toEqual(['ec2', 'ecr.api', 'ecr.dkr', 'eks', 'eks-auth', 'logs', 'monitoring', 'ssm', 'sts', 'xray']);
    isolated().hasResourceProperties('AWS::EC2::VPCEndpoint', { VpcEndpointType: 'Gateway' });
    const outward = resources(isolated(), 'AWS::EC2::Route').filter(([id]) => /private/i.test(id));
    expect(outward).toEqual([]);
  });

  it('pays for no interface endpoint where NAT does the same', () => {
    expect(servicesOf(template({ nat: Nat.ONE }))).toEqual([]);
  });

  it('opens its endpoints to itself alone', () => {
    isolated().hasResourceProperties('AWS::EC2::SecurityGroup', {
      SecurityGroupIngress: [Match.objectLike({ CidrIp: '10.0.0.0/16', FromPort: 443, ToPort: 443 })],
    });
    isolated().resourceCountIs('AWS::EC2::SecurityGroup', 1);
  });

  it('keeps the subnets it had with NAT, so that a platform may change its mind', () => {
    const ids = (nat: Nat) => resources(template({ nat }), 'AWS::EC2::Subnet').map(([id, { Properties }]) => [id, Properties.CidrBlock]);
    expect(ids(Nat.NONE)).toEqual(ids(Nat.ONE));
  });

  it('takes a cluster of any capacity', () => {
    const cluster = Template.fromStack(aCluster({ nat: Nat.NONE, capacity: CAPACITY_MIXES['all three'] }).stack);
    const subnet = { 'Fn::GetStackOutput': Match.objectLike({ OutputName: Match.stringLikeRegexp('privateSubnet') }) };
    cluster.allResourcesProperties('AWS::EKS::Nodegroup', { Subnets: [subnet, subnet, subnet] });
    cluster.allResourcesProperties('AWS::EKS::FargateProfile', { Subnets: [subnet, subnet, subnet] });
    cluster.hasResourceProperties('AWS::EKS::Cluster', { ResourcesVpcConfig: { SubnetIds: [subnet, subnet, subnet] } });
  });
});

describe('network that exists', () => {
  const ours = { id: 'vpc-0a1b2c3d4e5f67890', availabilityZones: ['ca-central-1a', 'ca-central-1b'], privateSubnetIds: ['subnet-0a1b2c3d', 'subnet-0b1c2d3e'] };

  function aClusterThere() {
    const app = anApp();
    const stack = new EnvironmentStack(app, 'acme-prod-Cluster', { env: { account: '111111111111', region: 'ca-central-1' } });
    const network = new ExistingNetwork(stack, 'Network', ours);
    new Cluster(stack, 'Cluster', { name: 'acme-prod', network, capacity: CAPACITY_MIXES['all three'] });
    return { app, stack };
  }

  it('holds nodes, pods and the API in its private subnets', () => {
    const cluster = Template.fromStack(aClusterThere().stack);
    cluster.hasResourceProperties('AWS::EKS::Cluster', { ResourcesVpcConfig: { SubnetIds: ours.privateSubnetIds } });
    cluster.allResourcesProperties('AWS::EKS::Nodegroup', { Subnets: ours.privateSubnetIds });
    cluster.allResourcesProperties('AWS::EKS::FargateProfile', { Subnets: ours.privateSubnetIds });
    cluster.allResourcesProperties('AWS::EC2::SecurityGroup', { VpcId: ours.id });
  });

  it('is named, not looked up, and stays as it is', () => {
    const { app, stack } = aClusterThere();
    expect(app.synth().manifest.missing).toBeUndefined();
    const types = Object.values(Template.fromStack(stack).toJSON().Resources as Record<string, { Type: string }>).map(({ Type }) => Type);
    expect(types.filter((type) => /AWS::EC2::(VPC|Subnet|Route|NatGateway)/.test(type))).toEqual([]);
  });

  it('is taken without a warning: the README says which tags it needs', () => {
    const { stack } = aClusterThere();
    expect(Annotations.fromStack(stack).findWarning('*', Match.anyValue())).toEqual([]);
  });
});
