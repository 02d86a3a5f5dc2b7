import { FARGATE_NODE, leavingOut } from './fargate-node';
import { Manifest } from './manifest';
import { ManifestNode } from './manifest-node';
import { CheckOptions, ManifestRule, Violation } from './manifest-rule';
import { podSpec } from './pod-nodes';

/** Where EKS says what Fargate does and does not do. */
export const FARGATE_GUIDE = 'https://docs.aws.amazon.com/eks/latest/userguide';

/** What a rule says beside its check. */
type Said = Omit<ManifestRule, 'check'>;

/** A rule for objects of namespaces on Fargate. */
export function onFargate(said: Said, check: (root: ManifestNode, together: readonly Manifest[], manifest: Manifest) => Violation[]): ManifestRule {
  return {
    ...said,
    check: (manifest, options, together) => {
      const root = new ManifestNode(manifest.object);
      return isOnFargate(namespaceOf(root), options) ? check(root, together, manifest) : [];
    },
  };
}

/**
 * A rule for pods on Fargate, but not for those that are kept for nodes. A DaemonSet that keeps off Fargate's nodes has none there;
 * any other never gets one, so for it only errors count: what else bars its pods, not what they would cost.
 */
export function podsOnFargate(said: Said, check: (pod: ManifestNode, manifest: Manifest, together: readonly Manifest[]) => Violation[]): ManifestRule {
  return {
    ...said,
    check: (manifest, options, together) => {
      const pod = podSpec(manifest);
      if (!pod || !isOnFargate(namespaceOf(new ManifestNode(manifest.object)), options) || computeType(manifest).value === 'ec2') return [];
      const isIdle = manifest.object.kind === 'DaemonSet' && (said.severity === 'warning' || leavingOut(pod, FARGATE_NODE).length > 0);
      return isIdle ? [] : check(pod, manifest, together);
    },
  };
}

/** The annotation that keeps pods for nodes when it is `ec2`; EKS put it on CoreDNS. */
export function computeType(manifest: Manifest): ManifestNode {
  const template = podSpec(manifest)?.path.split('.').slice(0, -1) ?? [];
  return new ManifestNode(manifest.object).get(...template, 'metadata', 'annotations', 'eks.amazonaws.com/compute-type');
}

/** Whether Fargate takes the pods of a namespace. As in a profile, `*` stands for any characters and `?` for one. */
export function isOnFargate(namespace: unknown, { fargateNamespaces = [] }: CheckOptions): boolean {
  return typeof namespace === 'string' && fargateNamespaces.some((pattern) => (
    new RegExp(`^${pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.')}$`).test(namespace)));
}

/** The namespace of an object; `default` when it names none. */
export function namespaceOf(root: ManifestNode): unknown {
  return root.get('metadata', 'namespace').value ?? 'default';
}
