import { posix } from 'node:path';
import { ManifestNode } from './manifest-node';
import { ManifestRule, Violation, violation } from './manifest-rule';
import { kindOf } from './neighbours';
import { containers, podSpec } from './pod-nodes';

/** Where container runtimes listen. Whoever mounts a folder above has the socket too. */
const SOCKETS = ['docker.sock', 'containerd/containerd.sock', 'dockershim.sock', 'cri-dockerd.sock', 'crio/crio.sock', 'podman/podman.sock']
  .flatMap((socket) => ['/run', '/var/run'].map((folder) => `${folder}/${socket}`));

const PODS = 'https://docs.aws.amazon.com/eks/latest/best-practices/pod-security.html';

/** What a pod should do without beyond what Pod Security refuses. */
export const podRules: readonly ManifestRule[] = [
  {
    id: 'pod/no-runtime-socket',
    severity: 'error',
    why: "who can talk to the container runtime can start a privileged container, and so has the node",
    source: PODS,
    fix: 'remove the volume; use the Kubernetes API, or a builder that needs no runtime',
    check: (manifest) => {
      const volumes = kindOf(manifest) === 'PersistentVolume' ? [new ManifestNode(manifest.object).get('spec')] : podSpec(manifest)?.get('volumes').items ?? [];
      return volumes.map((volume) => volume.get('hostPath', 'path')).filter(({ value }) => typeof value === 'string' && hasSocket(value))
        .map((node) => violation(node, "must not contain the container runtime's socket"));
    },
  },
  {
    id: 'pod/read-only-root',
    severity: 'warning',
    why: 'whoever breaks in can change the program and leave tools behind',
    source: PODS,
    fix: "set the container's securityContext.readOnlyRootFilesystem to true, and mount an emptyDir where it writes",
    check: inPods((pod) => (pod.get('os', 'name').value === 'windows' ? [] : containers(pod))
      .map((container) => container.get('securityContext', 'readOnlyRootFilesystem')).filter(({ value }) => value !== true).map((node) => violation(node, 'must be true'))),
  },
  {
    id: 'pod/no-service-links',
    severity: 'warning',
    why: 'every Service of the namespace becomes seven variables of every container: a pod starts slower with each, and with thousands not at all',
    source: 'https://docs.aws.amazon.com/eks/latest/best-practices/scale-workloads.html',
    fix: 'set enableServiceLinks to false; Services are found by DNS',
    check: inPods((pod) => {
      const links = pod.get('enableServiceLinks');
      return links.value === false ? [] : [violation(links, 'must be false')];
    }),
  },
  {
    id: 'pod/secrets-by-volume',
    severity: 'warning',
    why: 'variables end up in logs, crash reports and child processes, and keep the old value when the secret is rotated',
    source: 'https://docs.aws.amazon.com/eks/latest/best-practices/data-encryption-and-secrets-management.html',
    fix: 'mount the secret as a volume and read the file',
    check: inPods((pod) => containers(pod).flatMap((container) => [
      ...container.get('env').items.map((variable) => variable.get('valueFrom', 'secretKeyRef')),
      ...container.get('envFrom').items.map((source) => source.get('secretRef')),
    ]).filter(({ present }) => present).map((node) => violation(node, 'must be a volume'))),
  },
];

function inPods(check: (pod: ManifestNode) => Violation[]): ManifestRule['check'] {
  return (manifest) => {
    const pod = podSpec(manifest);
    return pod ? check(pod) : [];
  };
}

function hasSocket(path: string): boolean {
  const folder = posix.join('/', path, '/');
  return SOCKETS.some((socket) => `${socket}/`.startsWith(folder));
}
