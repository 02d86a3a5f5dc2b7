import { RemovalPolicy } from 'aws-cdk-lib/core';
import { Match } from 'aws-cdk-lib/assertions';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { aCluster, template } from './world';

describe('cluster', () => {
  it('has a private API endpoint unless asked otherwise', () => {
    template().hasResourceProperties('AWS::EKS::Cluster', {
      ResourcesVpcConfig: { EndpointPrivateAccess: true, EndpointPublicAccess: false, PublicAccessCidrs: Match.absent() },
    });
  });

  it('stays private when the list of networks is empty, which EKS would read as everyone', () => {
    template({ apiAccessCidrs: [] }).hasResourceProperties('AWS::EKS::Cluster', { ResourcesVpcConfig: { EndpointPublicAccess: false } });
  });

  it('opens the API to the named networks only', () => {
    template({ apiAccessCidrs: ['203.0.113.0/24'] }).hasResourceProperties('AWS::EKS::Cluster', {
      ResourcesVpcConfig: { EndpointPrivateAccess: true, EndpointPublicAccess: true, PublicAccessCidrs: ['203.0.113.0/24'] },
    });
  });

  it.each(['0.0.0.0/0', '::/0', '10.0.0.0/00'])('fails when the API is opened to the world with %s', (cidr) => {
    expect(() => aCluster({ apiAccessCidrs: ['203.0.113.0/24', cidr] })).toThrow(
      `apiAccessCidrs[1] opens the Kubernetes API to the whole internet, got "${cidr}"; list the networks that need it, or remove it for a private API`,
    );
  });

  it('fails when a network is not a CIDR', () => {
    expect(() => aCluster({ apiAccessCidrs: ['203.0.113.7'] })).toThrow('apiAccessCidrs[0] is not an IPv4 network, got "203.0.113.7"');
  });

  it('lives in the private subnets', () => {
    const [cluster] = Object.values(template().findResources('AWS::EKS::Cluster'));
    const outputs = cluster.Properties.ResourcesVpcConfig.SubnetIds.map((id: Record<string, { OutputName: string }>) => id['Fn::GetStackOutput'].OutputName);
    expect(outputs).toEqual([1, 2, 3].map((zone) => expect.stringContaining(`privateSubnet${zone}`)));
  });

  it('encrypts Kubernetes secrets with a rotated key', () => {
    template().hasResourceProperties('AWS::KMS::Key', { EnableKeyRotation: true });
    template().hasResourceProperties('AWS::EKS::Cluster', {
      EncryptionConfig: [{ Provider: { KeyArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('Key'), 'Arn'] } }, Resources: ['secrets'] }],
    });
  });

  it('writes every control-plane log to an encrypted log group that exists first', () => {
    const types = ['api', 'audit', 'authenticator', 'controllerManager', 'scheduler'].map((Type) => ({ Type }));
    const cluster = template({ logRetention: RetentionDays.SIX_MONTHS });
    cluster.hasResource('AWS::EKS::Cluster', {
      Properties: { Logging: { ClusterLogging: { EnabledTypes: types } } },
      DependsOn: Match.arrayWith([Match.stringLikeRegexp('Logs')]),
    });
    cluster.hasResourceProperties('AWS::Logs::LogGroup', {
      LogGroupName: '/aws/eks/acme-prod/cluster', RetentionInDays: 180, KmsKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('Key'), 'Arn'] },
    });
  });

  it('knows access entries only, and not even its creator is administrator', () => {
    template().hasResourceProperties('AWS::EKS::Cluster', {
      AccessConfig: { AuthenticationMode: 'API', BootstrapClusterCreatorAdminPermissions: false },
    });
    template().resourceCountIs('AWS::EKS::AccessEntry', 0);
  });

  it('is protected against deletion and shifts zones unless told otherwise', () => {
    template().hasResourceProperties('AWS::EKS::Cluster', { DeletionProtection: true, ZonalShiftConfig: { Enabled: true } });
    template({ deletionProtection: false, zonalShift: false })
      .hasResourceProperties('AWS::EKS::Cluster', { DeletionProtection: false, ZonalShiftConfig: { Enabled: false } });
  });

  it('does not slip into extended support', () => {
    template().hasResourceProperties('AWS::EKS::Cluster', { UpgradePolicy: { SupportType: 'STANDARD' } });
  });

  it('has the control plane EKS sizes by load, unless capacity is reserved', () => {
    template().hasResourceProperties('AWS::EKS::Cluster', { ControlPlaneScalingConfig: { Tier: 'standard' } });
    template({ scalingTier: 'tier-xl' }).hasResourceProperties('AWS::EKS::Cluster', { ControlPlaneScalingConfig: { Tier: 'tier-xl' } });
  });

  it('runs the Kubernetes version asked for', () => {
    template({ kubernetesVersion: '1.35' }).hasResourceProperties('AWS::EKS::Cluster', { Version: '1.35' });
    template().hasResourceProperties('AWS::EKS::Cluster', { Version: '1.36' });
  });

  it('keeps logs and key when the stack is deleted, unless told otherwise', () => {
    template().hasResource('AWS::KMS::Key', { DeletionPolicy: 'Retain' });
    template({ removalPolicy: RemovalPolicy.DESTROY }).hasResource('AWS::KMS::Key', { DeletionPolicy: 'Delete' });
    template({ removalPolicy: RemovalPolicy.DESTROY }).hasResource('AWS::Logs::LogGroup', { DeletionPolicy: 'Delete' });
  });
});
