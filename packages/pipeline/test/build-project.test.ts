import { Match } from 'aws-cdk-lib/assertions';
import { actionsOf, statementsOf, templatesOf, twoAccounts } from './world';

describe('the build', () => {
  const template = templatesOf(twoAccounts)['acme-Pipeline'];

  it('runs the repository\'s buildspec on standard:8.0 with a Docker server and without privileges', () => {
    template.hasResourceProperties('AWS::CodeBuild::Project', {
      Name: 'acme-build',
      Source: { BuildSpec: 'buildspec.yml' },
      Environment: { Image: 'aws/codebuild/standard:8.0', PrivilegedMode: false, DockerServer: { ComputeType: 'BUILD_GENERAL1_SMALL' } },
    });
  });

  it('knows the registry', () => {
    template.hasResourceProperties('AWS::CodeBuild::Project', {
      Name: 'acme-build',
      Environment: { EnvironmentVariables: [Match.objectLike({ Name: 'PLINTH_REGISTRY' })] },
    });
  });

  it('has a time-out, a cache and an encrypted log that ends', () => {
    template.hasResourceProperties('AWS::CodeBuild::Project', { Name: 'acme-build', TimeoutInMinutes: 60, QueuedTimeoutInMinutes: 120, Cache: { Type: 'S3' } });
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
});
