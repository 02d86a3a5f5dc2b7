import { containerDefaults, effective, runningContainers } from './effective-resources';
import { Manifest } from './manifest';
import { ManifestNode } from './manifest-node';
import { ManifestRule, violation } from './manifest-rule';
import { podSpec } from './pod-nodes';
import { quantity } from './quantity';

/** What a container asks for and may take, whoever says so. */
export const resourceRules: readonly ManifestRule[] = [
  {
    id: 'resources/requests',
    severity: 'warning',
    why: 'the scheduler puts the pod where there is no room for it, and under pressure it is the first to go',
    source: 'https://docs.aws.amazon.com/eks/latest/best-practices/data-plane.html',
    fix: 'set resources.requests, or a default in the LimitRange of its namespace',
    check: (manifest, _, together) => running(manifest).flatMap((container) => {
      const missing = ['cpu', 'memory'].filter((resource) => effective('requests', resource, container, containerDefaults(manifest, together)) === undefined);
      return missing.length === 0 ? [] : [violation(container.get('resources', 'requests'), `must say ${missing.join(' and ')}`)];
    }),
  },
  {
    id: 'resources/memory-limit',
    severity: 'warning',
    why: 'memory above the request is not promised: the node runs out of it, and kills its pods or its neighbours',
    source: 'https://docs.aws.amazon.com/eks/latest/best-practices/karpenter.html',
    fix: 'set resources.limits.memory to what resources.requests.memory is',
    check: (manifest, _, together) => running(manifest).flatMap((container) => {
      const [limit, request] = (['limits', 'requests'] as const).map((bound) => effective(bound, 'memory', container, containerDefaults(manifest, together)));
      const node = container.get('resources', 'limits', 'memory');
      if (limit === undefined) return [violation(node, 'is missing')];
      return quantity(limit) !== quantity(request) ? [violation(node, 'must equal the request')] : [];
    }),
  },
];

/** The containers that must say it; none when the pod does as a whole. */
function running(manifest: Manifest): ManifestNode[] {
  const pod = podSpec(manifest);
  return pod === undefined || pod.get('resources').present ? [] : runningContainers(pod);
}
