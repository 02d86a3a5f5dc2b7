import type { CapacityPlan } from '../capacity-plan';

/** Add-ons a cluster can have, in the order they are installed. */
export const ADDON_NAMES = ['eks-pod-identity-agent', 'vpc-cni', 'kube-proxy', 'coredns', 'metrics-server', 'aws-ebs-csi-driver'] as const;

/** Name of an add-on, as EKS has it. */
export type AddonName = (typeof ADDON_NAMES)[number];

/** What an add-on may do in AWS. */
export interface AddonIdentity {
  /** Its service account, in `kube-system`. */
  readonly serviceAccount: string;
  /** Policies that AWS maintains, each with the reason it is there. */
  readonly policies: Readonly<Record<string, string>>;
}

/** One row of the table: what an add-on needs and what needs it. */
export interface AddonDefinition {
  /** Before nodes: without it they never become ready. After capacity: it runs as pods, so something has to run them. */
  readonly order: 'before-nodes' | 'after-capacity';
  /**
   * Add-on of the same order that comes first.
   * @default - none
   */
  readonly after?: AddonName;
  /** Whether a cluster of this capacity has it. */
  readonly neededBy: (plan: CapacityPlan) => boolean;
  /**
   * Configuration, as the add-on's schema has it.
   * @default - the add-on's own
   */
  readonly configuration?: (plan: CapacityPlan) => Readonly<Record<string, unknown>> | undefined;
  /**
   * What it may do in AWS.
   * @default - nothing
   */
  readonly identity?: AddonIdentity;
}

const hasNodeGroups = ({ nodeGroups }: CapacityPlan) => nodeGroups.length > 0;

/** Every add-on. Nodes of Auto Mode have networking, DNS, Pod Identity and EBS built in, and pods on Fargate the first two. */
export const ADDONS: Readonly<Record<AddonName, AddonDefinition>> = {
  'eks-pod-identity-agent': { order: 'before-nodes', neededBy: hasNodeGroups },
  'vpc-cni': {
    order: 'before-nodes',
    after: 'eks-pod-identity-agent',
    neededBy: hasNodeGroups,
    configuration: () => ({ enableNetworkPolicy: 'true' }),
    identity: { serviceAccount: 'aws-node', policies: { AmazonEKS_CNI_Policy: 'what the VPC CNI does with network interfaces, maintained with it by AWS' } },
  },
  'kube-proxy': { order: 'before-nodes', neededBy: hasNodeGroups },
  'coredns': {
    order: 'after-capacity',
    neededBy: ({ autoMode, nodeGroups, fargate }) => !autoMode || nodeGroups.length + fargate.length > 0,
    configuration: ({ systemOnFargate }) => (systemOnFargate ? { computeType: 'Fargate' } : undefined),
  },
  'metrics-server': { order: 'after-capacity', neededBy: () => true },
  'aws-ebs-csi-driver': {
    order: 'after-capacity',
    // With kube-system on Fargate its controller would run there, where Pod Identity gives it no credentials.
    neededBy: (plan) => hasNodeGroups(plan) && !plan.systemOnFargate,
    identity: {
      serviceAccount: 'ebs-csi-controller-sa',
      policies: { AmazonEBSCSIDriverPolicyV2: 'volumes and snapshots that the driver itself tagged, and no others; maintained with it by AWS' },
    },
  },
};

/** Names of the add-ons that a cluster of this capacity has, in the order they are installed. */
export function plannedAddons(plan: CapacityPlan, order?: AddonDefinition['order']): AddonName[] {
  return ADDON_NAMES.filter((name) => ADDONS[name].neededBy(plan) && (!order || ADDONS[name].order === order));
}
