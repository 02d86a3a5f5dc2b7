/** The end of one API version of some kinds. */
export interface ApiLifecycle {
  readonly apiVersion: string;
  readonly kinds: readonly string[];
  /** The Kubernetes minor that first warns of it, such as `1.33`; none when the source names none. */
  readonly deprecated?: string;
  /** The first Kubernetes minor without it; none when no end is planned. */
  readonly removed?: string;
  /** What to use instead. */
  readonly instead: string;
  /** Where that is written. */
  readonly source: string;
}

const GUIDE = 'https://kubernetes.io/docs/reference/using-api/deprecation-guide/';

function gone(removed: string, apiVersion: string, instead: string, ...kinds: string[]): ApiLifecycle {
  return { apiVersion, kinds, removed, instead, source: `${GUIDE}#v${removed.replace('.', '-')}` };
}

/**
 * API versions that Kubernetes has removed or is about to, newest first. The versions before 1.16 are not in the guide.
 * @see https://kubernetes.io/docs/reference/using-api/deprecation-guide/
 */
export const API_LIFECYCLE: readonly ApiLifecycle[] = [
  {
    apiVersion: 'resource.k8s.io/v1beta2', kinds: ['DeviceClass', 'ResourceClaim', 'ResourceClaimTemplate', 'ResourceSlice'], deprecated: '1.36', removed: '1.39', instead: 'resource.k8s.io/v1',
    source: 'https://github.com/kubernetes/kubernetes/blob/master/staging/src/k8s.io/api/resource/v1beta2/zz_generated.prerelease-lifecycle.go',
  },
  {
    apiVersion: 'v1', kinds: ['Endpoints'], deprecated: '1.33', instead: 'discovery.k8s.io/v1 EndpointSlice',
    source: 'https://kubernetes.io/blog/2025/04/24/endpoints-deprecation/',
  },
  gone('1.32', 'flowcontrol.apiserver.k8s.io/v1beta3', 'flowcontrol.apiserver.k8s.io/v1', 'FlowSchema', 'PriorityLevelConfiguration'),
  gone('1.29', 'flowcontrol.apiserver.k8s.io/v1beta2', 'flowcontrol.apiserver.k8s.io/v1', 'FlowSchema', 'PriorityLevelConfiguration'),
  gone('1.27', 'storage.k8s.io/v1beta1', 'storage.k8s.io/v1', 'CSIStorageCapacity'),
  gone('1.26', 'flowcontrol.apiserver.k8s.io/v1beta1', 'flowcontrol.apiserver.k8s.io/v1', 'FlowSchema', 'PriorityLevelConfiguration'),
  gone('1.26', 'autoscaling/v2beta2', 'autoscaling/v2', 'HorizontalPodAutoscaler'),
  gone('1.25', 'autoscaling/v2beta1', 'autoscaling/v2', 'HorizontalPodAutoscaler'),
  gone('1.25', 'batch/v1beta1', 'batch/v1', 'CronJob'),
  gone('1.25', 'discovery.k8s.io/v1beta1', 'discovery.k8s.io/v1', 'EndpointSlice'),
  gone('1.25', 'events.k8s.io/v1beta1', 'events.k8s.io/v1', 'Event'),
  gone('1.25', 'policy/v1beta1', 'policy/v1', 'PodDisruptionBudget'),
  gone('1.25', 'policy/v1beta1', "Pod Security admission, by labels of the namespace", 'PodSecurityPolicy'),
  gone('1.25', 'node.k8s.io/v1beta1', 'node.k8s.io/v1', 'RuntimeClass'),
  gone('1.22', 'admissionregistration.k8s.io/v1beta1', 'admissionregistration.k8s.io/v1', 'MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'),
  gone('1.22', 'apiextensions.k8s.io/v1beta1', 'apiextensions.k8s.io/v1', 'CustomResourceDefinition'),
  gone('1.22', 'apiregistration.k8s.io/v1beta1', 'apiregistration.k8s.io/v1', 'APIService'),
  gone('1.22', 'authentication.k8s.io/v1beta1', 'authentication.k8s.io/v1', 'TokenReview'),
  gone('1.22', 'authorization.k8s.io/v1beta1', 'authorization.k8s.io/v1', 'LocalSubjectAccessReview', 'SelfSubjectAccessReview', 'SubjectAccessReview'),
  gone('1.22', 'certificates.k8s.io/v1beta1', 'certificates.k8s.io/v1', 'CertificateSigningRequest'),
  gone('1.22', 'coordination.k8s.io/v1beta1', 'coordination.k8s.io/v1', 'Lease'),
  gone('1.22', 'extensions/v1beta1', 'networking.k8s.io/v1', 'Ingress'),
  gone('1.22', 'networking.k8s.io/v1beta1', 'networking.k8s.io/v1', 'Ingress', 'IngressClass'),
  gone('1.22', 'rbac.authorization.k8s.io/v1beta1', 'rbac.authorization.k8s.io/v1', 'ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'),
  gone('1.22', 'scheduling.k8s.io/v1beta1', 'scheduling.k8s.io/v1', 'PriorityClass'),
  gone('1.22', 'storage.k8s.io/v1beta1', 'storage.k8s.io/v1', 'CSIDriver', 'CSINode', 'StorageClass', 'VolumeAttachment'),
  gone('1.16', 'extensions/v1beta1', 'networking.k8s.io/v1', 'NetworkPolicy'),
  gone('1.16', 'extensions/v1beta1', 'apps/v1', 'DaemonSet', 'Deployment', 'ReplicaSet'),
  gone('1.16', 'apps/v1beta2', 'apps/v1', 'DaemonSet', 'Deployment', 'ReplicaSet', 'StatefulSet'),
  gone('1.16', 'apps/v1beta1', 'apps/v1', 'Deployment', 'ReplicaSet', 'StatefulSet'),
];

/** What is known of the end of a kind's API version; undefined when nothing is. */
export function apiLifecycle(apiVersion: unknown, kind: unknown): ApiLifecycle | undefined {
  return API_LIFECYCLE.find((row) => row.apiVersion === apiVersion && row.kinds.includes(String(kind)));
}

/** Whether a Kubernetes minor is another one or newer. */
export function reached(kubernetes: string, minor: string | undefined): boolean {
  const number = (version: string) => Number(version.split('.')[1]);
  return minor !== undefined && number(kubernetes) >= number(minor);
}
