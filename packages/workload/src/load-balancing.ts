import { ApiObject } from 'cdk8s';
import { k8s } from 'cdk8s-plus-34';
import { Construct } from 'constructs';
import { platformLabels } from './service-labels';

/** Name of the class every public Ingress asks for. */
export const INGRESS_CLASS = 'alb';

/** Properties of `LoadBalancing`. */
export interface LoadBalancingProps {
  /** Platform name. */
  readonly platform: string;
  /** Environment name. */
  readonly environment: string;
}

/**
 * The cluster's one internet-facing load balancer, run by EKS Auto Mode: an IngressClass and its parameters.
 * Every public service of the platform's namespaces shares it; other namespaces are refused. Render it once per
 * cluster, and only with Auto Mode.
 *
 *     new LoadBalancing(chart, 'LoadBalancing', { platform: 'acme', environment: 'prod' });
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/auto-configure-alb.html
 */
export class LoadBalancing extends Construct {
  public constructor(scope: Construct, id: string, props: LoadBalancingProps) {
    super(scope, id);
    const labels = platformLabels(props.platform);
    const params = new ApiObject(this, 'Parameters', {
      apiVersion: 'eks.amazonaws.com/v1',
      kind: 'IngressClassParams',
      metadata: { name: INGRESS_CLASS, labels },
      spec: {
        scheme: 'internet-facing',
        group: { name: `${props.platform}-${props.environment}` },
        namespaceSelector: { matchLabels: { 'app.kubernetes.io/part-of': props.platform } },
      },
    });
    const ingressClass = new k8s.KubeIngressClass(this, 'Default', {
      metadata: { name: INGRESS_CLASS, labels },
      spec: {
        controller: 'eks.amazonaws.com/alb',
        parameters: { apiGroup: 'eks.amazonaws.com', kind: 'IngressClassParams', name: INGRESS_CLASS },
      },
    });
    ingressClass.addDependency(params);
  }
}
