import { Manifest } from './manifest';
import { ManifestNode } from './manifest-node';

/** Where each kind that makes pods keeps the pod's spec. */
const POD_SPEC: Readonly<Record<string, readonly string[]>> = {
  'v1/Pod': ['spec'],
  'v1/PodTemplate': ['template', 'spec'],
  'v1/ReplicationController': ['spec', 'template', 'spec'],
  'apps/v1/Deployment': ['spec', 'template', 'spec'],
  'apps/v1/StatefulSet': ['spec', 'template', 'spec'],
  'apps/v1/DaemonSet': ['spec', 'template', 'spec'],
  'apps/v1/ReplicaSet': ['spec', 'template', 'spec'],
  'batch/v1/Job': ['spec', 'template', 'spec'],
  'batch/v1/CronJob': ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
};

/** The spec of the pods an object makes; undefined when it makes none. */
export function podSpec({ object }: Manifest): ManifestNode | undefined {
  const keys = POD_SPEC[`${object.apiVersion}/${object.kind}`];
  return keys && new ManifestNode(object).get(...keys);
}

/** Every container of a pod: its own, the init and the ephemeral ones. */
export function containers(pod: ManifestNode): ManifestNode[] {
  return ['containers', 'initContainers', 'ephemeralContainers'].flatMap((key) => pod.get(key).items);
}
