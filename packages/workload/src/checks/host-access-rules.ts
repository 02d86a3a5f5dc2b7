import { ManifestNode } from './manifest-node';
import { ManifestRule, violation } from './manifest-rule';
import { containers, podSpec } from './pod-nodes';

/** Sysctls that are the pod's own and cannot hurt its neighbours. */
const SAFE_SYSCTLS = [
  'kernel.shm_rmid_forced', 'net.ipv4.ip_local_port_range', 'net.ipv4.ip_unprivileged_port_start', 'net.ipv4.tcp_syncookies',
  'net.ipv4.ping_group_range', 'net.ipv4.ip_local_reserved_ports', 'net.ipv4.tcp_keepalive_time', 'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl', 'net.ipv4.tcp_keepalive_probes', 'net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem',
];

const PROBES = [['livenessProbe'], ['readinessProbe'], ['startupProbe'], ['lifecycle', 'postStart'], ['lifecycle', 'preStop']];

/** One control of "baseline": fields that, where present, must have an admitted value. */
interface Control {
  readonly id: string;
  readonly why: string;
  readonly fields: (pod: ManifestNode) => ManifestNode[];
  /** Admitted beside nothing at all. */
  readonly admitted: readonly unknown[];
}

const CONTROLS: readonly Control[] = [
  {
    id: 'host-namespaces',
    why: "the pod would see or join the node's processes, memory or network",
    fields: (pod) => ['hostNetwork', 'hostPID', 'hostIPC'].map((key) => pod.get(key)),
    admitted: [false],
  },
  {
    id: 'privileged',
    why: 'a privileged container is root on the node',
    fields: (pod) => ofContainers(pod, 'securityContext', 'privileged'),
    admitted: [false],
  },
  {
    id: 'host-process',
    why: 'a HostProcess container runs on the Windows node itself',
    fields: (pod) => everywhere(pod, 'securityContext', 'windowsOptions', 'hostProcess'),
    admitted: [false],
  },
  {
    id: 'host-ports',
    why: "a port on the node's own address is out of reach of network policies",
    fields: (pod) => containers(pod).flatMap((container) => container.get('ports').items).map((port) => port.get('hostPort')),
    admitted: [0],
  },
  {
    id: 'probe-hosts',
    why: 'a probe of another host makes the kubelet send requests on behalf of the pod',
    fields: (pod) => PROBES.flatMap((keys) => ['httpGet', 'tcpSocket'].flatMap((handler) => ofContainers(pod, ...keys, handler, 'host'))),
    admitted: [''],
  },
  {
    id: 'proc-mount',
    why: 'an unmasked /proc shows and changes what belongs to the node',
    fields: (pod) => ofContainers(pod, 'securityContext', 'procMount'),
    admitted: ['Default'],
  },
  {
    id: 'sysctls',
    why: "other kernel settings are the node's, or can starve its other pods",
    fields: (pod) => pod.get('securityContext', 'sysctls').items.map((sysctl) => sysctl.get('name')),
    admitted: SAFE_SYSCTLS,
  },
  {
    id: 'app-armor',
    why: "turning AppArmor off takes away the runtime's own confinement",
    fields: (pod) => everywhere(pod, 'securityContext', 'appArmorProfile', 'type'),
    admitted: ['RuntimeDefault', 'Localhost'],
  },
  {
    id: 'selinux-type',
    why: 'another SELinux type escapes the confinement of containers',
    fields: (pod) => everywhere(pod, 'securityContext', 'seLinuxOptions', 'type'),
    admitted: ['', 'container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t'],
  },
  {
    id: 'selinux-user',
    why: 'another SELinux user or role escapes the confinement of containers',
    fields: (pod) => ['user', 'role'].flatMap((key) => everywhere(pod, 'securityContext', 'seLinuxOptions', key)),
    admitted: [''],
  },
];

/** What Pod Security "baseline", and with it "restricted", keeps from the node. */
export const hostAccessRules: readonly ManifestRule[] = CONTROLS.map(({ id, why, fields, admitted }): ManifestRule => ({
  id: `pod-security/${id}`,
  severity: 'error',
  why,
  source: 'https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline',
  fix: `remove it, or use ${admitted.map((value) => JSON.stringify(value)).join(', ')}`,
  check: (manifest) => {
    const pod = podSpec(manifest);
    if (!pod) return [];
    return fields(pod).filter((node) => node.present && !admitted.includes(node.value)).map((node) => violation(node, 'is not admitted'));
  },
}));

function ofContainers(pod: ManifestNode, ...keys: string[]): ManifestNode[] {
  return containers(pod).map((container) => container.get(...keys));
}

function everywhere(pod: ManifestNode, ...keys: string[]): ManifestNode[] {
  return [pod.get(...keys), ...ofContainers(pod, ...keys)];
}
