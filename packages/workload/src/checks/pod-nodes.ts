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
export function podSpec(manifest: Manifest): ManifestNode | undefined {
  const keys = pathToSpec(manifest);
  return keys && new ManifestNode(manifest.object).get(...keys);
}

/** The labels of the pods an object makes; undefined when it makes none. */
export function podLabels(manifest: Manifest): ManifestNode | undefined {
  const keys = pathToSpec(manifest);
  return keys && new ManifestNode(manifest.object).get(...keys.slice(0, -1), 'metadata', 'labels');
}

/** Every container of a pod: its own, the init and the ephemeral ones. */
export function containers(pod: ManifestNode): ManifestNode[] {
  return ['containers', 'initContainers', 'ephemeralContainers'].flatMap((key) => pod.get(key).items);
}

function pathToSpec({ object }: Manifest): readonly string[] | undefined {
  const root = new ManifestNode(object);
  return POD_SPEC[`${root.get('apiVersion').text}/${root.get('kind').text}`];
}
