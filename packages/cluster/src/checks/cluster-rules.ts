import { KUBERNETES_CALENDAR } from '@plinth/template/config';
import { TemplateNode, intrinsicOf } from './template-node';
import { TemplateRule, broken, brokenWhere } from './template-rule';

const CLUSTER = ['AWS::EKS::Cluster'];
const VERSIONS = KUBERNETES_CALENDAR.map(({ version }) => version);
const GUIDE = 'https://docs.aws.amazon.com/eks/latest/userguide';

/** What an EKS cluster must not say, or leave unsaid. */
export const clusterRules: readonly TemplateRule[] = [
  {
    id: 'eks/unknown-version', severity: 'error', types: [...CLUSTER, 'AWS::EKS::Nodegroup'],
    why: 'EKS refuses a version it does not have when the deployment is already under way, and charges six times the price for an old one',
    source: `${GUIDE}/kubernetes-versions.html`, fix: 'use a version in standard support',
    check: ({ resource }) => brokenWhere([resource.properties.get('Version')], (node) => !node.absent && !VERSIONS.includes(String(node.value)), `is none of ${VERSIONS.join(', ')}`),
  },
  {
    id: 'eks/standard-support-ended', severity: 'warning', types: CLUSTER,
    why: 'after its standard support a version costs six times as much, and is upgraded by force at the end',
    source: `${GUIDE}/kubernetes-versions.html`, fix: 'upgrade the cluster',
    check: ({ resource, options: { today } }) => {
      const ended = KUBERNETES_CALENDAR.filter(({ standardSupportUntil }) => today !== undefined && standardSupportUntil < today).map(({ version }) => version);
      return brokenWhere([resource.properties.get('Version')], ({ value }) => ended.includes(String(value)), 'has left standard support');
    },
  },
  {
    id: 'eks/extended-support', severity: 'error', types: CLUSTER,
    why: 'EKS begins to charge six times the price by itself when standard support ends',
    source: `${GUIDE}/view-support-policy.html`, fix: 'write STANDARD, or give leave with extendedSupport in .projenrc.ts',
    check: ({ resource, options }) => (options.extendedSupport === 'refused'
      ? brokenWhere([resource.properties.get('UpgradePolicy', 'SupportType')], ({ value }) => value !== 'STANDARD', 'lets the cluster slide into extended support') : []),
  },
  {
    id: 'eks/endpoint-open', severity: 'error', types: CLUSTER,
    why: 'an API endpoint that anyone can reach is attacked by everyone; a list that is not there means the whole internet',
    source: `${GUIDE}/cluster-endpoint.html`, fix: 'make the endpoint private, or list the networks that need it',
    check: ({ resource }) => openTo(resource.properties.get('ResourcesVpcConfig')),
  },
  {
    id: 'eks/authentication-mode', severity: 'error', types: CLUSTER,
    why: 'with the aws-auth ConfigMap, access is an object in the cluster that nobody reviews and a slip can delete',
    source: 'https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html', fix: 'write API and use access entries',
    check: ({ resource }) => brokenWhere([resource.properties.get('AccessConfig', 'AuthenticationMode')], ({ value }) => value !== 'API', 'is not access entries alone'),
  },
  {
    id: 'eks/creator-is-admin', severity: 'error', types: CLUSTER,
    why: 'whoever deploys first, usually a pipeline, stays administrator for ever without an entry that says so',
    source: `${GUIDE}/setting-up-access-entries.html`, fix: 'write false, and an access entry for each administrator',
    check: ({ resource }) => brokenWhere([resource.properties.get('AccessConfig', 'BootstrapClusterCreatorAdminPermissions')], ({ flag }) => flag !== false, 'makes the creator administrator'),
  },
  {
    id: 'eks/audit-log-off', severity: 'error', types: CLUSTER,
    why: 'without the audit log nobody can tell who did what in the cluster',
    source: `${GUIDE}/control-plane-logs.html`, fix: 'add { Type: audit } to the enabled types',
    check: ({ resource }) => {
      const types = resource.properties.get('Logging', 'ClusterLogging', 'EnabledTypes');
      const named = types.items.map((item) => item.get('Type'));
      return brokenWhere([types], () => !named.some(({ unknown, value }) => unknown || value === 'audit'), 'leaves the audit log out');
    },
  },
  {
    id: 'eks/secrets-key', severity: 'warning', types: CLUSTER,
    why: 'under a key of AWS, access to the secrets can be neither withdrawn nor seen in CloudTrail',
    source: `${GUIDE}/envelope-encryption.html`, fix: 'name a KMS key of your own',
    check: ({ resource }) => brokenWhere([resource.properties.get('EncryptionConfig')], ({ items }) => items.length === 0, 'leaves secrets without a key of yours'),
  },
  {
    id: 'eks/one-subnet', severity: 'error', types: CLUSTER,
    why: 'EKS wants subnets in at least two availability zones',
    source: `${GUIDE}/network-reqs.html`, fix: 'list subnets of two or three zones',
    check: ({ resource }) => brokenWhere([resource.properties.get('ResourcesVpcConfig', 'SubnetIds')], ({ items }) => items.length < 2 && !items.some(isSpread), 'has fewer than two subnets'),
  },
];

function openTo(vpc: TemplateNode): ReturnType<TemplateRule['check']> {
  const isPublic = vpc.get('EndpointPublicAccess');
  if (vpc.unknown || isPublic.unknown || isPublic.flag === false) return [];
  const cidrs = vpc.get('PublicAccessCidrs');
  if (cidrs.unknown) return [];
  if (cidrs.items.length === 0) return [broken(cidrs, 'opens the Kubernetes API to the whole internet')];
  return brokenWhere(cidrs.items, ({ text }) => /\/0+$/.test(text ?? ''), 'opens the Kubernetes API to the whole internet');
}

/** One function can stand for several items. */
function isSpread({ unknown, value }: TemplateNode): boolean {
  return unknown && intrinsicOf(value)?.[0] !== 'Ref';
}
