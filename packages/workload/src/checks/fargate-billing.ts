import { isOnFargate, namespaceOf } from './fargate-rule';
import { billedSize, PodSize, smallestSize } from './fargate-size';
import { Manifest } from './manifest';
import { objectName } from './manifest-check';
import { ManifestNode } from './manifest-node';
import { podSpec } from './pod-nodes';
import { fewestReplicas } from './workload-scale';

/** What the pods of one object are billed as on AWS Fargate. */
export interface FargateBill {
  /** `<Kind> <namespace>/<name>`. */
  readonly object: string;
  /** The file. */
  readonly file: string;
  /** The line the object begins at, from 1. */
  readonly line: number;
  /** Pods at a time, as written; an autoscaler's fewest. */
  readonly pods: number;
  /** What one pod asks for. */
  readonly requested: PodSize;
  /** What one pod is billed as. */
  readonly billed: PodSize;
  /** Whether it is Fargate's own 256 MB that make it the next vCPU size. */
  readonly jumps: boolean;
}

/** Where these kinds say how many pods they run at a time; others say it as Deployments do. */
const PARALLEL: Readonly<Record<string, readonly string[]>> = {
  Job: ['spec', 'parallelism'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'parallelism'],
};

/**
 * What the pods of some namespaces are billed as on AWS Fargate. Objects of which no size is large enough are left
 * out, as are DaemonSets, which Fargate does not run: rules speak of both.
 * @param manifests what is applied together
 * @see https://docs.aws.amazon.com/eks/latest/userguide/fargate-pod-configuration.html
 */
export function fargateBilling(manifests: readonly Manifest[], fargateNamespaces: readonly string[]): FargateBill[] {
  return manifests.flatMap((manifest) => {
    const pod = podSpec(manifest);
    const { kind } = manifest.object;
    if (!pod?.present || kind === 'DaemonSet' || kind === 'PodTemplate' || !isOnFargate(namespaceOf(new ManifestNode(manifest.object)), { fargateNamespaces })) return [];
    const size = billedSize(pod);
    if (!size) return [];
    const { requested, billed } = size;
    const jumps = (smallestSize(requested.vcpu, requested.memory)?.vcpu ?? billed.vcpu) < billed.vcpu;
    return [{ object: objectName(manifest), file: manifest.file, line: manifest.line, pods: podsOf(manifest, manifests), requested, billed, jumps }];
  });
}

function podsOf(manifest: Manifest, together: readonly Manifest[]): number {
  const path = Object.entries(PARALLEL).find(([kind]) => kind === manifest.object.kind)?.[1];
  const pods = path ? new ManifestNode(manifest.object).get(...path).value : fewestReplicas(manifest, together);
  return typeof pods === 'number' && pods >= 0 ? pods : 1;
}
