import featureFlags from 'aws-cdk-lib/recommended-feature-flags.json';
import { App, Stack } from 'aws-cdk-lib/core';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { DeliveryPipeline } from '../src';
import { actionsOf, github, may, roleOf, statementsOf, templatesOf, twoAccounts } from './world';

describe('the build', () => {
  const template = templatesOf(twoAccounts)['acme-Pipeline'];

  it('runs the repository\'s buildspec on standard:8.0 with a Docker server and without privileges', () => {
    template.hasResourceProperties('AWS::CodeBuild::Project', {
      Name: 'acme-build',
      Source: { BuildSpec: 'buildspec.yml' },
      Environment: { Image: 'aws/codebuild/standard:8.0', PrivilegedMode: false, DockerServer: { ComputeType: 'BUILD_GENERAL1_SMALL' } },
    });
  });

  it('knows the registry and the ledger', () => {
    template.hasResourceProperties('AWS::CodeBuild::Project', {
      Name: 'acme-build',
      Environment: { EnvironmentVariables: [Match.objectLike({ Name: 'PLINTH_REGISTRY' }), { Name: 'PLINTH_LEDGER', Type: 'PLAINTEXT', Value: 's3://acme-ledger-111111111111-eu-central-1' }] },
    });
  });

  it('adds releases to the ledger and no deployments', () => {
    const build = roleOf(template, 'DeliveryBuildStepRole');
    const [bucket] = Object.keys(template.findResources('AWS::S3::Bucket', { Properties: { BucketName: Match.stringLikeRegexp('^acme-ledger-') } }));
    const ledger = `<${bucket}.Arn>`;
    expect(statementsOf(build).filter(({ Action }) => [Action].flat().includes('s3:PutObject')).length).toBeGreaterThan(0);
    expect(may(build, 's3:PutObject', `${ledger}/releases/c0ffee/release.json`)).toBe(true);
    expect(may(build, 's3:PutObject', `${ledger}/environments/prod/pointer`)).toBe(false);
    expect(may(build, 's3:GetObject', `${ledger}/environments/prod/pointer`)).toBe(true);
    expect(actionsOf(build).filter((action) => action.includes('Delete'))).toEqual([]);
  });

  it('reads what a scan found in its images, and pulls base images through the cache', () => {
    const build = roleOf(template, 'DeliveryBuildStepRole');
    const repository = (name: string) => `arn:aws:ecr:eu-central-1:111111111111:repository/${name}`;
    expect(may(build, 'ecr:DescribeImageScanFindings', repository('acme/orders'))).toBe(true);
    expect(may(build, 'ecr:BatchImportUpstreamImage', repository('acme-ecr/docker/library/node'))).toBe(true);
    expect(may(build, 'ecr:PutImage', repository('acme-ecr/docker/library/node'))).toBe(false);
  });

  it('has a time-out, a cache and an encrypted log that ends', () => {
    template.hasResourceProperties('AWS::CodeBuild::Project', { Name: 'acme-build', TimeoutInMinutes: 60, QueuedTimeoutInMinutes: 120, ConcurrentBuildLimit: 4, Cache: { Type: 'S3' } });
    template.hasResourceProperties('AWS::Logs::LogGroup', { LogGroupName: '/aws/codebuild/acme-build', RetentionInDays: 90, KmsKeyId: Match.anyValue() });
  });

  it('pushes to the platform\'s repositories only', () => {
    const statements = Object.values(template.findResources('AWS::IAM::Role')).flatMap(statementsOf);
    const pushes = statements.filter(({ Action }) => [Action].flat().includes('ecr:PutImage'));
    expect(pushes).toHaveLength(1);
    expect(JSON.stringify(pushes[0].Resource)).toContain(':repository/acme/*');
    expect(pushes[0].Action).toContain('ecr:CreateRepository');
  });

  it('touches no environment', () => {
    const [build] = Object.entries(template.findResources('AWS::IAM::Role')).filter(([id]) => id.startsWith('DeliveryBuildStepRole'));
    expect(actionsOf(build[1])).not.toContain('sts:AssumeRole');
    expect(actionsOf(build[1]).filter((action) => action.startsWith('eks:'))).toEqual([]);
  });

  it('asks Inspector where Inspector scans, and nowhere else', () => {
    const asks = (of: Template) => actionsOf(roleOf(of, 'DeliveryBuildStepRole')).filter((action) => action.startsWith('inspector2:'));
    expect([asks(template), asks(templatesOf(github)['acme-Pipeline'])]).toEqual([[], ['inspector2:ListCoverage', 'inspector2:ListFindings']]);
  });

  it('runs in a VPC when it is given one, and reaches its Docker server there', () => {
    const stack = new Stack(new App({ context: featureFlags }), 'Stack', { env: twoAccounts.tooling });
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['eu-central-1a'], privateSubnetIds: ['subnet-1'], privateSubnetRouteTableIds: ['rtb-1'] });
    const securityGroup = new ec2.SecurityGroup(stack, 'Group', { vpc, allowAllOutbound: false });
    new DeliveryPipeline(stack, 'Delivery', {
      platform: 'acme', environments: twoAccounts.environments, network: { vpc, subnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS }, securityGroup },
    });
    const inside = Template.fromStack(stack);
    inside.hasResourceProperties('AWS::CodeBuild::Project', {
      Name: 'acme-build', VpcConfig: { VpcId: 'vpc-1', Subnets: ['subnet-1'] }, Environment: { DockerServer: { SecurityGroupIds: [Match.anyValue()] } },
    });
    for (const type of ['AWS::EC2::SecurityGroupIngress', 'AWS::EC2::SecurityGroupEgress']) inside.hasResourceProperties(type, { FromPort: 9876, ToPort: 9876 });
    expect(actionsOf(roleOf(inside, 'DeliveryBuildStepRole'))).toContain('ec2:CreateNetworkInterface');
  });
});
