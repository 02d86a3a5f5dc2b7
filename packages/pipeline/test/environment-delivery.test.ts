import { App, Stack } from 'aws-cdk-lib/core';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { EnvironmentDelivery } from '../src';
import { actionsOf, anywhere, may, templatesOf, TOOLING, twoAccounts } from './world';

describe('the deploy step of an environment', () => {
  const template = templatesOf(twoAccounts)['acme-prod-Cluster'];

  it('runs in the private subnets of the cluster\'s VPC, in a security group of its own', () => {
    template.hasResourceProperties('AWS::CodeBuild::Project', {
      Name: 'acme-prod-workloads',
      VpcConfig: { Subnets: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'], SecurityGroupIds: [Match.anyValue()] },
    });
  });

  it('runs in the subnets it is given, such as those of a VPC without NAT', () => {
    const stack = new Stack(new App(), 'acme-prod-Cluster');
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['a', 'b'], isolatedSubnetIds: ['subnet-1', 'subnet-2'] });
    new EnvironmentDelivery(stack, 'Delivery', { platform: 'acme', environment: 'prod', vpc, subnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED } });
    Template.fromStack(stack).hasResourceProperties('AWS::CodeBuild::Project', { VpcConfig: { Subnets: ['subnet-1', 'subnet-2'] } });
  });

  it('reaches out on 443 only', () => {
    template.hasResourceProperties('AWS::EC2::SecurityGroup', {
      SecurityGroupEgress: [Match.objectLike({ FromPort: 443, ToPort: 443, IpProtocol: 'tcp' })],
      SecurityGroupIngress: Match.absent(),
    });
  });

  it('takes its commands from the platform, not from the repository', () => {
    const [project] = Object.values(template.findResources('AWS::CodeBuild::Project'));
    const { phases } = JSON.parse(project.Properties.Source.BuildSpec);
    expect(phases.build.commands.join('\n')).toContain('--context=acme-prod');
  });

  it('may describe one cluster and call nothing else of EKS', () => {
    const role = deliveryRole();
    expect(actionsOf(role).filter((action) => action.startsWith('eks:'))).toEqual(['eks:DescribeCluster']);
    expect(JSON.stringify(role)).toContain(':cluster/acme-prod"');
  });

  it('reads the artifacts of the tooling account by name and alias', () => {
    const role = JSON.stringify(deliveryRole());
    expect(role).toContain(`:s3:::acme-artifacts-${TOOLING}-eu-central-1/*`);
    expect(role).toContain(`:kms:eu-central-1:${TOOLING}:key/*`);
    expect(may(deliveryRole(), 's3:PutObject', `arn:<AWS::Partition>:s3:::acme-artifacts-${TOOLING}-eu-central-1/built`)).toBe(false);
  });

  it('records deployments of its own environment in the ledger, and no releases', () => {
    const ledger = `arn:<AWS::Partition>:s3:::acme-ledger-${TOOLING}-eu-central-1`;
    const asked = ['environments/prod/pointer', 'environments/prod-eu/pointer', 'environments/staging/pointer', 'releases/c0ffee/release.json'];
    expect(asked.map((key) => may(deliveryRole(), 's3:PutObject', `${ledger}/${key}`))).toEqual([true, false, false, false]);
    expect(may(deliveryRole(), 's3:GetObject', `${ledger}/releases/c0ffee/release.json`)).toBe(true);
    template.hasResourceProperties('AWS::CodeBuild::Project', {
      Environment: { EnvironmentVariables: [{ Name: 'PLINTH_LEDGER', Type: 'PLAINTEXT', Value: `s3://acme-ledger-${TOOLING}-eu-central-1` }] },
    });
  });

  it('is started by the pipeline\'s role of the tooling account, and by nobody else', () => {
    template.hasResourceProperties('AWS::IAM::Role', {
      RoleName: 'acme-prod-delivery-start',
      AssumeRolePolicyDocument: {
        Statement: [
          Match.objectLike({
            Principal: { AWS: `arn:aws:iam::${TOOLING}:root` },
            Condition: { ArnEquals: { 'aws:PrincipalArn': { 'Fn::Join': ['', Match.arrayWith([`:iam::${TOOLING}:role/acme-pipeline`])] } } },
          }),
        ],
      },
    });
  });

  it('needs no account to be named', () => {
    templatesOf(anywhere)['acme-prod-Cluster'].hasResourceProperties('AWS::IAM::Role', { RoleName: 'acme-prod-delivery' });
  });

  it('has no Lambda and no custom resource', () => {
    const types = Object.values(template.toJSON().Resources as Record<string, { Type: string }>).map(({ Type }) => Type);
    expect(types.filter((type) => /Lambda|Custom/.test(type))).toEqual([]);
  });

  function deliveryRole(): Record<string, unknown> {
    const [role] = Object.values(template.findResources('AWS::IAM::Role', { Properties: { RoleName: 'acme-prod-delivery' } }));
    return role;
  }
});
