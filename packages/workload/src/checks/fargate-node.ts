import { ManifestNode } from './manifest-node';

/** Labels that say which platform a node is, with the values Fargate's have. */
export const FARGATE_PLATFORM: Readonly<Record<string, string>> = {
  'kubernetes.io/os': 'linux', 'beta.kubernetes.io/os': 'linux', 'kubernetes.io/arch': 'amd64', 'beta.kubernetes.io/arch': 'amd64',
};

/** Labels of Fargate's nodes that pods are placed by. */
export const FARGATE_NODE: Readonly<Record<string, string>> = { ...FARGATE_PLATFORM, 'eks.amazonaws.com/compute-type': 'fargate' };

/**
 * What in a pod's placement leaves out nodes with these labels: values of its node selector, and expressions of its
 * required affinity, if each term has one, since a node needs to fit one term only.
 */
export function leavingOut(pod: ManifestNode, labels: Readonly<Record<string, string>>): ManifestNode[] {
  const selector = Object.entries(labels).map(([label, had]) => ({ node: pod.get('nodeSelector', label), had }))
    .filter(({ node, had }) => node.present && node.value !== had).map(({ node }) => node);
  const terms = pod.get('affinity', 'nodeAffinity', 'requiredDuringSchedulingIgnoredDuringExecution', 'nodeSelectorTerms').items
    .map((term) => term.get('matchExpressions').items.filter((expression) => leavesOut(expression, labels)));
  return [...selector, ...(terms.every((expressions) => expressions.length > 0) ? terms.flat() : [])];
}

function leavesOut(expression: ManifestNode, labels: Readonly<Record<string, string>>): boolean {
  const key = String(expression.get('key').value);
  if (!Object.hasOwn(labels, key)) return false;
  const isListed = expression.get('values').items.some(({ value }) => value === labels[key]);
  switch (expression.get('operator').value) {
    case 'In': return !isListed;
    case 'NotIn': return isListed;
    default: return expression.get('operator').value === 'DoesNotExist';
  }
}
