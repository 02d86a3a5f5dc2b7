import { FARGATE_PLATFORM, leavingOut } from './fargate-node';
import { FARGATE_GUIDE, isOnFargate, podsOnFargate } from './fargate-rule';
import { Manifest } from './manifest';
import { ManifestNode } from './manifest-node';
import { CheckOptions, ManifestRule, Violation, violation } from './manifest-rule';
import { containers } from './pod-nodes';

const SOURCE = `${FARGATE_GUIDE}/fargate.html`;

/** Where the agent of EKS Pod Identity answers, on nodes. */
const POD_IDENTITY_AGENT = /^http:\/\/(169\.254\.170\.23|\[fd00:ec2::23\])/;

const podIdentity = podsOnFargate({
  id: 'fargate/irsa', severity: 'error', why: "EKS Pod Identity's agent runs on nodes alone, and a pod on Fargate that asks it gets no credentials",
  source: `${FARGATE_GUIDE}/pod-identities.html`, fix: "remove it, and give the pod's ServiceAccount the annotation eks.amazonaws.com/role-arn (IRSA)",
}, podIdentityViolations);

/**
 * What keeps pods from Fargate. Some of it breaks Pod Security too and is said again, at the same path: a namespace can
 * be let off Pod Security, and Fargate lets no one off. What is merely missing, such as a dropped capability, is not.
 */
export const fargatePodRules: readonly ManifestRule[] = [
  podsOnFargate({
    id: 'fargate/no-daemon-sets', severity: 'error', why: 'each node of Fargate has one pod, and none of a DaemonSet: it never runs there',
    source: SOURCE, fix: 'run it as a sidecar of the pods that need it, or in a namespace on nodes',
  }, (_, { object }) => (object.kind === 'DaemonSet' ? [violation(new ManifestNode(object).get('kind'), 'does not run on Fargate')] : [])),
  podsOnFargate({
    id: 'fargate/no-privileged', severity: 'error', why: 'Fargate refuses privileged containers, and the pod stays Pending',
    source: SOURCE, fix: 'remove it, or run the workload in a namespace on nodes',
  }, (pod) => refused(inContexts(pod, 'privileged'), false)),
  podsOnFargate({
    id: 'fargate/no-privilege-escalation', severity: 'error', why: 'Fargate refuses containers that may gain privileges, and the pod stays Pending',
    source: 'https://github.com/kubernetes/ingress-nginx/issues/9704', fix: 'write false',
  }, (pod) => refused(inContexts(pod, 'allowPrivilegeEscalation'), false)),
  podsOnFargate({
    id: 'fargate/no-added-capabilities', severity: 'error', why: "Fargate refuses added capabilities, such as a mesh's init container wants, and the pod stays Pending",
    source: 'https://github.com/aws/containers-roadmap/issues/682', fix: 'remove it, or run the workload in a namespace on nodes',
    // NET_BIND_SERVICE is what CoreDNS adds, which runs on Fargate.
  }, (pod) => refused(inContexts(pod, 'capabilities').flatMap((capabilities) => capabilities.get('add').items), 'NET_BIND_SERVICE')),
  podsOnFargate({
    id: 'fargate/no-host-namespaces', severity: 'error', why: 'a pod on Fargate has a machine of its own and no host to join; Fargate refuses it, and it stays Pending',
    source: SOURCE, fix: 'remove it, or run the workload in a namespace on nodes',
  }, (pod) => refused(['hostNetwork', 'hostPID', 'hostIPC'].map((key) => pod.get(key)), false)),
  podsOnFargate({
    id: 'fargate/no-host-ports', severity: 'error', why: 'Fargate refuses ports and addresses of the host, and the pod stays Pending',
    source: SOURCE, fix: 'remove it, and reach the pod by a Service',
  }, (pod) => {
    const ports = containers(pod).flatMap((container) => container.get('ports').items);
    return [...refused(ports.map((port) => port.get('hostPort')), 0), ...refused(ports.map((port) => port.get('hostIP')), '')];
  }),
  podsOnFargate({
    id: 'fargate/platform', severity: 'error', why: 'Fargate is Linux on x86-64 alone, and an image for Arm or Windows does not start there',
    source: SOURCE, fix: 'build the image for linux/amd64 and ask for that, or run the workload in a namespace on nodes',
  }, (pod) => [pod.get('os', 'name')].filter(({ present, value }) => present && value !== 'linux').concat(leavingOut(pod, FARGATE_PLATFORM))
    .map((node) => violation(node, 'leaves out linux/amd64'))),
  podsOnFargate({
    id: 'fargate/no-devices', severity: 'error', why: 'Fargate has no GPU, no Inferentia and no other device, and the pod stays Pending',
    source: SOURCE, fix: 'remove it, or run the workload in a namespace on nodes that have the device',
  }, (pod) => containers(pod).flatMap(devices).map((node) => violation(node, 'is not to be had on Fargate'))),
  { ...podIdentity, check: (manifest, options, together) => [...associationViolations(manifest, options), ...podIdentity.check(manifest, options, together)] },
];

function inContexts(pod: ManifestNode, key: string): ManifestNode[] {
  return containers(pod).map((container) => container.get('securityContext', key));
}

function refused(nodes: readonly ManifestNode[], admitted: unknown): Violation[] {
  return nodes.filter((node) => node.present && node.value !== admitted).map((node) => violation(node, 'is refused by Fargate'));
}

/** Resources whose name has a domain are devices; a limit says the same as its request. */
function devices(container: ManifestNode): ManifestNode[] {
  const [limits, requests] = ['limits', 'requests'].map((key) => container.get('resources', key));
  const names = new Set([...limits.keys, ...requests.keys].filter((name) => name.includes('/')));
  return [...names].map((name) => (limits.get(name).present ? limits : requests).get(name));
}

function podIdentityViolations(pod: ManifestNode): Violation[] {
  const agents = containers(pod).flatMap((container) => container.get('env').items)
    .filter((env) => env.get('name').value === 'AWS_CONTAINER_CREDENTIALS_FULL_URI').map((env) => env.get('value'))
    .filter(({ value }) => POD_IDENTITY_AGENT.test(String(value)));
  const tokens = pod.get('volumes').items.flatMap((volume) => volume.get('projected', 'sources').items)
    .map((source) => source.get('serviceAccountToken', 'audience')).filter(({ value }) => value === 'pods.eks.amazonaws.com');
  return [...agents, ...tokens].map((node) => violation(node, 'is for EKS Pod Identity'));
}

/** The kind the EKS controller of AWS Controllers for Kubernetes has. */
function associationViolations({ object }: Manifest, options: CheckOptions): Violation[] {
  const namespace = new ManifestNode(object).get('spec', 'namespace');
  return object.kind === 'PodIdentityAssociation' && isOnFargate(namespace.value, options) ? [violation(namespace, 'is on Fargate')] : [];
}
