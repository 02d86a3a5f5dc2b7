import { k8s } from 'cdk8s-plus-34';
import { Construct } from 'constructs';
import { dnsEgress } from './dns-egress';
import { Compute } from './microservice';
import { platformLabels } from './service-labels';

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
}

/**
 * A namespace for services: Pod Security "restricted", and no traffic but name resolution until a service declares
 * more. It sets no quota: every `Microservice` states its resources, and a quota without head-room stops rollouts.
 *
 *     new ServiceNamespace(chart, 'Services', { name: 'services', platform: 'acme' });
 */
export class ServiceNamespace extends Construct {
  public constructor(scope: Construct, id: string, props: ServiceNamespaceProps) {
    super(scope, id);
    const { name, platform, compute = 'nodes' } = props;
    const labels = platformLabels(platform);
    const namespace = new k8s.KubeNamespace(this, 'Default', { metadata: { name, labels: { ...labels, ...admission() } } });
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

/** Labels admission reads: Pod Security in all three modes, and a new pod is ready only when its load balancer says so too. */
function admission(): Record<string, string> {
  const modes = ['enforce', 'audit', 'warn'].map((mode) => [`pod-security.kubernetes.io/${mode}`, 'restricted']);
  return { ...Object.fromEntries(modes), 'eks.amazonaws.com/pod-readiness-gate-inject': 'enabled' };
}
