import { k8s } from 'cdk8s-plus-34';
import { dnsEgress } from './dns-egress';
import { MicroserviceProps } from './microservice';
import { platformLabels, selectorLabels } from './service-labels';

/** RFC 1918: where a load balancer's own addresses are, whichever network the cluster got. */
const PRIVATE_NETWORKS = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'];

/** What a policy is made from. */
export type NetworkPolicyInput = Pick<MicroserviceProps, 'service' | 'platform' | 'namespace' | 'hosts' | 'access'>;

/**
 * Opens what a service declares and nothing else, in a namespace that denies by default. In: its port, from the
 * platform's namespaces, and from load balancers when it has a host. Out: names, HTTPS, telemetry to the CloudWatch
 * agent, credentials of EKS Pod Identity, and the services and networks it names.
 * @param port left out when nothing may come in
 */
export function serviceNetworkPolicy({ service, platform, namespace, hosts = {}, access = {} }: NetworkPolicyInput, port?: number): k8s.NetworkPolicySpec {
  const callers: k8s.NetworkPolicyPeer = { namespaceSelector: { matchLabels: { 'app.kubernetes.io/part-of': platformLabels(platform)['app.kubernetes.io/part-of'] } } };
  const hasLoadBalancer = hosts.public !== undefined || hosts.private !== undefined;
  const { calls = [], networks = [] } = access;
  return {
    podSelector: { matchLabels: selectorLabels(service) },
    policyTypes: ['Ingress', 'Egress'],
    ingress: port === undefined ? [] : [{ from: hasLoadBalancer ? [callers, ...PRIVATE_NETWORKS.map(range)] : [callers], ports: tcp(port) }],
    egress: [
      dnsEgress(),
      { to: [range('0.0.0.0/0')], ports: tcp(443) },
      { to: [{ namespaceSelector: named('amazon-cloudwatch') }], ports: tcp(4317, 4318) },
      // A policy that allows anything else would keep pods from the agent that gives them their role's credentials.
      { to: [range('169.254.170.23/32')], ports: tcp(80) },
      ...calls.map((call) => ({
        to: [{ namespaceSelector: named(call.namespace ?? namespace), podSelector: { matchLabels: selectorLabels(call.service) } }],
        ports: tcp(call.port ?? 8080),
      })),
      ...networks.map((network) => ({ to: [range(network.cidr)], ports: tcp(network.port) })),
    ],
  };
}

function range(cidr: string): k8s.NetworkPolicyPeer {
  return { ipBlock: { cidr } };
}

function named(namespace: string): k8s.LabelSelector {
  return { matchLabels: { 'kubernetes.io/metadata.name': namespace } };
}

function tcp(...ports: number[]): k8s.NetworkPolicyPort[] {
  return ports.map((port) => ({ protocol: 'TCP', port: k8s.IntOrString.fromNumber(port) }));
}
