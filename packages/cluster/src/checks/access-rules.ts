import { EKS_ACCESS_POLICIES } from './access-policies';
import { TemplateNode } from './template-node';
import { TemplateRule, brokenWhere } from './template-rule';

const GUIDE = 'https://docs.aws.amazon.com/eks/latest/userguide';
const TYPES = ['AWS::EKS::AccessEntry'];
const policiesOf = (properties: TemplateNode) => properties.get('AccessPolicies').items;

/** What access entries grant. */
export const accessRules: readonly TemplateRule[] = [
  {
    id: 'eks/unknown-access-policy', severity: 'error', types: TYPES,
    why: 'access policies are made by EKS alone; an ARN that is not one is refused when the stack is deployed',
    source: `${GUIDE}/access-policy-permissions.html`, fix: 'use an access policy of EKS, such as AmazonEKSViewPolicy',
    check: ({ resource }) => policiesOf(resource.properties).map((policy) => policy.get('PolicyArn'))
      .filter((arn) => !arn.absent && arn.ending !== undefined && !isPolicy(arn))
      .map(({ path, ending }) => ({ path, value: ending, problem: 'is no access policy of EKS' })),
  },
  {
    id: 'eks/scope-without-namespaces', severity: 'error', types: TYPES,
    why: 'EKS refuses a scope of namespaces that names none, and one of the cluster that names some',
    source: 'https://docs.aws.amazon.com/eks/latest/APIReference/API_AccessScope.html', fix: 'name the namespaces with the scope namespace, and none with cluster',
    check: ({ resource }) => policiesOf(resource.properties).map((policy) => policy.get('AccessScope')).flatMap((scope) => {
      const type = scope.get('Type').text?.toLowerCase();
      const namespaces = [scope.get('Namespaces')];
      if (type === 'namespace') return brokenWhere(namespaces, ({ items }) => items.length === 0, 'is empty in a scope of namespaces');
      return type === 'cluster' ? brokenWhere(namespaces, ({ items }) => items.length > 0, 'is not empty in a scope of the cluster') : [];
    }),
  },
  {
    id: 'eks/system-group', severity: 'error', types: TYPES,
    why: "groups that begin with 'system:' are Kubernetes' own; EKS refuses them, and system:masters would pass by every check",
    source: `${GUIDE}/creating-access-entries.html`, fix: 'use a group of your own, or an access policy',
    check: ({ resource }) => brokenWhere(resource.properties.get('KubernetesGroups').items, ({ text }) => text?.startsWith('system:') === true, "is a group of Kubernetes' own"),
  },
];

/** Whether the ARN is one of EKS; of a text with a function in it only the end can be judged. */
function isPolicy({ ending = '', unknown }: TemplateNode): boolean {
  if (unknown && !/\/./.test(ending)) return true;
  const [, name] = (unknown ? /\/(\w+)$/ : /^arn:[\w-]+:eks::aws:cluster-access-policy\/(\w+)$/).exec(ending) ?? [];
  return name !== undefined && EKS_ACCESS_POLICIES.includes(name);
}
