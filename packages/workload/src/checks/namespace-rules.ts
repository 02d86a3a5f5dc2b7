import { Manifest } from './manifest';
import { ManifestNode } from './manifest-node';
import { ManifestRule, Violation, violation } from './manifest-rule';
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
];

/** A quota with scopes counts only some pods; which, only the server knows. */
function headroomViolations({ object }: Manifest, together: readonly Manifest[]): Violation[] {
  if (object.apiVersion !== 'v1' || object.kind !== 'ResourceQuota') return [];
  const quota = new ManifestNode(object);
  if (quota.get('spec', 'scopes').present || quota.get('spec', 'scopeSelector').present) return [];
  const hard = quota.get('spec', 'hard');
  return hard.keys.flatMap((measure) => {
    const allowed = quantity(hard.get(measure).value);
    const demand = rolloutDemand(measure, quota.get('metadata', 'namespace').value, together);
    // Sums of fractions are off by less than this; what is no number is for another rule.
    if (allowed === undefined || demand === undefined || !(demand > allowed * (1 + 1e-9))) return [];
    return [violation(hard.get(measure), `must be at least ${shown(measure, demand)}, which its Deployments take while they roll out`)];
  });
}

function shown(measure: string, demand: number): string {
  return measure.endsWith('memory') ? `${Math.ceil(demand / 1024 ** 2)}Mi` : `${Math.ceil(demand * 1000) / 1000}`;
}
