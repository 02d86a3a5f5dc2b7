import { disruptionsAllowed, isBudgetOf } from './disruption-budget';
import { Manifest } from './manifest';
import { ManifestNode } from './manifest-node';
import { CheckOptions, ManifestRule, Violation, violation } from './manifest-rule';
import { kindOf, namespaceOf, ofKind, selects, servicesOf } from './neighbours';
import { podLabels, podSpec } from './pod-nodes';
import { autoscalersOf, fewestOf, fewestReplicas } from './workload-scale';

const APPLICATIONS = 'https://docs.aws.amazon.com/eks/latest/best-practices/application.html';

/** What pods are to be spread over, with the word for it. */
const SPREAD = { 'topology.kubernetes.io/zone': 'zones', 'kubernetes.io/hostname': 'nodes' };

/** That one pod, one node or one zone may go. What is missing counts only where its neighbours show that it should be there. */
export const availabilityRules: readonly ManifestRule[] = [
  {
    id: 'availability/no-bare-pod',
    severity: 'warning',
    why: 'nothing makes it anew when its node goes',
    source: APPLICATIONS,
    fix: 'make it a Deployment, a Job, or what else fits',
    check: ({ object }) => {
      const root = new ManifestNode(object);
      const isHook = root.get('metadata', 'annotations', 'helm.sh/hook').present;
      return object.apiVersion === 'v1' && object.kind === 'Pod' && !isHook ? [violation(root.get('kind'), 'must be of a kind that replaces its pods')] : [];
    },
  },
  {
    id: 'availability/replicas',
    severity: 'warning',
    why: 'with one pod every drain of its node is an outage',
    source: APPLICATIONS,
    fix: "run at least two; if there may be only one at a time, say so with strategy.type: Recreate",
    check: (manifest, _, together) => tooFew(manifest, together),
  },
  {
    id: 'availability/disruption-budget',
    severity: 'warning',
    why: 'a drain may take all pods at once',
    source: 'https://docs.aws.amazon.com/eks/latest/best-practices/data-plane.html',
    fix: 'add a PodDisruptionBudget with maxUnavailable: 1 whose selector picks these labels',
    check: (manifest, _, together) => {
      const labels = podLabels(manifest);
      if (labels === undefined || !isReplicated(manifest, together) || servicesOf(manifest, together).length === 0) return [];
      const hasBudget = ofKind(together, 'policy/PodDisruptionBudget').some((budget) => isBudgetOf(budget, manifest));
      return hasBudget ? [] : [violation(labels, 'must be picked by a PodDisruptionBudget')];
    },
  },
  {
    id: 'availability/disruptions-allowed',
    severity: 'warning',
    why: 'a node with one of its pods cannot be drained: upgrades of nodes wait, and then fail or go on by force',
    source: 'https://docs.aws.amazon.com/eks/latest/best-practices/cluster-upgrades.html',
    fix: 'use maxUnavailable: 1, which fits any number of pods',
    check: (manifest, _, together) => {
      if (kindOf(manifest) !== 'policy/PodDisruptionBudget') return [];
      const allowed = disruptionsAllowed(manifest, together);
      const spec = new ManifestNode(manifest.object).get('spec');
      const node = spec.get('maxUnavailable').present ? spec.get('maxUnavailable') : spec.get('minAvailable');
      return allowed < 1 ? [violation(node, 'must let one pod go when its workload is at its fewest')] : [];
    },
  },
  {
    id: 'availability/topology-spread',
    severity: 'warning',
    why: 'all pods may be on one node or in one zone, and go with it',
    source: APPLICATIONS,
    fix: `add topologySpreadConstraints over ${Object.keys(SPREAD).join(' and ')} whose labelSelector picks the pods`,
    check: (manifest, options, together) => (isReplicated(manifest, together) && !isOnFargate(manifest, options) ? unspread(manifest) : []),
  },
];

function tooFew(manifest: Manifest, together: readonly Manifest[]): Violation[] {
  const { object } = manifest;
  const spec = new ManifestNode(object).get('spec');
  if (kindOf(manifest) === 'autoscaling/HorizontalPodAutoscaler') {
    return fewestOf(manifest) === 1 ? [violation(spec.get('minReplicas'), 'must be at least 2')] : [];
  }
  if (kindOf(manifest) !== 'apps/Deployment' || autoscalersOf(manifest, together).length > 0) return [];
  // Nothing said is left to an autoscaler, which may be applied with something else.
  const isSaid = spec.get('replicas').present || servicesOf(manifest, together).length > 0;
  const isSingle = fewestReplicas(manifest, together) === 1 && spec.get('strategy', 'type').value !== 'Recreate';
  return isSaid && isSingle ? [violation(spec.get('replicas'), 'must be at least 2')] : [];
}

function isReplicated(manifest: Manifest, together: readonly Manifest[]): boolean {
  return ['apps/Deployment', 'apps/StatefulSet'].includes(kindOf(manifest)) && fewestReplicas(manifest, together) >= 2;
}

/** On Fargate each pod has its own node. */
function isOnFargate(manifest: Manifest, { fargateNamespaces = [] }: CheckOptions): boolean {
  return fargateNamespaces.includes(namespaceOf(manifest) ?? 'default');
}

/** A constraint that counts none of the pods spreads none. */
function unspread(manifest: Manifest): Violation[] {
  const [pod, labels] = [podSpec(manifest), podLabels(manifest)];
  if (pod === undefined || labels === undefined) return [];
  const constraints = pod.get('topologySpreadConstraints');
  const apart = pod.get('affinity', 'podAntiAffinity');
  const terms = [
    ...constraints.items,
    ...apart.get('requiredDuringSchedulingIgnoredDuringExecution').items,
    ...apart.get('preferredDuringSchedulingIgnoredDuringExecution').items.map((term) => term.get('podAffinityTerm')),
  ].filter((term) => selects(term.get('labelSelector'), labels));
  return Object.entries(SPREAD).filter(([key]) => terms.every((term) => term.get('topologyKey').value !== key))
    .map(([, places]) => violation(constraints, `must spread the pods over ${places}`));
}
