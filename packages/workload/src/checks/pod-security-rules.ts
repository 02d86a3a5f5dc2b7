import { ManifestNode } from './manifest-node';
import { ManifestRule, Violation, violation } from './manifest-rule';
import { containers, podSpec } from './pod-nodes';

/** The volume types "restricted" admits. */
const VOLUMES = ['configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'persistentVolumeClaim', 'projected', 'secret'];

const SECCOMP = ['RuntimeDefault', 'Localhost'];

/** What Pod Security "restricted" asks beyond "baseline". */
export const podSecurityRules: readonly ManifestRule[] = [
  restricted('run-as-non-root', 'a process that is root in its container is root to the kernel it shares',
    'set spec.securityContext.runAsNonRoot to true, and use an image with a numeric user',
    (pod) => everyContainer(pod, ['runAsNonRoot'], (value) => value === true, 'must be true')),
  restricted('run-as-user', 'user 0 is root', 'set runAsUser to a number above 0, or leave it to the image',
    (pod) => contexts(pod).map((context) => context.get('runAsUser')).filter(({ value }) => value === 0).map((node) => violation(node, 'must not be 0'))),
  restricted('no-privilege-escalation', 'a setuid program in the image could gain more rights than the container was given',
    "set the container's securityContext.allowPrivilegeEscalation to false",
    (pod) => linuxContainers(pod).map((container) => container.get('securityContext', 'allowPrivilegeEscalation'))
      .filter(({ value }) => value !== false).map((node) => violation(node, 'must be false'))),
  restricted('drop-all-capabilities', 'a container starts with kernel capabilities that a service does not need',
    "set the container's securityContext.capabilities to { drop: [ALL] }; only NET_BIND_SERVICE may be added",
    (pod) => linuxContainers(pod).flatMap((container) => capabilityViolations(container.get('securityContext', 'capabilities')))),
  restricted('seccomp-profile', 'without a seccomp profile a container may make any system call',
    'set spec.securityContext.seccompProfile.type to RuntimeDefault',
    (pod) => (isWindows(pod) ? [] : everyContainer(pod, ['seccompProfile', 'type'], (value) => SECCOMP.includes(value as string), 'must be RuntimeDefault or Localhost'))),
  restricted('volume-types', 'other volume types reach into the node or past storage policies', `use one of ${VOLUMES.join(', ')}`,
    (pod) => pod.get('volumes').items.filter((volume) => !VOLUMES.some((type) => volume.get(type).present))
      .map((volume) => violation(volume, 'must be of an admitted type'))),
];

function restricted(name: string, why: string, fix: string, check: (pod: ManifestNode) => Violation[]): ManifestRule {
  return {
    id: `pod-security/${name}`,
    severity: 'error',
    why,
    source: 'https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted',
    fix,
    check: (manifest) => {
      const pod = podSpec(manifest);
      return pod ? check(pod) : [];
    },
  };
}

/** A setting that counts for each container: its own if it has one, else the pod's. */
function everyContainer(pod: ManifestNode, keys: readonly string[], fits: (value: unknown) => boolean, problem: string): Violation[] {
  const whole = pod.get('securityContext', ...keys);
  const own = containers(pod).map((container) => container.get('securityContext', ...keys));
  const wrong = own.filter((node) => node.present && !fits(node.value));
  if (whole.present && !fits(whole.value)) wrong.unshift(whole);
  if (!whole.present) wrong.push(...own.filter((node) => !node.present));
  return wrong.map((node) => violation(node, problem));
}

function capabilityViolations(capabilities: ManifestNode): Violation[] {
  const drop = capabilities.get('drop');
  const kept = drop.items.some(({ value }) => value === 'ALL') ? [] : [violation(drop, 'must contain ALL')];
  const added = capabilities.get('add').items.filter(({ value }) => value !== 'NET_BIND_SERVICE');
  return [...kept, ...added.map((node) => violation(node, 'must not be added'))];
}

function contexts(pod: ManifestNode): ManifestNode[] {
  return [pod, ...containers(pod)].map((node) => node.get('securityContext'));
}

/** The Linux controls do not count for a pod that says it is Windows. */
function linuxContainers(pod: ManifestNode): ManifestNode[] {
  return isWindows(pod) ? [] : containers(pod);
}

function isWindows(pod: ManifestNode): boolean {
  return pod.get('os', 'name').value === 'windows';
}
