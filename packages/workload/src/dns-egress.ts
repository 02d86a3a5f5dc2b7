import { k8s } from 'cdk8s-plus-34';

/**
 * Lets pods resolve names. On EKS Auto Mode the resolver is a process of the node and not a pod, so only its service
 * address matches: the tenth of either range EKS chooses from. Elsewhere CoreDNS is pods in `kube-system`.
 * @see https://github.com/aws/containers-roadmap/issues/2552
 * @see https://docs.aws.amazon.com/eks/latest/APIReference/API_KubernetesNetworkConfigRequest.html
 */
export function dnsEgress(): k8s.NetworkPolicyEgressRule {
  return {
    to: [
      { ipBlock: { cidr: '172.20.0.10/32' } },
      { ipBlock: { cidr: '10.100.0.10/32' } },
      {
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
        podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
      },
    ],
    ports: ['UDP', 'TCP'].map((protocol) => ({ protocol, port: k8s.IntOrString.fromNumber(53) })),
  };
}
