import { Manifest } from './manifest';
import { ManifestNode } from './manifest-node';
import { podSpec } from './pod-nodes';
import { quantity } from './quantity';

/** What one pod counts for, under each name a ResourceQuota has for it. */
const MEASURES: Readonly<Record<string, (pod: ManifestNode) => number>> = {
  pods: () => 1,
  'count/pods': () => 1,
  cpu: requested('cpu'),
  memory: requested('memory'),
  'requests.cpu': requested('cpu'),
  'requests.memory': requested('memory'),
  'limits.cpu': limited('cpu'),
  'limits.memory': limited('memory'),
};

/** What the Deployments of a namespace take at most while all of them roll out; undefined for what is not measured. */
export function rolloutDemand(measure: string, namespace: unknown, manifests: readonly Manifest[]): number | undefined {
  if (!Object.hasOwn(MEASURES, measure)) return undefined;
  const here = manifests.filter(({ object }) => new ManifestNode(object).get('metadata', 'namespace').value === namespace);
  const autoscaled = new Map(here.filter(({ object }) => object.kind === 'HorizontalPodAutoscaler').map(({ object }) => {
    const spec = new ManifestNode(object).get('spec');
    return [spec.get('scaleTargetRef', 'name').value, spec.get('maxReplicas').value];
  }));
  return here.filter(({ object }) => object.apiVersion === 'apps/v1' && object.kind === 'Deployment').reduce((sum, deployment) => {
    const pod = podSpec(deployment);
    return pod ? sum + podsAtMost(new ManifestNode(deployment.object), autoscaled) * MEASURES[measure](pod) : sum;
  }, 0);
}

/** New pods and those that may not stop yet, and beside them old ones that still drain: a quota counts these until they are gone. */
function podsAtMost(deployment: ManifestNode, autoscaled: ReadonlyMap<unknown, unknown>): number {
  const replicas = Number(autoscaled.get(deployment.get('metadata', 'name').value) ?? deployment.get('spec', 'replicas').value ?? 1);
  const strategy = deployment.get('spec', 'strategy');
  if (strategy.get('type').value === 'Recreate') return replicas;
  return 2 * replicas + surgeOf(strategy.get('rollingUpdate', 'maxSurge').value ?? '25%', replicas);
}

function surgeOf(said: unknown, replicas: number): number {
  const percent = typeof said === 'string' ? /^(\d+)%$/.exec(said)?.[1] : undefined;
  return percent === undefined ? Number(said) : Math.ceil((replicas * Number(percent)) / 100);
}

/** Kubernetes takes the limit for the request of a container that has none. */
function requested(resource: string): (pod: ManifestNode) => number {
  return (pod) => sum(pod, (container) => quantity(container.get('requests', resource).value ?? container.get('limits', resource).value));
}

function limited(resource: string): (pod: ManifestNode) => number {
  return (pod) => sum(pod, (container) => quantity(container.get('limits', resource).value));
}

function sum(pod: ManifestNode, amount: (resources: ManifestNode) => number | undefined): number {
  return pod.get('containers').items.reduce((total, container) => total + (amount(container.get('resources')) ?? 0), 0);
}
