import { Bound, containerDefaults, effective, runningContainers, startingContainers } from './effective-resources';
import { Manifest } from './manifest';
import { ManifestNode } from './manifest-node';
import { namespaceOf, ofKind } from './neighbours';
import { podSpec } from './pod-nodes';
import { quantity } from './quantity';
import { mostReplicas } from './workload-scale';

/** What one pod counts for, given what a LimitRange gives its containers. */
type Measure = (pod: ManifestNode, defaults: readonly ManifestNode[]) => number;

/** Under each name a ResourceQuota has for it. */
const MEASURES: Readonly<Record<string, Measure>> = {
  pods: () => 1,
  'count/pods': () => 1,
  cpu: sumOf('requests', 'cpu'),
  memory: sumOf('requests', 'memory'),
  'requests.cpu': sumOf('requests', 'cpu'),
  'requests.memory': sumOf('requests', 'memory'),
  'limits.cpu': sumOf('limits', 'cpu'),
  'limits.memory': sumOf('limits', 'memory'),
};

/** What the Deployments and StatefulSets of a namespace take at most while all of them roll out; undefined for what is not measured. */
export function rolloutDemand(measure: string, namespace: string | undefined, manifests: readonly Manifest[]): number | undefined {
  if (!Object.hasOwn(MEASURES, measure)) return undefined;
  return ofKind(manifests, 'apps/Deployment', 'apps/StatefulSet').filter((workload) => namespaceOf(workload) === namespace).reduce((sum, workload) => {
    const pod = podSpec(workload);
    return pod ? sum + podsAtMost(workload, manifests) * MEASURES[measure](pod, containerDefaults(workload, manifests)) : sum;
  }, 0);
}

/** New pods and those that may not stop yet, and beside them old ones that still drain: a quota counts these until they are gone. */
function podsAtMost(workload: Manifest, manifests: readonly Manifest[]): number {
  const strategy = new ManifestNode(workload.object).get('spec', 'strategy');
  const replicas = mostReplicas(workload, manifests);
  // A StatefulSet starts a pod only when the old one of its name is gone.
  if (workload.object.kind === 'StatefulSet' || strategy.get('type').value === 'Recreate') return replicas;
  return 2 * replicas + surgeOf(strategy.get('rollingUpdate', 'maxSurge'), replicas);
}

function surgeOf(said: ManifestNode, replicas: number): number {
  const percent = /^(\d+)%$/.exec(said.present ? said.text : '25%')?.[1];
  return percent === undefined ? said.number(0) : Math.ceil((replicas * Number(percent)) / 100);
}

/** What runs, or the largest of what runs before it; what a pod says as a whole counts instead. */
function sumOf(bound: Bound, resource: string): Measure {
  return (pod, defaults) => {
    const whole = quantity(pod.get('resources', bound, resource).value);
    const amount = (container: ManifestNode) => quantity(effective(bound, resource, container, defaults)) ?? 0;
    return whole ?? Math.max(...startingContainers(pod).map(amount), runningContainers(pod).reduce((sum, container) => sum + amount(container), 0));
  };
}
