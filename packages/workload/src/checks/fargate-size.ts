import { ManifestNode } from './manifest-node';
import { quantity } from './quantity';

const GIB = 1024 ** 3;

/** How much CPU and memory. */
export interface PodSize {
  /** Virtual CPUs. */
  readonly vcpu: number;
  /** Memory in GB of 1024 MB each, as Fargate counts. */
  readonly memory: number;
}

/** Memory in GB that Fargate takes in every pod for the kubelet, kube-proxy and containerd. */
export const FARGATE_RESERVED = 0.25;

/** The sizes Fargate has: for each vCPU value its memory values in GB. */
const SIZES: readonly { readonly vcpu: number; readonly memory: readonly number[] }[] = [
  { vcpu: 0.25, memory: [0.5, 1, 2] },
  { vcpu: 0.5, memory: steps(1, 4, 1) },
  { vcpu: 1, memory: steps(2, 8, 1) },
  { vcpu: 2, memory: steps(4, 16, 1) },
  { vcpu: 4, memory: steps(8, 30, 1) },
  { vcpu: 8, memory: steps(16, 60, 4) },
  { vcpu: 16, memory: steps(32, 120, 8) },
];

/**
 * What a pod costs on Fargate: its request and the smallest size that holds it and Fargate's own 256 MB.
 * Undefined when no size does.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/fargate-pod-configuration.html
 */
export function billedSize(pod: ManifestNode): { readonly requested: PodSize; readonly billed: PodSize } | undefined {
  const requested = requestedSize(pod);
  const billed = smallestSize(requested.vcpu, requested.memory + FARGATE_RESERVED);
  return billed && { requested, billed };
}

/** What a pod asks for: the larger of its largest init container and the sum of those that keep running, sidecars among them. */
export function requestedSize(pod: ManifestNode): PodSize {
  const init = pod.get('initContainers').items;
  const sidecars = init.filter(isSidecar);
  const running = [...pod.get('containers').items, ...sidecars];
  const most = (resource: string) => Math.max(
    0,
    ...init.filter((container) => !isSidecar(container)).map((container) => request(container, resource)),
    running.reduce((sum, container) => sum + request(container, resource), 0),
  );
  return { vcpu: rounded(most('cpu')), memory: rounded(most('memory') / GIB) };
}

/** The smallest size with that much vCPU and memory in GB; undefined when none has it. */
export function smallestSize(vcpu: number, memory: number): PodSize | undefined {
  const fits = SIZES.filter((size) => size.vcpu >= vcpu).flatMap((size) => {
    const enough = size.memory.find((value) => value >= memory);
    return enough === undefined ? [] : [{ vcpu: size.vcpu, memory: enough }];
  });
  return fits[0];
}

function isSidecar(container: ManifestNode): boolean {
  return container.get('restartPolicy').value === 'Always';
}

/** Kubernetes takes the limit for the request of a container that has none. */
function request(container: ManifestNode, resource: string): number {
  const said = container.get('resources', 'requests', resource).value ?? container.get('resources', 'limits', resource).value;
  return quantity(said) ?? 0;
}

/** Sums of fractions are off by less than this. */
function rounded(amount: number): number {
  return Math.round(amount * 1e6) / 1e6;
}

function steps(from: number, to: number, step: number): number[] {
  return Array.from({ length: (to - from) / step + 1 }, (_, i) => from + i * step);
}
