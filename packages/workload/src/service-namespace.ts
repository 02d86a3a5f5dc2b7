import { k8s } from 'cdk8s-plus-34';
import { Construct } from 'constructs';
import { dnsEgress } from './dns-egress';
import { Compute } from './microservice';
import { NamespaceLimits } from './namespace-limits';
import { platformLabels, podSecurityLabels } from './service-labels';

/** Properties of `ServiceNamespace`. */
export interface ServiceNamespaceProps {
  /** Name of the namespace. */
  readonly name: string;
  /** Platform name. */
  readonly platform: string;
  /**
   * What its pods run on. Fargate does not enforce network policies, so there none is made.
   * @default 'nodes'
   */
  readonly compute?: Compute;
  /**
   * How many services live in it; its quota grows with them.
   * @default - as `NamespaceLimits` has it
   */
  readonly services?: number;
  /**
   * How many times the pods of a rollout fit into its quota.
   * @default - as `NamespaceLimits` has it
   */
  readonly headroom?: number;
}

/**
 * A namespace for services: Pod Security "restricted", a quota with room for rollouts, and no traffic but name
 * resolution until a service declares more.
 *
 *     new ServiceNamespace(chart, 'Services', { name: 'services', platform: 'acme' });
 */
export class ServiceNamespace extends Construct {
  public constructor(scope: Construct, id: string, props: ServiceNamespaceProps) {
    super(scope, id);
    const { name, platform, compute = 'nodes', services, headroom } = props;
    const labels = platformLabels(platform);
    const namespace = namespaceObject(this, 'Default', props);
    new NamespaceLimits(this, 'Limits', { namespace: name, platform, services, headroom }).node.addDependency(namespace);
    if (compute === 'fargate') return;
    const policies: Record<string, k8s.NetworkPolicySpec> = {
      'default-deny': { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
      'allow-dns': { podSelector: {}, policyTypes: ['Egress'], egress: [dnsEgress()] },
    };
    for (const [policy, spec] of Object.entries(policies)) {
      new k8s.KubeNetworkPolicy(this, policy, { metadata: { name: policy, namespace: name, labels }, spec }).addDependency(namespace);
    }
  }
}

/**
 * The namespace alone. Its labels are for admission: Pod Security in all three modes, and a new pod is ready only when
 * its load balancer says so too.
 */
export function namespaceObject(scope: Construct, id: string, { name, platform }: Pick<ServiceNamespaceProps, 'name' | 'platform'>): k8s.KubeNamespace {
  const labels = { ...platformLabels(platform), ...podSecurityLabels(), 'eks.amazonaws.com/pod-readiness-gate-inject': 'enabled' };
  return new k8s.KubeNamespace(scope, id, { metadata: { name, labels } });
}
