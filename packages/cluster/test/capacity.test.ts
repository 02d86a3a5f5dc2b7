import { Match, Template } from 'aws-cdk-lib/assertions';
import { CapacityConfig, NodeImage, Purchase } from '@plinth/template/config';
import { aCluster, CAPACITY_MIXES, resources, template, waitsFor } from './world';

const addonsOf = (cluster: Template) => resources(cluster, 'AWS::EKS::Addon').map(([, addon]) => addon.Properties.AddonName as string).sort();
const withCapacity = (capacity?: CapacityConfig) => template({ capacity });
const NODE_ADDONS = ['eks-pod-identity-agent', 'kube-proxy', 'vpc-cni'];

const addonId = (cluster: Template, name: string) => resources(cluster, 'AWS::EKS::Addon').find(([, addon]) => addon.Properties.AddonName === name)![0];

describe('EKS Auto Mode', () => {
  it('is what a cluster has when nothing was said', () => {
    const autoMode = { ComputeConfig: { Enabled: true, NodePools: ['system', 'general-purpose'] }, StorageConfig: { BlockStorage: { Enabled: true } } };
    withCapacity(undefined).hasResourceProperties('AWS::EKS::Cluster', autoMode);
    withCapacity({ autoMode: {} }).hasResourceProperties('AWS::EKS::Cluster', autoMode);
  });

  it('is off when only other capacity is named', () => {
    withCapacity({ nodeGroups: [{ name: 'general' }] }).hasResourceProperties('AWS::EKS::Cluster', { ComputeConfig: { Enabled: false } });
  });

  it('installs no add-on that its nodes have built in', () => {
    expect(addonsOf(withCapacity({ autoMode: {} }))).toEqual(['metrics-server']);
  });

  it('brings DNS for pods that are not on its nodes', () => {
    expect(addonsOf(withCapacity({ autoMode: {}, fargate: [{ name: 'jobs', namespaces: ['jobs'] }] }))).toEqual(['coredns', 'metrics-server']);
  });
});

describe('managed node groups', () => {
  const nodes = () => withCapacity(CAPACITY_MIXES['Spot and on-demand nodes']);

  it('follow the control plane, and no size that an autoscaler set is undone', () => {
    nodes().allResourcesProperties('AWS::EKS::Nodegroup', { Version: '1.36', ScalingConfig: { DesiredSize: Match.absent() } });
  });

  it('run Amazon Linux 2023 in the private subnets of three zones', () => {
    const subnet = (zone: number) => ({ 'Fn::GetStackOutput': Match.objectLike({ OutputName: Match.stringLikeRegexp(`privateSubnet${zone}`) }) });
    nodes().allResourcesProperties('AWS::EKS::Nodegroup', { AmiType: 'AL2023_x86_64_STANDARD', Subnets: [subnet(1), subnet(2), subnet(3)] });
  });

  it('repair themselves and update without breaking disruption budgets', () => {
    nodes().allResourcesProperties('AWS::EKS::Nodegroup', {
      NodeRepairConfig: { Enabled: true }, ForceUpdateEnabled: false, UpdateConfig: { UpdateStrategy: 'MINIMAL', MaxUnavailablePercentage: 33 },
    });
  });

  it('are bought on demand, two at least, unless asked otherwise', () => {
    nodes().hasResourceProperties('AWS::EKS::Nodegroup', { CapacityType: 'ON_DEMAND', ScalingConfig: { MinSize: 2, MaxSize: 10 }, InstanceTypes: ['m6i.large'] });
  });

  it('draw Spot from several instance types', () => {
    const [, spot] = resources(nodes(), 'AWS::EKS::Nodegroup').find(([, group]) => group.Properties.CapacityType === 'SPOT')!;
    expect(spot.Properties.InstanceTypes.length).toBeGreaterThanOrEqual(4);
    expect(spot.Properties.ScalingConfig).toEqual({ MinSize: 1, MaxSize: 10 });
  });

  it.each([
    [undefined, 'm6i.large', 'AL2023_x86_64_STANDARD'], [undefined, 'm7g.large', 'AL2023_ARM_64_STANDARD'], [undefined, 'a1.large', 'AL2023_ARM_64_STANDARD'],
    [NodeImage.BOTTLEROCKET, 'm6i.large', 'BOTTLEROCKET_x86_64'], [NodeImage.BOTTLEROCKET, 'c7gn.large', 'BOTTLEROCKET_ARM_64'],
    [NodeImage.BOTTLEROCKET, 'g5.xlarge', 'BOTTLEROCKET_x86_64'], [NodeImage.AL2023, 'u7i-12tb.224xlarge', 'AL2023_x86_64_STANDARD'],
  ])('run image %s on %s from %s', (image, type, AmiType) => {
    withCapacity({ nodeGroups: [{ name: 'general', image, instanceTypes: [type] }] }).hasResourceProperties('AWS::EKS::Nodegroup', { AmiType, InstanceTypes: [type] });
  });

  it('of Bottlerocket keep images and pods\' files on a volume beside the system\'s, both encrypted', () => {
    withCapacity({ nodeGroups: [{ name: 'general', image: NodeImage.BOTTLEROCKET }] }).hasResourceProperties('AWS::EC2::LaunchTemplate', {
      LaunchTemplateData: {
        BlockDeviceMappings: [
          { DeviceName: '/dev/xvda', Ebs: { Encrypted: true, VolumeSize: Match.absent() } },
          { DeviceName: '/dev/xvdb', Ebs: { Encrypted: true, VolumeSize: 50 } },
        ],
      },
    });
  });

  it('of one image share a launch template', () => {
    withCapacity(CAPACITY_MIXES['nodes of every image and architecture']).resourceCountIs('AWS::EC2::LaunchTemplate', 2);
    withCapacity(CAPACITY_MIXES['Spot and on-demand nodes']).resourceCountIs('AWS::EC2::LaunchTemplate', 1);
  });

  it('keep their credentials from pods, and their disks encrypted', () => {
    nodes().hasResourceProperties('AWS::EC2::LaunchTemplate', {
      LaunchTemplateData: {
        MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 1 },
        BlockDeviceMappings: [{ Ebs: { Encrypted: true, VolumeType: 'gp3' } }],
      },
    });
  });

  it('leave network interfaces to the CNI, which has a role of its own', () => {
    const cluster = nodes();
    const holders = resources(cluster, 'AWS::IAM::Role').filter(([, role]) => JSON.stringify(role.Properties.ManagedPolicyArns).includes('AmazonEKS_CNI_Policy'));
    expect(holders.map(([, role]) => role.Properties.AssumeRolePolicyDocument.Statement[0].Principal)).toEqual([{ Service: 'pods.eks.amazonaws.com' }]);
    cluster.hasResourceProperties('AWS::EKS::Addon', {
      AddonName: 'vpc-cni', PodIdentityAssociations: [{ ServiceAccount: 'aws-node', RoleArn: { 'Fn::GetAtt': [holders[0][0], 'Arn'] } }],
    });
  });

  it('enforce network policies', () => {
    nodes().hasResourceProperties('AWS::EKS::Addon', { AddonName: 'vpc-cni', ConfigurationValues: '{"enableNetworkPolicy":"true"}' });
  });

  it('fails when the fewest nodes are more than the most', () => {
    expect(() => withCapacity({ nodeGroups: [{ name: 'general', minSize: 20, maxSize: 10 }] }))
      .toThrow('capacity.nodeGroups[0].minSize is above maxSize 10, got 20; lower it, or raise maxSize');
  });

  it.each([[{ minSize: 20 }, 20, 20], [{ maxSize: 1 }, 1, 1], [{ minSize: 0 }, 0, 10]])('of size %j have %i to %i nodes: the size that was not said gives way', (size, MinSize, MaxSize) => {
    withCapacity({ nodeGroups: [{ name: 'general', ...size }] }).hasResourceProperties('AWS::EKS::Nodegroup', { ScalingConfig: { MinSize, MaxSize } });
  });
});

describe('Fargate', () => {
  it('takes the system pods too when there is nothing else', () => {
    const cluster = withCapacity({ fargate: [{ name: 'services', namespaces: ['services', 'jobs'] }] });
    const namespaces = resources(cluster, 'AWS::EKS::FargateProfile').map(([, profile]) => profile.Properties.Selectors.map((s: { Namespace: string }) => s.Namespace));
    expect(namespaces).toEqual([['kube-system'], ['services', 'jobs']]);
    cluster.hasResourceProperties('AWS::EKS::Addon', { AddonName: 'coredns', ConfigurationValues: '{"computeType":"Fargate"}' });
    expect(addonsOf(cluster)).toEqual(['coredns', 'metrics-server']);
  });

  it('leaves the system pods to a profile the team declared', () => {
    withCapacity({ fargate: [{ name: 'all', namespaces: ['kube-system', 'services'] }] }).resourceCountIs('AWS::EKS::FargateProfile', 1);
  });

  it('leaves the system pods on nodes when there are any', () => {
    withCapacity({ nodeGroups: [{ name: 'general' }], fargate: [{ name: 'jobs', namespaces: ['jobs'] }] })
      .hasResourceProperties('AWS::EKS::Addon', { AddonName: 'coredns', ConfigurationValues: Match.absent() });
  });

  it('uses the private subnets, and a role no other cluster can borrow', () => {
    const cluster = withCapacity(CAPACITY_MIXES['Fargate only']);
    const subnet = { 'Fn::GetStackOutput': Match.objectLike({ OutputName: Match.stringLikeRegexp('privateSubnet') }) };
    cluster.allResourcesProperties('AWS::EKS::FargateProfile', { Subnets: [subnet, subnet, subnet] });
    cluster.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [{
          Principal: { Service: 'eks-fargate-pods.amazonaws.com' },
          Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:eks:ca-central-1:111111111111:fargateprofile/acme-prod/*' } },
        }],
      },
    });
  });

  it('lets pods assume roles by their service account, which EKS Pod Identity does not do there', () => {
    const provider = { ClientIdList: ['sts.amazonaws.com'], Url: { 'Fn::GetAtt': [Match.stringLikeRegexp('Cluster'), 'OpenIdConnectIssuerUrl'] } };
    withCapacity(CAPACITY_MIXES['Fargate only']).hasResourceProperties('AWS::IAM::OIDCProvider', provider);
    expect(aCluster({ capacity: CAPACITY_MIXES['all three'] }).cluster.identityProvider).toBeDefined();
    withCapacity(CAPACITY_MIXES['on-demand nodes']).resourceCountIs('AWS::IAM::OIDCProvider', 0);
  });

  it('has a role its log router can be granted more with', () => {
    expect(aCluster({ capacity: CAPACITY_MIXES['Fargate only'] }).cluster.podExecutionRole).toBeDefined();
    expect(aCluster().cluster.podExecutionRole).toBeUndefined();
  });
});

describe('add-ons', () => {
  it('come before the nodes that need them, and after the capacity they need', () => {
    const cluster = withCapacity({ ...CAPACITY_MIXES['all three'], nodeGroups: [{ name: 'general' }, { name: 'spot', purchase: Purchase.SPOT }] });
    const capacity = [...resources(cluster, 'AWS::EKS::Nodegroup'), ...resources(cluster, 'AWS::EKS::FargateProfile')].map(([id]) => id);
    for (const [id] of resources(cluster, 'AWS::EKS::Nodegroup')) {
      expect([...waitsFor(cluster, id)]).toEqual(expect.arrayContaining(NODE_ADDONS.map((name) => addonId(cluster, name))));
    }
    for (const name of ['coredns', 'metrics-server']) {
      expect([...waitsFor(cluster, addonId(cluster, name))]).toEqual(expect.arrayContaining(capacity));
    }
    expect([...waitsFor(cluster, addonId(cluster, 'vpc-cni'))]).toContain(addonId(cluster, 'eks-pod-identity-agent'));
  });

  it('on Fargate alone wait for its profiles', () => {
    const cluster = withCapacity(CAPACITY_MIXES['Fargate only']);
    const profiles = resources(cluster, 'AWS::EKS::FargateProfile').map(([id]) => id);
    expect([...waitsFor(cluster, addonId(cluster, 'coredns'))]).toEqual(expect.arrayContaining(profiles));
  });

  it('say who wins a conflict, and go when they are removed', () => {
    withCapacity(CAPACITY_MIXES['all three']).allResourcesProperties('AWS::EKS::Addon', { ResolveConflicts: 'OVERWRITE', PreserveOnDelete: false });
  });

  it('are the managed ones: EKS installs none by itself', () => {
    withCapacity(CAPACITY_MIXES['on-demand nodes']).hasResourceProperties('AWS::EKS::Cluster', { BootstrapSelfManagedAddons: false });
    expect(addonsOf(withCapacity(CAPACITY_MIXES['on-demand nodes']))).toEqual(expect.arrayContaining(['coredns', ...NODE_ADDONS]));
  });
});

it('fails when capacity names nothing to run pods on', () => {
  expect(() => withCapacity({})).toThrow('capacity names nothing to run pods on, got {}; add autoMode, nodeGroups or fargate, or remove capacity for EKS Auto Mode');
});
