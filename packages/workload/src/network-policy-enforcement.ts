import { k8s } from 'cdk8s-plus-34';
import { Construct } from 'constructs';
import { platformLabels } from './service-labels';

/** Properties of `NetworkPolicyEnforcement`. */
export interface NetworkPolicyEnforcementProps {
  /** Platform name. */
  readonly platform: string;
}

/**
 * Switches on the controller without which EKS Auto Mode ignores every NetworkPolicy. Render it once per cluster
 * whose nodes are all Auto Mode's. With managed node groups the `vpc-cni` add-on owns this ConfigMap: set
 * `enableNetworkPolicy` in the add-on's configuration instead.
 *
 *     new NetworkPolicyEnforcement(chart, 'NetworkPolicyEnforcement', { platform: 'acme' });
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/auto-net-pol.html
 */
export class NetworkPolicyEnforcement extends Construct {
  public constructor(scope: Construct, id: string, props: NetworkPolicyEnforcementProps) {
    super(scope, id);
    new k8s.KubeConfigMap(this, 'Default', {
      metadata: { name: 'amazon-vpc-cni', namespace: 'kube-system', labels: platformLabels(props.platform) },
      data: { 'enable-network-policy-controller': 'true' },
    });
  }
}
