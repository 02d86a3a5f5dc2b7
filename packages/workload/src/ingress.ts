import { k8s } from 'cdk8s-plus-34';
import { DRAIN_TIMES } from './drain-times';
import { LoadBalancing, Scheme } from './load-balancing';

/** Hosts a service is served at, over HTTPS, beside its Service in the cluster. */
export interface ServiceHosts {
  /**
   * Host on the internet.
   * @default - none
   */
  readonly public?: string;
  /**
   * Host in the VPC and the networks connected to it.
   * @default - none
   */
  readonly private?: string;
  /**
   * ACM certificate of these hosts.
   * @default - the load balancer looks one up by the host
   */
  readonly certificateArn?: string;
}

/**
 * The Ingress of each host of a service, by construct id. Both are HTTPS alone, straight to the pods.
 * Who may use a load balancer is `LoadBalancing`'s to say: EKS Auto Mode takes the scheme and the group from there.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/auto-configure-alb.html
 */
export function ingresses(service: string, { public: publicHost, private: privateHost, certificateArn }: ServiceHosts): Record<string, k8s.KubeIngressProps> {
  return {
    ...(publicHost === undefined ? {} : { Ingress: ingress({ name: service, service, scheme: 'internet-facing', host: publicHost, certificateArn }) }),
    ...(privateHost === undefined ? {} : { PrivateIngress: ingress({ name: `${service}-private`, service, scheme: 'internal', host: privateHost, certificateArn }) }),
  };
}

interface IngressInput {
  readonly name: string;
  readonly service: string;
  readonly scheme: Scheme;
  readonly host: string;
  readonly certificateArn?: string;
}

function ingress({ name, service, scheme, host, certificateArn }: IngressInput): k8s.KubeIngressProps {
  return {
    metadata: { name, annotations: annotations(scheme, certificateArn) },
    spec: {
      ingressClassName: LoadBalancing.className(scheme),
      rules: [{ host, http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: service, port: { name: 'http' } } } }] } }],
    },
  };
}

function annotations(scheme: Scheme, certificateArn?: string): Record<string, string> {
  const settings: Record<string, string> = {
    scheme,
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
