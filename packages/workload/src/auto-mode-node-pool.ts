import { Architecture, NodePoolConfig, Purchase } from '@plinth/template/config';
import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { platformLabels } from './service-labels';

/** Properties of `AutoModeNodePool`. */
export interface AutoModeNodePoolProps {
  /** Platform name. */
  readonly platform: string;
  /** What the team said of the pool. */
  readonly pool: NodePoolConfig;
}

/** The built-in pools weigh 0. Spot comes first for its price; a pool that is full or has no capacity is passed over. */
const PURCHASES: Readonly<Record<Purchase, { readonly capacityType: string; readonly weight: number }>> = {
  [Purchase.ON_DEMAND]: { capacityType: 'on-demand', weight: 10 },
  [Purchase.SPOT]: { capacityType: 'spot', weight: 20 },
};

/** As Kubernetes calls them. */
const ARCHITECTURES: Readonly<Record<Architecture, string>> = { [Architecture.X86_64]: 'amd64', [Architecture.ARM64]: 'arm64' };

/**
 * A node pool of EKS Auto Mode, beside its built-in ones. Pods prefer it to them. Nodes of Arm take only pods that
 * tolerate `kubernetes.io/arch=arm64`: an image for x86 would not start there. Nodes are of the node class `default`,
 * which EKS makes with the built-in pools.
 *
 *     new AutoModeNodePool(chart, 'Spot', { platform: 'acme', pool: { name: 'spot', purchase: Purchase.SPOT } });
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/create-node-pool.html
 */
export class AutoModeNodePool extends Construct {
  public constructor(scope: Construct, id: string, props: AutoModeNodePoolProps) {
    super(scope, id);
    const { name, purchase = Purchase.ON_DEMAND, architecture = Architecture.X86_64, cpuLimit = 100 } = props.pool;
    const { capacityType, weight } = PURCHASES[purchase];
    new ApiObject(this, 'Default', {
      apiVersion: 'karpenter.sh/v1',
      kind: 'NodePool',
      metadata: { name, labels: platformLabels(props.platform) },
      spec: {
        weight,
        limits: { cpu: `${cpuLimit}` },
        disruption: { consolidationPolicy: 'WhenEmptyOrUnderutilized', consolidateAfter: '30s', budgets: [{ nodes: '10%' }] },
        template: { spec: nodes(capacityType, ARCHITECTURES[architecture]) },
      },
    });
  }
}

/** As in the built-in pools: current general-purpose instances, and no node older than two weeks. */
function nodes(capacityType: string, architecture: string) {
  const one = (key: string, ...values: string[]) => ({ key, operator: 'In', values });
  return {
    nodeClassRef: { group: 'eks.amazonaws.com', kind: 'NodeClass', name: 'default' },
    requirements: [
      one('karpenter.sh/capacity-type', capacityType),
      one('kubernetes.io/arch', architecture),
      one('kubernetes.io/os', 'linux'),
      one('eks.amazonaws.com/instance-category', 'c', 'm', 'r'),
      { key: 'eks.amazonaws.com/instance-generation', operator: 'Gt', values: ['4'] },
    ],
    taints: architecture === 'arm64' ? [{ key: 'kubernetes.io/arch', value: 'arm64', effect: 'NoSchedule' }] : undefined,
    expireAfter: '336h',
    terminationGracePeriod: '24h',
  };
}
