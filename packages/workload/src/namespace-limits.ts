import { k8s } from 'cdk8s-plus-34';
import { Construct } from 'constructs';
import { platformLabels } from './service-labels';
import { SERVICE_SIZE } from './service-size';

/** Names of a namespace's objects that EKS' edit policy cannot write: who applies them needs a role for exactly these. */
export const NAMESPACE_LIMITS = { quota: 'namespace-quota', limitRange: 'container-defaults' } as const;

/** Properties of `NamespaceLimits`. */
export interface NamespaceLimitsProps {
  /** Name of the namespace. */
  readonly namespace: string;
  /** Platform name. */
  readonly platform: string;
  /**
   * How many services live in it.
   * @default 1
   */
  readonly services?: number;
  /**
   * How many times the pods of a rollout fit, of services of `SERVICE_SIZE`. Old pods that still drain take nearly
   * two; the rest is for services that ask for more. Checks refuse a quota that would stop a rollout.
   * @default 4
   */
  readonly headroom?: number;
}

/**
 * What a namespace may take at most, and what a container gets that says nothing: a ResourceQuota that grows with the
 * services, and a LimitRange. Node ports and load balancers of Services are none: public services go through an Ingress.
 *
 *     new NamespaceLimits(chart, 'Limits', { namespace: 'services', platform: 'acme', services: 3 });
 */
export class NamespaceLimits extends Construct {
  public constructor(scope: Construct, id: string, props: NamespaceLimitsProps) {
    super(scope, id);
    const { namespace, platform, services = 1, headroom = 4 } = props;
    const labels = platformLabels(platform);
    const pods = Math.ceil(services * headroom * (SERVICE_SIZE.maxReplicas + surge(SERVICE_SIZE.maxReplicas)));
    new k8s.KubeResourceQuota(this, 'Quota', {
      metadata: { name: NAMESPACE_LIMITS.quota, namespace, labels },
      spec: { hard: quantities({
        pods: `${pods}`,
        'requests.cpu': `${pods * SERVICE_SIZE.cpu}m`,
        'requests.memory': `${pods * SERVICE_SIZE.memory}Mi`,
        'limits.memory': `${pods * SERVICE_SIZE.memory}Mi`,
        'services.loadbalancers': '0',
        'services.nodeports': '0',
      }) },
    });
    const memory = `${SERVICE_SIZE.memory}Mi`;
    new k8s.KubeLimitRange(this, 'Defaults', {
      metadata: { name: NAMESPACE_LIMITS.limitRange, namespace, labels },
      // No maximum: Kubernetes would make it the limit of each container that has none, and throttle its CPU.
      spec: { limits: [{ type: 'Container', default: quantities({ memory }), defaultRequest: quantities({ cpu: `${SERVICE_SIZE.cpu}m`, memory }) }] },
    });
  }
}

function surge(replicas: number): number {
  return Math.ceil((replicas * SERVICE_SIZE.surgePercent) / 100);
}

function quantities(texts: Record<string, string>): Record<string, k8s.Quantity> {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, k8s.Quantity.fromString(text)]));
}
