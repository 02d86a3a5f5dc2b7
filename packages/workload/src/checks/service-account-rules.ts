import { Manifest } from './manifest';
import { ManifestNode } from './manifest-node';
import { ManifestRule, violation } from './manifest-rule';
import { inOneNamespace, kindOf, nameOf, namespaceOf, ofKind } from './neighbours';
import { podSpec } from './pod-nodes';

const IDENTITY = 'https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html';

/** EKS gives the account's pods this role. */
const ROLE = 'eks.amazonaws.com/role-arn';

/** Who pods are to the API server, and to AWS. */
export const serviceAccountRules: readonly ManifestRule[] = [
  {
    id: 'service-account/token',
    severity: 'warning',
    why: 'whoever breaks in finds a key to the API server that the pod never needed',
    source: IDENTITY,
    fix: 'set automountServiceAccountToken to false; where it is needed, apply its RoleBinding with it. IAM roles bring tokens of their own',
    check: (manifest, _, together) => {
      const pod = podSpec(manifest);
      if (pod === undefined) return [];
      const account = pod.get('serviceAccountName').text || pod.get('serviceAccount').text || 'default';
      const mounted = pod.get('automountServiceAccountToken');
      const isOff = (mounted.present ? mounted : accountSetting(manifest, account, together)).value === false;
      return isOff || isBound(manifest, account, together) ? [] : [violation(mounted, `must be false: nothing is granted to ServiceAccount ${account}`)];
    },
  },
  {
    id: 'service-account/dedicated',
    severity: 'warning',
    why: 'what the default ServiceAccount may do, every pod of the namespace may that names no other',
    source: IDENTITY,
    fix: 'make a ServiceAccount for the application, and name it in its pods',
    check: (manifest) => {
      if (kindOf(manifest) === 'ServiceAccount') {
        const role = roleOf(manifest);
        return nameOf(manifest) === 'default' && role.present ? [violation(role, 'must not be given to the default ServiceAccount')] : [];
      }
      return bindings([manifest]).flatMap(subjectsOf).filter((subject) => subject.get('kind').value === 'ServiceAccount')
        .map((subject) => subject.get('name')).filter(({ value }) => value === 'default').map((node) => violation(node, 'must not be the default ServiceAccount'));
    },
  },
  {
    id: 'service-account/own-role',
    severity: 'warning',
    why: 'each application may do what the other needs, and AWS CloudTrail cannot tell them apart',
    source: IDENTITY,
    fix: 'give each application an IAM role of its own',
    check: (manifest, _, together) => {
      const role = roleOf(manifest);
      const isShared = role.present && ofKind(together, 'ServiceAccount').some((other) => other.object !== manifest.object && roleOf(other).value === role.value);
      return kindOf(manifest) === 'ServiceAccount' && isShared ? [violation(role, 'must not be the role of another ServiceAccount')] : [];
    },
  },
];

function roleOf({ object }: Manifest): ManifestNode {
  return new ManifestNode(object).get('metadata', 'annotations', ROLE);
}

function accountSetting(pod: Manifest, account: string, together: readonly Manifest[]): ManifestNode {
  const found = ofKind(together, 'ServiceAccount').find((each) => nameOf(each) === account && inOneNamespace(each, pod));
  return new ManifestNode(found?.object).get('automountServiceAccountToken');
}

function isBound(pod: Manifest, account: string, together: readonly Manifest[]): boolean {
  const namespace = namespaceOf(pod);
  return bindings(together).flatMap(subjectsOf).some((subject) => {
    const { kind, name, namespace: where } = Object.fromEntries(['kind', 'name', 'namespace'].map((key) => [key, subject.get(key).value]));
    if (kind === 'Group') return name === 'system:serviceaccounts' || name === `system:serviceaccounts:${namespace}`;
    return kind === 'ServiceAccount' && name === account && (where === namespace || where === undefined || namespace === undefined);
  });
}

function bindings(manifests: readonly Manifest[]): Manifest[] {
  return ofKind(manifests, 'rbac.authorization.k8s.io/RoleBinding', 'rbac.authorization.k8s.io/ClusterRoleBinding');
}

function subjectsOf({ object }: Manifest): ManifestNode[] {
  return new ManifestNode(object).get('subjects').items;
}
