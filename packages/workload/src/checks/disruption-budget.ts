import { Manifest } from './manifest';
import { ManifestNode } from './manifest-node';
import { inOneNamespace, ofKind, selects } from './neighbours';
import { podLabels } from './pod-nodes';
import { fewestReplicas } from './workload-scale';

/** Kinds whose scale a PodDisruptionBudget reads. */
const BUDGETED = ['apps/Deployment', 'apps/StatefulSet', 'apps/ReplicaSet', 'ReplicationController'];

/** Whether a PodDisruptionBudget counts an object's pods. */
export function isBudgetOf(budget: Manifest, workload: Manifest): boolean {
  const labels = podLabels(workload);
  return labels !== undefined && inOneNamespace(budget, workload) && selects(new ManifestNode(budget.object).get('spec', 'selector'), labels);
}

/**
 * The pods that may go while all of a budget's pods are well, at their fewest; not a number when what is applied does
 * not tell. Kubernetes rounds the percentages of both fields up.
 * @see https://kubernetes.io/docs/tasks/run-application/configure-pdb/#rounding-logic-when-specifying-percentages
 */
export function disruptionsAllowed(budget: Manifest, together: readonly Manifest[]): number {
  const spec = new ManifestNode(budget.object).get('spec');
  const [most, least] = [spec.get('maxUnavailable'), spec.get('minAvailable')];
  const pods = podsOf(budget, together);
  if (most.present) return share(most, pods);
  return least.value === '100%' ? 0 : pods - share(least, pods);
}

/** Nothing to count, or nothing that runs, holds no drain up. */
function podsOf(budget: Manifest, together: readonly Manifest[]): number {
  const workloads = ofKind(together, ...BUDGETED).filter((workload) => isBudgetOf(budget, workload));
  return workloads.reduce((sum, workload) => sum + fewestReplicas(workload, together), 0) || NaN;
}

function share(said: ManifestNode, pods: number): number {
  const percent = /^(\d+)%$/.exec(said.text)?.[1];
  if (percent === undefined) return said.number(NaN);
  return Number(percent) === 0 ? 0 : Math.ceil((pods * Number(percent)) / 100);
}
