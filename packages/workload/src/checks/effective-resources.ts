import { Manifest } from './manifest';
import { ManifestNode } from './manifest-node';
import { inOneNamespace, ofKind } from './neighbours';

/** Which of a container's resources is meant. */
export type Bound = 'requests' | 'limits';

/** What LimitRanges give to the containers of an object that say nothing. */
export function containerDefaults(manifest: Manifest, together: readonly Manifest[]): ManifestNode[] {
  return ofKind(together, 'LimitRange').filter((range) => inOneNamespace(range, manifest))
    .flatMap(({ object }) => new ManifestNode(object).get('spec', 'limits').items).filter((limit) => limit.get('type').value === 'Container');
}

/**
 * What a container asks for or may take, whoever says so; undefined when nobody does. Kubernetes takes the container's
 * own limit for its request before any default, and a default limit for a default request.
 */
export function effective(bound: Bound, resource: string, container: ManifestNode, defaults: readonly ManifestNode[]): unknown {
  const own = (key: Bound) => container.get('resources', key, resource);
  const given = (key: string) => defaults.map((each) => each.get(key, resource));
  const nodes = bound === 'limits' ? [own('limits'), ...given('default')] : [own('requests'), own('limits'), ...given('defaultRequest'), ...given('default')];
  return nodes.find(({ present }) => present)?.value;
}

/** The containers that stay: a pod's own, and the init containers that are its sidecars. */
export function runningContainers(pod: ManifestNode): ManifestNode[] {
  return [...pod.get('containers').items, ...pod.get('initContainers').items.filter(isSidecar)];
}

/** The init containers that end, one after the other, before the others start. */
export function startingContainers(pod: ManifestNode): ManifestNode[] {
  return pod.get('initContainers').items.filter((container) => !isSidecar(container));
}

function isSidecar(container: ManifestNode): boolean {
  return container.get('restartPolicy').value === 'Always';
}
