import { k8s } from 'cdk8s-plus-34';
import { Construct } from 'constructs';
import { containerResources } from './container-resources';
import { CONTAINER_SECURITY, POD_SECURITY } from './container-security';
import { contentHash } from './content-hash';
import { isPlaceholder } from './image-reference';
import { serviceAccount } from './service-account';
import { containerEnvironment, serviceEnvironment } from './service-environment';
import { serviceLabels } from './service-labels';
import { serviceNetworkPolicy } from './service-network-policy';
import { secretSource, secretsMount, secretsVolume } from './service-secrets';
import { WorkloadProps } from './workload-props';

/** A pod that serves nobody: no port, no probe, no traffic in. */
export interface BackgroundPod {
  /** Metadata of whatever makes such pods. */
  readonly metadata: k8s.ObjectMeta;
  /** The pod. */
  readonly template: k8s.PodTemplateSpec;
}

/** What of a pod is its maker's to say. */
export interface BackgroundPodProps extends WorkloadProps {
  /**
   * Arguments of the image's entry point.
   * @default - the image's own
   */
  readonly args?: readonly string[];
  /** How such pods end, and where they go. */
  readonly pod: Pick<k8s.PodSpec, 'restartPolicy' | 'tolerations' | 'priorityClassName'>;
  /**
   * Annotations of the pod.
   * @default - the hash of its configuration alone
   */
  readonly annotations?: Record<string, string>;
}

/**
 * Makes what a pod in the background needs (a ServiceAccount without a token, a ConfigMap, what fetches its secrets, and a
 * NetworkPolicy that lets it out as a service's does and nothing in), and describes the pod: Pod Security "restricted".
 */
export function backgroundPod(scope: Construct, props: BackgroundPodProps): BackgroundPod {
  const { service, platform, namespace, compute, access } = props;
  const labels = serviceLabels(service, platform);
  const metadata = { name: service, namespace, labels };
  const data = serviceEnvironment(props);
  new k8s.KubeServiceAccount(scope, 'Account', serviceAccount(metadata, access));
  new k8s.KubeConfigMap(scope, 'Config', { metadata, data });
  secretSource(scope, 'Secrets', metadata, access);
  if (compute !== 'fargate') new k8s.KubeNetworkPolicy(scope, 'NetworkPolicy', { metadata, spec: serviceNetworkPolicy({ service, platform, namespace, access }) });
  return {
    metadata: isPlaceholder(props.image) ? { ...metadata, annotations: { 'plinth/placeholder-image': 'true' } } : metadata,
    template: {
      metadata: { labels, annotations: { ...props.annotations, 'plinth/config-hash': contentHash(access?.secrets ? { data, secrets: access.secrets } : data) } },
      spec: {
        ...props.pod,
        serviceAccountName: service,
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        securityContext: POD_SECURITY,
        containers: [container(props)],
        volumes: [{ name: 'tmp', emptyDir: { sizeLimit: k8s.Quantity.fromString('64Mi') } }, ...secretsVolume(service, access)],
      },
    },
  };
}

function container(props: BackgroundPodProps): k8s.Container {
  return {
    name: props.service,
    image: props.image,
    args: props.args && [...props.args],
    ...containerEnvironment(props),
    resources: containerResources({ ...props.size, compute: props.compute }),
    securityContext: CONTAINER_SECURITY,
    volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }, ...secretsMount(props.access)],
  };
}
