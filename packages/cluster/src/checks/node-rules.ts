import { Template, TemplateResource, referred, resourcesOf } from './template';
import { TemplateRule, broken, brokenWhere } from './template-rule';

const NODE_GROUP = ['AWS::EKS::Nodegroup'];
const LAUNCH_TEMPLATE = ['AWS::EC2::LaunchTemplate'];
const IMDS = 'https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html';

/** What node groups and the templates of their machines must not say. */
export const nodeRules: readonly TemplateRule[] = [
  {
    id: 'eks/min-above-max', severity: 'error', types: NODE_GROUP,
    why: 'CloudFormation accepts this and EKS refuses it, twenty minutes later',
    source: 'https://docs.aws.amazon.com/eks/latest/APIReference/API_NodegroupScalingConfig.html', fix: 'put the sizes in order: MinSize, DesiredSize, MaxSize',
    check: ({ resource }) => {
      const [min, desired, max] = ['MinSize', 'DesiredSize', 'MaxSize'].map((key) => resource.properties.get('ScalingConfig', key));
      const above = (lower: typeof min, upper: typeof max) => lower.number !== undefined && upper.number !== undefined && lower.number > upper.number;
      return [[min, max], [desired, max], [min, desired]].filter(([lower, upper]) => above(lower, upper))
        .map(([lower, upper]) => broken(lower, `is above ${upper.path.split('.').at(-1)} ${upper.number}`));
    },
  },
  {
    id: 'eks/desired-size', severity: 'warning', types: NODE_GROUP,
    why: "each deployment sets the number back and undoes an autoscaler's work",
    source: 'https://docs.aws.amazon.com/eks/latest/best-practices/cas.html', fix: 'remove it; the group starts at MinSize',
    check: ({ resource }) => brokenWhere([resource.properties.get('ScalingConfig', 'DesiredSize')], ({ absent }) => !absent, 'fixes the number of nodes'),
  },
  {
    id: 'eks/spot-one-type', severity: 'warning', types: NODE_GROUP,
    why: 'Spot instances of one type are reclaimed together, and then none is to be had',
    source: 'https://docs.aws.amazon.com/eks/latest/userguide/managed-node-groups.html', fix: 'list several instance types of the same size',
    check: ({ resource: { properties } }) => {
      const types = properties.get('InstanceTypes');
      // Its launch template may name one, or instance requirements.
      if (properties.get('CapacityType').text !== 'SPOT' || (types.absent && !properties.get('LaunchTemplate').absent)) return [];
      return brokenWhere([types], ({ items }) => items.length < 2 && !items.some(({ unknown }) => unknown), 'is no choice for Spot');
    },
  },
  {
    id: 'eks/public-subnet', severity: 'error', types: [...NODE_GROUP, 'AWS::EKS::FargateProfile'],
    why: 'a node there can be reached from the internet, and Fargate refuses the profile',
    source: 'https://docs.aws.amazon.com/eks/latest/best-practices/subnets.html', fix: 'use private subnets',
    check: ({ resource, template, templates }) => resource.properties.get('Subnets').items.filter(({ value }) => {
      const subnet = referred(value, template, templates);
      return subnet !== undefined && isPublic(subnet.resource, subnet.template);
    }).map((node) => broken(node, 'is a public subnet')),
  },
  {
    id: 'ec2/imds-v1', severity: 'error', types: LAUNCH_TEMPLATE,
    why: "with version 1 of the metadata service, one forged request gives away the node's credentials",
    source: IMDS, fix: 'write HttpTokens: required',
    check: ({ resource }) => brokenWhere([resource.properties.get('LaunchTemplateData', 'MetadataOptions', 'HttpTokens')], ({ value }) => value !== 'required', 'leaves version 1 of the metadata service on'),
  },
  {
    id: 'ec2/imds-hops', severity: 'error', types: LAUNCH_TEMPLATE,
    why: "with two hops, and some images have two unless told otherwise, each pod can take the node's credentials",
    source: IMDS, fix: 'write HttpPutResponseHopLimit: 1',
    check: ({ resource }) => brokenWhere([resource.properties.get('LaunchTemplateData', 'MetadataOptions', 'HttpPutResponseHopLimit')], ({ number }) => number !== 1, 'lets pods reach the metadata service'),
  },
  {
    id: 'ec2/disk-unencrypted', severity: 'error', types: LAUNCH_TEMPLATE,
    why: 'what pods write to the node, and every image, can be read from a copy of the disk',
    source: 'https://docs.aws.amazon.com/eks/latest/best-practices/data-encryption-and-secrets-management.html', fix: 'write Encrypted: true',
    check: ({ resource }) => {
      const disks = resource.properties.get('LaunchTemplateData', 'BlockDeviceMappings').items.map((mapping) => mapping.get('Ebs'));
      return brokenWhere(disks.filter(({ absent }) => !absent).map((disk) => disk.get('Encrypted')), ({ flag }) => flag !== true, 'leaves the disk unencrypted');
    },
  },
];

/** Whether instances get public addresses there, or a route leads straight to the internet. */
function isPublic(subnet: TemplateResource, template: Template): boolean {
  if (subnet.type !== 'AWS::EC2::Subnet') return false;
  if (subnet.properties.get('MapPublicIpOnLaunch').flag) return true;
  const named = (type: string, key: string, id: string) => resourcesOf(template).filter(({ type: is, properties }) => is === type && referred(properties.get(key).value, template, [])?.resource.id === id);
  const tables = named('AWS::EC2::SubnetRouteTableAssociation', 'SubnetId', subnet.id)
    .flatMap(({ properties }) => referred(properties.get('RouteTableId').value, template, [])?.resource.id ?? []);
  return tables.flatMap((table) => named('AWS::EC2::Route', 'RouteTableId', table))
    .some(({ properties }) => referred(properties.get('GatewayId').value, template, [])?.resource.type === 'AWS::EC2::InternetGateway');
}
