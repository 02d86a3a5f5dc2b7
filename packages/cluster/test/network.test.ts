import { App, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Network, NetworkProps } from '../src';
import { aNetwork, resources } from './world';

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

  it.each([[undefined, 3], [1, 1], [3, 3]])('has the NAT gateways asked for, else one per zone (%s)', (natGateways, expected) => {
    template({ natGateways }).resourceCountIs('AWS::EC2::NatGateway', expected);
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

  it.each([0, 4, 1.5])('fails when %s NAT gateways are asked for', (natGateways) => {
    expect(() => aNetwork({ natGateways })).toThrow(`natGateways is not a whole number from 1 to 3, got ${natGateways}; choose one in that range`);
  });

  it('fails when its stack would look the zones up in AWS', () => {
    const stack = new Stack(new App(), 'Plain');
    expect(() => new Network(stack, 'Network', { name: 'acme-prod' }))
      .toThrow('Plain/Network would look its availability zones up in AWS, got stack Plain; make that an EnvironmentStack');
  });
});
