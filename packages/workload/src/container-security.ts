import { k8s } from 'cdk8s-plus-34';

/** The numeric user of distroless images' `nonroot`. */
const NON_ROOT = 65532;

/**
 * What Pod Security "restricted" asks of a pod.
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
 */
export const POD_SECURITY: k8s.PodSecurityContext = {
  runAsNonRoot: true,
  runAsUser: NON_ROOT,
  runAsGroup: NON_ROOT,
  fsGroup: NON_ROOT,
  seccompProfile: { type: 'RuntimeDefault' },
};

/** What Pod Security "restricted" asks of a container, and a root file system that nothing writes to. */
export const CONTAINER_SECURITY: k8s.SecurityContext = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
};
