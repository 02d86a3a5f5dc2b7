import { k8s } from 'cdk8s-plus-34';
import { containerResources } from './container-resources';
import { CONTAINER_SECURITY, POD_SECURITY } from './container-security';
import { DRAIN_TIMES } from './drain-times';
import { MicroserviceProps } from './microservice';
import { resourceAttributes } from './service-environment';
import { selectorLabels, serviceLabels } from './service-labels';
import { secretsMount, secretsVolume } from './service-secrets';
import { storageMount, storageVolume } from './service-storage';

/** What `Microservice` decided before it makes the pod. */
export interface PodTemplateInput extends MicroserviceProps {
  /** Port the container listens on. */
  readonly port: number;
  /** Changes with the configuration, so that a change rolls the pods. */
  readonly configHash: string;
}

/** A service's pod: Pod Security "restricted", three probes that differ, and an end that loses no request. */
export function podTemplate(input: PodTemplateInput): k8s.PodTemplateSpec {
  const { service, platform, compute, storage, access } = input;
  return {
    metadata: { labels: serviceLabels(service, platform), annotations: { 'plinth/config-hash': input.configHash } },
    spec: {
      serviceAccountName: service,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      terminationGracePeriodSeconds: DRAIN_TIMES.grace,
      // A large volume would otherwise be gone through, file by file, each time a pod starts.
      securityContext: storage === undefined ? POD_SECURITY : { ...POD_SECURITY, fsGroupChangePolicy: 'OnRootMismatch' },
      // Fargate starts one node per pod: there is nothing to spread over.
      topologySpreadConstraints: compute === 'fargate' ? undefined : ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'].map((key) => spread(input, key)),
      containers: [container(input)],
      volumes: [{ name: 'tmp', emptyDir: { sizeLimit: k8s.Quantity.fromString('64Mi') } }, ...secretsVolume(service, access), ...storageVolume(storage)],
    },
  };
}

/** Spread counts one revision's pods, which a StatefulSet replaces in their places, and never keeps a pod from running. */
function spread({ service, storage }: PodTemplateInput, topologyKey: string): k8s.TopologySpreadConstraint {
  return {
    topologyKey,
    maxSkew: 1,
    whenUnsatisfiable: 'ScheduleAnyway',
    labelSelector: { matchLabels: selectorLabels(service) },
    matchLabelKeys: storage?.kind === 'block' ? undefined : ['pod-template-hash'],
  };
}

function container(input: PodTemplateInput): k8s.Container {
  return {
    name: input.service,
    image: input.image,
    ports: [{ name: 'http', containerPort: input.port, protocol: 'TCP' }],
    envFrom: [{ configMapRef: { name: input.service } }],
    env: [
      { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
      { name: 'NODE_NAME', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
      { name: 'OTEL_RESOURCE_ATTRIBUTES', value: resourceAttributes(input) },
    ],
    resources: containerResources({ ...input.size, compute: input.compute }),
    securityContext: CONTAINER_SECURITY,
    volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }, ...secretsMount(input.access), ...storageMount(input.storage)],
    // The kubelet's own sleep: a distroless image has no shell to call.
    lifecycle: { preStop: { sleep: { seconds: DRAIN_TIMES.preStop } } },
    startupProbe: { ...probe('/healthz'), periodSeconds: 2, failureThreshold: 30 },
    livenessProbe: { ...probe('/healthz'), periodSeconds: 10, failureThreshold: 3 },
    readinessProbe: { ...probe('/readyz'), periodSeconds: 5, failureThreshold: 2 },
  };
}

function probe(path: string): k8s.Probe {
  return { httpGet: { path, port: k8s.IntOrString.fromString('http') }, timeoutSeconds: 2 };
}
