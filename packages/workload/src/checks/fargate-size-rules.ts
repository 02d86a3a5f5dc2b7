import { FARGATE_GUIDE, podsOnFargate } from './fargate-rule';
import { billedSize, PodSize, requestedSize, smallestSize } from './fargate-size';
import { Manifest } from './manifest';
import { ManifestNode } from './manifest-node';
import { ManifestRule, Violation, violation } from './manifest-rule';
import { inOneNamespace, ofKind } from './neighbours';
import { quantity } from './quantity';

const SOURCE = `${FARGATE_GUIDE}/fargate-pod-configuration.html`;
const GIB = 1024 ** 3;

/** Most ephemeral storage of a pod in GiB. */
const MOST_STORAGE = 175;

/** What pods on Fargate ask for, and pay. */
export const fargateSizeRules: readonly ManifestRule[] = [
  podsOnFargate({
    id: 'fargate/size', severity: 'error', why: 'Fargate has no machine of that size, and the pod stays Pending',
    source: SOURCE, fix: 'ask for less, with 256 MB to spare for Kubernetes, or run the workload in a namespace on nodes',
  }, (pod) => (billedSize(pod) ? [] : [at(pod, requestedSize(pod), 'must not ask for more than 16 vCPU and 119.75 GB')])),
  podsOnFargate({
    id: 'fargate/ephemeral-storage', severity: 'error', why: 'Fargate has no larger disk, and the pod stays Pending',
    source: SOURCE, fix: 'ask for less, or mount an EFS file system',
  }, storageViolations),
  podsOnFargate({
    id: 'fargate/requests-equal-limits', severity: 'warning', why: 'a pod on Fargate gets the size its requests add up to and no more: a limit above promises what is not there, and a container without requests counts for nothing',
    source: SOURCE, fix: 'write the same quantity as request and limit',
  }, requestViolations),
  podsOnFargate({
    id: 'fargate/billed-size', severity: 'warning', why: 'Fargate adds 256 MB for Kubernetes and bills the next size that holds it',
    source: SOURCE, fix: 'ask for 256 MB less memory, or for the vCPUs that are paid for',
  }, jumps),
];

/** Init containers come before the others, one at a time; sidecars stay. */
function storageViolations(pod: ManifestNode): Violation[] {
  const asked = (container: ManifestNode) => quantity(container.get('resources', 'requests', 'ephemeral-storage').value ?? container.get('resources', 'limits', 'ephemeral-storage').value) ?? 0;
  const init = pod.get('initContainers').items;
  const sidecars = init.filter((container) => container.get('restartPolicy').value === 'Always');
  const together = [...pod.get('containers').items, ...sidecars].reduce((sum, container) => sum + asked(container), 0);
  const storage = Math.max(together, ...init.map(asked)) / GIB;
  return storage > MOST_STORAGE ? [{ path: pod.get('containers').path, value: `${Math.ceil(storage)} GiB`, problem: `must not ask for more ephemeral storage than ${MOST_STORAGE} GiB` }] : [];
}

/** A pod may say what it takes as a whole, and a LimitRange what a container takes that does not say: then only what is said is compared. */
function requestViolations(pod: ManifestNode, manifest: Manifest, together: readonly Manifest[]): Violation[] {
  const resources = ['containers', 'initContainers'].flatMap((key) => pod.get(key).items).map((container) => container.get('resources'));
  const isSaidElsewhere = pod.get('resources').present || ofKind(together, 'LimitRange').some((range) => inOneNamespace(range, manifest));
  return resources.flatMap((said) => [...(isSaidElsewhere ? [] : missing(said)), ...unequal(said)]);
}

/** Kubernetes takes the limit for a request that is not there, and never the request for a limit. */
function missing(resources: ManifestNode): Violation[] {
  const limits = ['cpu', 'memory'].map((name) => resources.get('limits', name)).filter(({ present }) => !present);
  const isBare = limits.length === 2 && !resources.get('requests', 'cpu').present && !resources.get('requests', 'memory').present;
  return isBare ? [violation(resources, 'must have requests and limits of cpu and memory')] : limits.map((node) => violation(node, 'is missing'));
}

/** What is no quantity is for another rule. */
function unequal(resources: ManifestNode): Violation[] {
  return ['cpu', 'memory'].flatMap((name) => {
    const [request, limit] = ['requests', 'limits'].map((key) => resources.get(key, name));
    const [asked, most] = [request, limit].map(({ value }) => quantity(value));
    return asked === undefined || most === undefined || asked === most ? [] : [violation(limit, `must be ${String(request.value)}, as the request is`)];
  });
}

/** Fargate's own memory can take a pod to more vCPUs: one that asks for 1 vCPU and 8 GB pays for 2 and 9. */
function jumps(pod: ManifestNode): Violation[] {
  const size = billedSize(pod);
  const without = size && smallestSize(size.requested.vcpu, size.requested.memory);
  return without && size.billed.vcpu > without.vcpu ? [at(pod, size.requested, `is billed as ${shown(size.billed)}`)] : [];
}

function at(pod: ManifestNode, size: PodSize, problem: string): Violation {
  return { path: pod.get('containers').path, value: shown(size), problem };
}

function shown({ vcpu, memory }: PodSize): string {
  return `${vcpu} vCPU and ${memory} GB`;
}
