import { Manifest } from './manifest';
import { ManifestNode } from './manifest-node';
import { CheckOptions, ManifestRule, Violation, violation } from './manifest-rule';
import { kindOf, nameOf, namespaceOf, ofKind } from './neighbours';
import { podSpec } from './pod-nodes';

/** Directions of traffic as `policyTypes` has them: the field of their rules, and the field of a rule's peers. */
const DIRECTIONS = { Ingress: { rules: 'ingress', peers: 'from' }, Egress: { rules: 'egress', peers: 'to' } } as const;

type Direction = keyof typeof DIRECTIONS;

const POLICY = 'networking.k8s.io/NetworkPolicy';

/** Namespaces of the cluster's own, whose pods serve every other. */
const SYSTEM = /^kube-/;

/** That a namespace denies what nobody declared. Told where a Namespace is applied with its pods or its policies; Fargate enforces none. */
export const networkPolicyRules: readonly ManifestRule[] = [
  {
    id: 'network-policy/default-deny',
    severity: 'error',
    why: 'a pod that no policy picks talks to every pod and to the internet, and is reached by every pod',
    source: 'https://docs.aws.amazon.com/eks/latest/best-practices/network-security.html',
    fix: 'add a NetworkPolicy with podSelector: {}, policyTypes: [Ingress, Egress] and no rules; policies beside it then allow what is needed',
    check: forNamespace((name, policies) => {
      const open = (Object.keys(DIRECTIONS) as Direction[]).filter((direction) => !isDenied(direction, policies));
      return open.length === 0 ? [] : [violation(name, `must deny all ${open.join(' and ')} by default`)];
    }),
  },
  {
    id: 'network-policy/dns',
    severity: 'error',
    why: 'pods that may send nothing cannot resolve a name, and fail in ways that do not say so',
    source: 'https://docs.aws.amazon.com/eks/latest/best-practices/network-security.html',
    fix: 'add a NetworkPolicy with podSelector: {} that allows egress to port 53, UDP and TCP',
    check: forNamespace((name, policies) => {
      const isAllowed = policies.some((policy) => rulesOf('Egress', policy).some(reachesDns));
      return isDenied('Egress', policies) && !isAllowed ? [violation(name, 'must allow egress to port 53 (UDP)')] : [];
    }),
  },
];

function forNamespace(check: (name: ManifestNode, policies: ManifestNode[]) => Violation[]): ManifestRule['check'] {
  return (manifest: Manifest, { fargateNamespaces = [] }: CheckOptions, together) => {
    const name = nameOf(manifest);
    if (manifest.object.apiVersion !== 'v1' || manifest.object.kind !== 'Namespace' || SYSTEM.test(name) || fargateNamespaces.includes(name)) return [];
    const policies = ofKind(together, POLICY).filter((policy) => namespaceOf(policy) === name);
    // Policies of another engine, such as Cilium's or EKS' own for a whole cluster, may deny what these do not.
    if (together.some((each) => /\/.*NetworkPolicy$/.test(kindOf(each)) && kindOf(each) !== POLICY)) return [];
    const hasPods = together.some((each) => namespaceOf(each) === name && podSpec(each) !== undefined);
    if (policies.length === 0 && !hasPods) return [];
    return check(new ManifestNode(manifest.object).get('metadata', 'name'), policies.map(({ object }) => new ManifestNode(object).get('spec')));
  };
}

/** Policies add up: one that picks every pod denies, unless another allows everything to every pod. */
function isDenied(direction: Direction, policies: readonly ManifestNode[]): boolean {
  const ofAll = policies.filter((policy) => picksAll(policy) && governs(direction, policy));
  const isAnything = (rule: ManifestNode) => !hasItems(rule.get('ports')) && !hasItems(rule.get(DIRECTIONS[direction].peers));
  return ofAll.length > 0 && !ofAll.some((policy) => rulesOf(direction, policy).some(isAnything));
}

function picksAll(policy: ManifestNode): boolean {
  const selector = policy.get('podSelector');
  return selector.get('matchLabels').keys.length === 0 && !hasItems(selector.get('matchExpressions'));
}

/** Without `policyTypes` a policy is for ingress, and for egress if it has such rules. */
function governs(direction: Direction, policy: ManifestNode): boolean {
  const types = policy.get('policyTypes');
  if (hasItems(types)) return types.items.some(({ value }) => value === direction);
  return direction === 'Ingress' || rulesOf('Egress', policy).length > 0;
}

function rulesOf(direction: Direction, policy: ManifestNode): ManifestNode[] {
  return policy.get(DIRECTIONS[direction].rules).items;
}

function reachesDns(rule: ManifestNode): boolean {
  const ports = rule.get('ports');
  return !hasItems(ports) || ports.items.some((port) => port.get('protocol').value === 'UDP' && includes53(port));
}

function includes53(port: ManifestNode): boolean {
  const { present, value } = port.get('port');
  if (!present || value === 53) return true;
  // A named port is one of the pods that are reached, which are CoreDNS's.
  if (typeof value === 'string') return /dns/.test(value);
  return port.get('port').number(NaN) < 53 && port.get('endPort').number(0) >= 53;
}

function hasItems(node: ManifestNode): boolean {
  return node.items.length > 0;
}
