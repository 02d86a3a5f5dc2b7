import { k8s } from 'cdk8s-plus-34';
import { Construct } from 'constructs';
import { contentHash } from './content-hash';
import { isPlaceholder } from './image-reference';
import { ServiceHosts, ingresses } from './ingress';
import { microserviceProblems } from './microservice-problems';
import { podTemplate } from './pod-template';
import { ServiceAccess } from './service-access';
import { serviceAccount } from './service-account';
import { serviceAutoscaler } from './service-autoscaler';
import { serviceEnvironment } from './service-environment';
import { selectorLabels, serviceLabels } from './service-labels';
import { serviceNetworkPolicy } from './service-network-policy';
import { deploymentRollout, podsService, statefulRollout } from './service-rollout';
import { secretSource } from './service-secrets';
import { ServiceSize } from './service-size';
import { ServiceStorage } from './service-storage';
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
   * Hosts it is served at by load balancers.
   * @default - only the platform's namespaces reach it
   */
  readonly hosts?: ServiceHosts;
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
   * How large its pods are, and how many there are.
   * @default - as `ServiceSize` has it
   */
  readonly size?: ServiceSize;
  /**
   * Files that outlive its pods.
   * @default - none
   */
  readonly storage?: ServiceStorage;
  /**
   * What it may reach: a role, secrets, services and networks.
   * @default - names, HTTPS and telemetry
   */
  readonly access?: ServiceAccess;
}

/**
 * A hardened HTTP service: ServiceAccount, ConfigMap, Deployment (a StatefulSet with block storage), Service,
 * HorizontalPodAutoscaler, PodDisruptionBudget, NetworkPolicy (not on Fargate, which has none), an Ingress for each host,
 * and what fetches its secrets. It serves `/healthz` (alive) and `/readyz` (takes traffic). Refuses images without
 * digest, reserved variables, and what the place it runs on cannot do.
 *
 *     renderService('sample-service', (chart, props) => {
 *       new Microservice(chart, 'Default', { ...props, access: { secrets: [{ name: 'token', from: 'acme/token' }] } });
 *     });
 */
export class Microservice extends Construct {
  /** What makes the pods, to patch what no property says. */
  public readonly workload: k8s.KubeDeployment | k8s.KubeStatefulSet;
  /** The Service other workloads call, on port 80. */
  public readonly service: k8s.KubeService;

  public constructor(scope: Construct, id: string, props: MicroserviceProps) {
    super(scope, id);
    const problems = microserviceProblems(props);
    if (problems.length > 0) throw new WorkloadError(problems);
    const { service, namespace, port = 8080, compute = 'nodes', access, hosts = {} } = props;
    const metadata = { name: service, namespace, labels: serviceLabels(service, props.platform) };
    const data = serviceEnvironment(props, port);
    const selector = selectorLabels(service);

    new k8s.KubeServiceAccount(this, 'Account', serviceAccount(metadata, access));
    new k8s.KubeConfigMap(this, 'Config', { metadata, data });
    secretSource(this, 'Secrets', metadata, access);
    this.workload = this.pods(props, metadata, podTemplate({ ...props, port, configHash: contentHash(access?.secrets ? { data, secrets: access.secrets } : data) }));
    this.service = new k8s.KubeService(this, 'Service', {
      metadata,
      spec: { type: 'ClusterIP', selector, ports: [{ name: 'http', port: 80, targetPort: k8s.IntOrString.fromString('http'), protocol: 'TCP' }] },
    });
    new k8s.KubeHorizontalPodAutoscalerV2(this, 'Autoscaler', { metadata, spec: serviceAutoscaler(props) });
    new k8s.KubePodDisruptionBudget(this, 'DisruptionBudget', {
      metadata,
      spec: { selector: { matchLabels: selector }, maxUnavailable: k8s.IntOrString.fromNumber(1), unhealthyPodEvictionPolicy: 'AlwaysAllow' },
    });
    if (compute === 'nodes') new k8s.KubeNetworkPolicy(this, 'NetworkPolicy', { metadata, spec: serviceNetworkPolicy(props, port) });
    for (const [ingressId, ingress] of Object.entries(ingresses(service, hosts))) {
      new k8s.KubeIngress(this, ingressId, { ...ingress, metadata: { ...metadata, ...ingress.metadata } });
    }
  }

  private pods({ service, image, storage }: MicroserviceProps, base: k8s.ObjectMeta, template: k8s.PodTemplateSpec): Microservice['workload'] {
    const metadata = isPlaceholder(image) ? { ...base, annotations: { 'plinth/placeholder-image': 'true' } } : base;
    const matchLabels = selectorLabels(service);
    const selector = { matchLabels };
    if (storage?.kind !== 'block') return new k8s.KubeDeployment(this, 'Default', { metadata, spec: { ...deploymentRollout(), selector, template } });
    new k8s.KubeService(this, 'Pods', { metadata: { ...base, name: podsService(service) }, spec: { clusterIp: 'None', selector: matchLabels } });
    return new k8s.KubeStatefulSet(this, 'Default', { metadata, spec: { ...statefulRollout(service, storage, matchLabels), selector, template } });
  }
}
