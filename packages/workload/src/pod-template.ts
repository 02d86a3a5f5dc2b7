import { k8s } from 'cdk8s-plus-34';
import { DRAIN_TIMES } from './drain-times';
import { MicroserviceProps } from './microservice';
import { resourceAttributes } from './service-environment';
import { selectorLabels, serviceLabels } from './service-labels';
import { SERVICE_SIZE } from './service-size';

/** What `Microservice` decided before it makes the pod. */
export interface PodTemplateInput extends MicroserviceProps {
  /** Port the container listens on. */
  readonly port: number;
  /** Changes with the configuration, so that a change rolls the pods. */
  readonly configHash: string;
}

/** The numeric user of distroless images' `nonroot`. */
const NON_ROOT = 65532;

/** A service's pod: Pod Security "restricted", three probes that differ, and an end that loses no request. */
export function podTemplate(input: PodTemplateInput): k8s.PodTemplateSpec {
  const { service, platform, compute } = input;
  return {
    metadata: { labels: serviceLabels(service, platform), annotations: { 'plinth/config-hash': input.configHash } },
    spec: {
      serviceAccountName: service,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      terminationGracePeriodSeconds: DRAIN_TIMES.grace,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: NON_ROOT,
        runAsGroup: NON_ROOT,
        fsGroup: NON_ROOT,
        seccompProfile: { type: 'RuntimeDefault' },
      },
      // Fargate starts one node per pod: there is nothing to spread over.
      topologySpreadConstraints: compute === 'fargate' ? undefined : ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'].map((key) => spread(service, key)),
      containers: [container(input)],
      volumes: [{ name: 'tmp', emptyDir: { sizeLimit: k8s.Quantity.fromString('64Mi') } }],
    },
  };
}

/** Spread counts one revision's pods, and never keeps a pod from running. */
function spread(service: string, topologyKey: string): k8s.TopologySpreadConstraint {
  return {
    topologyKey,
    maxSkew: 1,
    whenUnsatisfiable: 'ScheduleAnyway',
    labelSelector: { matchLabels: selectorLabels(service) },
    matchLabelKeys: ['pod-template-hash'],
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
    resources: resources(input),
    securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
    volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
    // The kubelet's own sleep: a distroless image has no shell to call.
    lifecycle: { preStop: { sleep: { seconds: DRAIN_TIMES.preStop } } },
    startupProbe: { ...probe('/healthz'), periodSeconds: 2, failureThreshold: 30 },
    livenessProbe: { ...probe('/healthz'), periodSeconds: 10, failureThreshold: 3 },
    readinessProbe: { ...probe('/readyz'), periodSeconds: 5, failureThreshold: 2 },
  };
}

/** Memory that is limited to what was asked cannot be taken back by a neighbour; Fargate bills what is asked, so there cpu is the same. */
function resources({ cpu = `${SERVICE_SIZE.cpu}m`, memory = `${SERVICE_SIZE.memory}Mi`, compute }: PodTemplateInput): k8s.ResourceRequirements {
  const requests = { cpu: k8s.Quantity.fromString(cpu), memory: k8s.Quantity.fromString(memory) };
  return { requests, limits: compute === 'fargate' ? requests : { memory: requests.memory } };
}

function probe(path: string): k8s.Probe {
  return { httpGet: { path, port: k8s.IntOrString.fromString('http') }, timeoutSeconds: 2 };
}
