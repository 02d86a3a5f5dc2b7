import { Manifest } from './manifest';
import { ManifestNode } from './manifest-node';
import { inOneNamespace, kindOf, nameOf, ofKind } from './neighbours';

/** Kubernetes' autoscaler and KEDA's: where each says how few and how many, and what counts when it does not. */
const AUTOSCALERS: Readonly<Record<string, { readonly fewest: readonly [field: string, unsaid: number]; readonly most: readonly [field: string, unsaid: number] }>> = {
  'autoscaling/HorizontalPodAutoscaler': { fewest: ['minReplicas', 1], most: ['maxReplicas', NaN] },
  'keda.sh/ScaledObject': { fewest: ['minReplicaCount', 0], most: ['maxReplicaCount', 100] },
};

/** What scales an object. */
export function autoscalersOf(workload: Manifest, together: readonly Manifest[]): Manifest[] {
  return ofKind(together, ...Object.keys(AUTOSCALERS)).filter((scaler) => {
    const target = new ManifestNode(scaler.object).get('spec', 'scaleTargetRef');
    const kind = target.get('kind').text || 'Deployment';
    return inOneNamespace(scaler, workload) && kind === workload.object.kind && target.get('name').value === nameOf(workload);
  });
}

/** The fewest pods an object is scaled to; not a number when that cannot be read. */
export function fewestReplicas(workload: Manifest, together: readonly Manifest[]): number {
  const scaled = autoscalersOf(workload, together).map(fewestOf);
  return scaled.length > 0 ? Math.min(...scaled) : said(workload, 'replicas', 1);
}

/** The most pods an object is scaled to; not a number when that cannot be read. */
export function mostReplicas(workload: Manifest, together: readonly Manifest[]): number {
  const scaled = autoscalersOf(workload, together).map((scaler) => said(scaler, ...AUTOSCALERS[kindOf(scaler)].most));
  return scaled.length > 0 ? Math.max(...scaled) : said(workload, 'replicas', 1);
}

/** The fewest pods an autoscaler leaves. */
export function fewestOf(autoscaler: Manifest): number {
  return said(autoscaler, ...AUTOSCALERS[kindOf(autoscaler)].fewest);
}

function said({ object }: Manifest, field: string, unsaid: number): number {
  return new ManifestNode(object).get('spec', field).number(unsaid);
}
