import { createHash } from 'node:crypto';
import { k8s } from 'cdk8s-plus-34';
import { Construct } from 'constructs';
import { isPinned, isPlaceholder } from './image-reference';
import { podTemplate } from './pod-template';
import { publicIngress } from './public-ingress';
import { RESERVED_VARIABLES, serviceEnvironment } from './service-environment';
import { selectorLabels, serviceLabels } from './service-labels';
import { serviceNetworkPolicy } from './service-network-policy';
import { SERVICE_SIZE } from './service-size';
import { WorkloadError } from './workload-error';

/** What pods run on: EC2 nodes, Auto Mode's among them, or AWS Fargate. */
export type Compute = 'nodes' | 'fargate';

/** Properties of `Microservice`. */
export interface MicroserviceProps {
  /** Name of the service, and of each of its objects. */
  readonly service: string;
  /** Platform name. */
  readonly platform: string;
  /** Environment name. */
  readonly environment: string;
  /** Namespace, made by `ServiceNamespace`. */
  readonly namespace: string;
  /** Image by digest: `<repository>@sha256:<64 hex digits>`. */
  readonly image: string;
  /**
   * Port the container listens on.
   * @default 8080
   */
  readonly port?: number;
  /**
   * Host it is served at over the internet.
   * @default - only the platform's namespaces reach it
   */
  readonly publicHost?: string;
  /**
   * ACM certificate of `publicHost`.
   * @default - the load balancer looks one up by the host
   */
  readonly certificateArn?: string;
  /**
   * What its pods run on.
   * @default 'nodes'
   */
  readonly compute?: Compute;
  /**
   * The service's own variables.
   * @default - only the platform's
   */
  readonly env?: Record<string, string>;
  /**
   * CPU of one pod, as a Kubernetes quantity.
   * @default '250m'
   */
  readonly cpu?: string;
  /**
   * Memory of one pod, as a Kubernetes quantity; request and limit alike.
   * @default '256Mi'
   */
  readonly memory?: string;
}

/**
 * A hardened HTTP service: ServiceAccount, ConfigMap, Deployment, Service, HorizontalPodAutoscaler (2 to 10 pods),
 * PodDisruptionBudget, NetworkPolicy (not on Fargate, which has none), and an Ingress when it is public.
 * It serves `/healthz` (alive) and `/readyz` (takes traffic). Refuses images without digest and reserved variables.
 *
 *     renderService('sample-service', (chart, props) => {
 *       new Microservice(chart, 'Default', { ...props, env: { LOG_LEVEL: 'info' } });
 *     });
 */
export class Microservice extends Construct {
  /** The Deployment, to patch what no property says. */
  public readonly deployment: k8s.KubeDeployment;
  /** The Service other workloads call, on port 80. */
  public readonly service: k8s.KubeService;

  public constructor(scope: Construct, id: string, props: MicroserviceProps) {
    super(scope, id);
    const problems = problemsOf(props);
    if (problems.length > 0) throw new WorkloadError(problems);
    const { service, namespace, port = 8080, compute = 'nodes', publicHost } = props;
    const metadata = { name: service, namespace, labels: serviceLabels(service, props.platform) };
    const data = serviceEnvironment(props, port);
    const selector = selectorLabels(service);

    new k8s.KubeServiceAccount(this, 'Account', { metadata, automountServiceAccountToken: false });
    new k8s.KubeConfigMap(this, 'Config', { metadata, data });
    this.deployment = new k8s.KubeDeployment(this, 'Default', {
      metadata: isPlaceholder(props.image) ? { ...metadata, annotations: { 'plinth/placeholder-image': 'true' } } : metadata,
      spec: { ...rollout(), selector: { matchLabels: selector }, template: podTemplate({ ...props, port, configHash: hash(data) }) },
    });
    this.service = new k8s.KubeService(this, 'Service', {
      metadata,
      spec: { type: 'ClusterIP', selector, ports: [{ name: 'http', port: 80, targetPort: k8s.IntOrString.fromString('http'), protocol: 'TCP' }] },
    });
    new k8s.KubeHorizontalPodAutoscalerV2(this, 'Autoscaler', { metadata, spec: scaling(service) });
    new k8s.KubePodDisruptionBudget(this, 'DisruptionBudget', {
      metadata,
      spec: { selector: { matchLabels: selector }, maxUnavailable: k8s.IntOrString.fromNumber(1), unhealthyPodEvictionPolicy: 'AlwaysAllow' },
    });
    if (compute === 'nodes') new k8s.KubeNetworkPolicy(this, 'NetworkPolicy', { metadata, spec: serviceNetworkPolicy(props, port) });
    if (publicHost !== undefined) {
      const ingress = publicIngress({ service, host: publicHost, certificateArn: props.certificateArn });
      new k8s.KubeIngress(this, 'Ingress', { ...ingress, metadata: { ...metadata, ...ingress.metadata } });
    }
  }
}

function problemsOf({ service, image, publicHost, certificateArn, env = {} }: MicroserviceProps): string[] {
  const problems: string[] = [];
  if (!isPinned(image)) problems.push(`${service}.image is not pinned by digest, got ${JSON.stringify(image)}; write it like <repository>@sha256:<64 hex digits>`);
  if (certificateArn !== undefined && publicHost === undefined) {
    problems.push(`${service}.certificateArn is set without a public host, got ${JSON.stringify(certificateArn)}; set publicHost too, or remove it`);
  }
  for (const [name, value] of Object.entries(env)) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) problems.push(`${service}.env has a key that is not a variable name, got ${JSON.stringify(name)}; use letters, digits and underscores`);
    if (typeof value !== 'string') problems.push(`${service}.env.${name} is not a string, got ${JSON.stringify(value)}; put it in quotes`);
    if (RESERVED_VARIABLES.includes(name)) problems.push(`${service}.env.${name} is set by the platform, got ${JSON.stringify(value)}; remove it`);
  }
  return problems;
}

/** How a new revision replaces the old: never fewer pods than before, and a verdict within ten minutes. No `replicas`, which would undo the autoscaler. */
function rollout(): Pick<k8s.DeploymentSpec, 'strategy' | 'progressDeadlineSeconds' | 'revisionHistoryLimit'> {
  return {
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: k8s.IntOrString.fromNumber(0), maxSurge: k8s.IntOrString.fromString(`${SERVICE_SIZE.surgePercent}%`) } },
    progressDeadlineSeconds: 600,
    revisionHistoryLimit: 3,
  };
}

function scaling(service: string): k8s.HorizontalPodAutoscalerSpecV2 {
  return {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: service },
    minReplicas: SERVICE_SIZE.minReplicas,
    maxReplicas: SERVICE_SIZE.maxReplicas,
    metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } } }],
  };
}

function hash(data: Record<string, string>): string {
  const sorted = Object.entries(data).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex').slice(0, 16);
}
