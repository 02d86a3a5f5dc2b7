import { k8s } from 'cdk8s-plus-34';
import { dnsEgress } from './dns-egress';
import { MicroserviceProps } from './microservice';
import { platformLabels, selectorLabels } from './service-labels';

/** RFC 1918: where a load balancer's own addresses are, whichever network the cluster got. */
const PRIVATE_NETWORKS = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'];

/**
 * Opens what a service declares and nothing else, in a namespace that denies by default. In: its port, from the
 * platform's namespaces, and from load balancers when it is public. Out: names, the platform's services, HTTPS, and
 * telemetry to the CloudWatch agent.
 */
export function serviceNetworkPolicy(props: MicroserviceProps, port: number): k8s.NetworkPolicySpec {
  const platform: k8s.NetworkPolicyPeer = {
    namespaceSelector: { matchLabels: { 'app.kubernetes.io/part-of': platformLabels(props.platform)['app.kubernetes.io/part-of'] } },
  };
  const loadBalancers = PRIVATE_NETWORKS.map((cidr): k8s.NetworkPolicyPeer => ({ ipBlock: { cidr } }));
  const agent = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'amazon-cloudwatch' } } };
  return {
    podSelector: { matchLabels: selectorLabels(props.service) },
    policyTypes: ['Ingress', 'Egress'],
    ingress: [{ from: props.publicHost === undefined ? [platform] : [platform, ...loadBalancers], ports: tcp(port) }],
    egress: [
      dnsEgress(),
      { to: [platform] },
      { to: [{ ipBlock: { cidr: '0.0.0.0/0' } }], ports: tcp(443) },
      { to: [agent], ports: tcp(4317, 4318) },
    ],
  };
}

function tcp(...ports: number[]): k8s.NetworkPolicyPort[] {
  return ports.map((port) => ({ protocol: 'TCP', port: k8s.IntOrString.fromNumber(port) }));
}
