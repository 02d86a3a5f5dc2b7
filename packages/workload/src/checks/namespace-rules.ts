import { Manifest } from './manifest';
import { ManifestNode } from './manifest-node';
import { ManifestRule, Violation, violation } from './manifest-rule';
import { kindOf, namespaceOf, ofKind } from './neighbours';
import { podSpec } from './pod-nodes';
import { quantity } from './quantity';
import { rolloutDemand } from './rollout-demand';

const MODES = ['enforce', 'audit', 'warn'];
const LEVELS = ['privileged', 'baseline', 'restricted'];

/** What a namespace admits, and how much. */
export const namespaceRules: readonly ManifestRule[] = [
  {
    id: 'namespace/pod-security-labels',
    severity: 'error',
    why: 'a namespace that enforces no level admits privileged pods, and one that only enforces refuses them without a word to whoever applied them',
    source: 'https://kubernetes.io/docs/concepts/security/pod-security-admission/',
    fix: `set the three labels pod-security.kubernetes.io/${MODES.join(', /')}, each to restricted unless its pods cannot`,
    check: ({ object }) => {
      if (object.apiVersion !== 'v1' || object.kind !== 'Namespace') return [];
      const labels = MODES.map((mode) => new ManifestNode(object).get('metadata', 'labels', `pod-security.kubernetes.io/${mode}`));
      return labels.filter(({ value }) => !LEVELS.includes(value as string)).map((label) => violation(label, `must be one of ${LEVELS.join(', ')}`));
    },
  },
  {
    id: 'namespace/rollout-headroom',
    severity: 'error',
    why: 'old and new pods count at once: at the quota no new pod starts, and the rollout hangs until it is given up',
    source: 'https://kubernetes.io/docs/concepts/policy/resource-quotas/',
    fix: "raise the namespace's headroom in apps/platform/src/platform-manifests.ts, or ask for less",
    check: (manifest, _, together) => headroomViolations(manifest, together),
  },
  {
    id: 'namespace/limits',
    severity: 'warning',
    why: 'one workload can take the whole cluster, and a container that says nothing gets no request and no limit',
    source: 'https://docs.aws.amazon.com/eks/latest/best-practices/data-plane.html',
    fix: 'add a ResourceQuota and a LimitRange to the namespace',
    check: (manifest, _, together) => unlimited(manifest, together),
  },
];

/** Told where a Namespace is applied with its pods, or with one of the two; the cluster's own are its operator's. */
function unlimited(manifest: Manifest, together: readonly Manifest[]): Violation[] {
  const name = new ManifestNode(manifest.object).get('metadata', 'name');
  if (kindOf(manifest) !== 'Namespace' || /^kube-/.test(name.text)) return [];
  const missing = ['ResourceQuota', 'LimitRange'].filter((kind) => !ofKind(together, kind).some((each) => namespaceOf(each) === name.value));
  const hasPods = together.some((each) => namespaceOf(each) === name.value && podSpec(each) !== undefined);
  return hasPods || missing.length === 1 ? missing.map((kind) => violation(name, `must have a ${kind}`)) : [];
}

/** A quota with scopes counts only some pods; which, only the server knows. */
function headroomViolations(manifest: Manifest, together: readonly Manifest[]): Violation[] {
  if (kindOf(manifest) !== 'ResourceQuota') return [];
  const quota = new ManifestNode(manifest.object);
  if (quota.get('spec', 'scopes').present || quota.get('spec', 'scopeSelector').present) return [];
  const hard = quota.get('spec', 'hard');
  return hard.keys.flatMap((measure) => {
    const allowed = quantity(hard.get(measure).value);
    const demand = rolloutDemand(measure, namespaceOf(manifest), together);
    // Sums of fractions are off by less than this; what is no number is for another rule.
    if (allowed === undefined || demand === undefined || !(demand > allowed * (1 + 1e-9))) return [];
    return [violation(hard.get(measure), `must be at least ${shown(measure, demand)}, which its Deployments and StatefulSets take while they roll out`)];
  });
}

function shown(measure: string, demand: number): string {
  return measure.endsWith('memory') ? `${Math.ceil(demand / 1024 ** 2)}Mi` : `${Math.ceil(demand * 1000) / 1000}`;
}
