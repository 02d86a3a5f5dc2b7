import { ApiObject } from 'cdk8s';
import { k8s } from 'cdk8s-plus-34';
import { Construct } from 'constructs';
import { platformLabels } from './service-labels';

/** Where a load balancer has its addresses: on the internet, or in the VPC alone. */
export type Scheme = 'internet-facing' | 'internal';

/** The class of each scheme, and what its load balancer's group adds to the cluster's name. Both are contract: a change replaces the load balancer. */
const CLASSES: Readonly<Record<Scheme, { readonly name: string; readonly suffix: string }>> = {
  'internet-facing': { name: 'alb', suffix: '' },
  'internal': { name: 'alb-internal', suffix: '-internal' },
};

/** Properties of `LoadBalancing`. */
export interface LoadBalancingProps {
  /** Platform name. */
  readonly platform: string;
  /** Environment name. */
  readonly environment: string;
}

/**
 * The cluster's load balancers, run by EKS Auto Mode: for each scheme an IngressClass and its parameters. All services of
 * the platform's namespaces share the one of their scheme; other namespaces are refused. One that no Ingress asks for is
 * not made and costs nothing. Render it once per cluster, and only with Auto Mode.
 *
 *     new LoadBalancing(chart, 'LoadBalancing', { platform: 'acme', environment: 'prod' });
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/auto-configure-alb.html
 */
export class LoadBalancing extends Construct {
  /** Every scheme there is a class for. */
  public static readonly SCHEMES = Object.keys(CLASSES) as readonly Scheme[];

  /** Name of a scheme's class, and of its parameters. */
  public static className(scheme: Scheme): string {
    return CLASSES[scheme].name;
  }

  public constructor(scope: Construct, id: string, props: LoadBalancingProps) {
    super(scope, id);
    for (const scheme of LoadBalancing.SCHEMES) this.addClass(scheme, props);
  }

  private addClass(scheme: Scheme, { platform, environment }: LoadBalancingProps): void {
    const { name, suffix } = CLASSES[scheme];
    const labels = platformLabels(platform);
    const params = new ApiObject(this, `Parameters${suffix}`, {
      apiVersion: 'eks.amazonaws.com/v1',
      kind: 'IngressClassParams',
      metadata: { name, labels },
      spec: {
        scheme,
        group: { name: `${platform}-${environment}${suffix}` },
        namespaceSelector: { matchLabels: { 'app.kubernetes.io/part-of': platform } },
      },
    });
    new k8s.KubeIngressClass(this, `Default${suffix}`, {
      metadata: { name, labels },
      spec: { controller: 'eks.amazonaws.com/alb', parameters: { apiGroup: 'eks.amazonaws.com', kind: 'IngressClassParams', name } },
    }).addDependency(params);
  }
}
