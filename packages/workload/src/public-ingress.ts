import { k8s } from 'cdk8s-plus-34';
import { DRAIN_TIMES } from './drain-times';
import { INGRESS_CLASS } from './load-balancing';

/** What an Ingress needs to know of its service. */
export interface PublicIngressProps {
  /** Name of the Service behind it. */
  readonly service: string;
  /** Host it answers to. */
  readonly host: string;
  /**
   * ACM certificate of the host.
   * @default - the load balancer looks one up by the host
   */
  readonly certificateArn?: string;
}

/**
 * A host on the cluster's load balancer: HTTPS alone, straight to the pods.
 * Who may use the load balancer and whether it faces the internet is `LoadBalancing`'s to say: EKS Auto Mode takes
 * the scheme and the group from there.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/auto-configure-alb.html
 */
export function publicIngress({ service, host, certificateArn }: PublicIngressProps): k8s.KubeIngressProps {
  return {
    metadata: { annotations: annotations(certificateArn) },
    spec: {
      ingressClassName: INGRESS_CLASS,
      rules: [{ host, http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: service, port: { name: 'http' } } } }] } }],
    },
  };
}

function annotations(certificateArn?: string): Record<string, string> {
  const settings: Record<string, string> = {
    scheme: 'internet-facing',
    'target-type': 'ip',
    'listen-ports': '[{"HTTPS":443}]',
    // Without it a listener still speaks TLS 1.0.
    'ssl-policy': 'ELBSecurityPolicy-TLS13-1-2-2021-06',
    'healthcheck-path': '/readyz',
    'healthcheck-interval-seconds': '10',
    'healthy-threshold-count': '2',
    'target-group-attributes': `deregistration_delay.timeout_seconds=${DRAIN_TIMES.deregistration}`,
    ...(certificateArn === undefined ? {} : { 'certificate-arn': certificateArn }),
  };
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [`alb.ingress.kubernetes.io/${name}`, value]));
}
