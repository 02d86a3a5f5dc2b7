import { ARM_INSTANCE, Architecture, CapacityConfig, ConfigError, FargateProfileConfig, NodeGroupConfig, NodeImage, Problem, Purchase } from '@plinth/template/config';

/** A node group with its defaults. */
export interface PlannedNodeGroup extends Required<NodeGroupConfig> {
  /** Processor architecture of its instance types. */
  readonly architecture: Architecture;
}

/** What a cluster is made of beside its control plane. */
export interface CapacityPlan {
  /** Whether AWS runs nodes for pods that nothing else takes. */
  readonly autoMode: boolean;
  /** Managed node groups. */
  readonly nodeGroups: readonly PlannedNodeGroup[];
  /** Fargate profiles. */
  readonly fargate: readonly FargateProfileConfig[];
  /** Whether pods of `kube-system`, so CoreDNS, run on Fargate. */
  readonly systemOnFargate: boolean;
}

/** Name of the profile that takes the system pods where there is nothing but Fargate; upper case keeps it apart from a team's names. */
const SYSTEM_PROFILE = 'System';
const SYSTEM_NAMESPACE = 'kube-system';

/** Spot groups name several types of one size: each is a pool that can run dry by itself. */
const NODE_GROUP_DEFAULTS: Record<Purchase, { readonly instanceTypes: string[]; readonly minSize: number }> = {
  [Purchase.ON_DEMAND]: { instanceTypes: ['m6i.large'], minSize: 2 },
  [Purchase.SPOT]: { instanceTypes: ['m6i.large', 'm6a.large', 'm5.large', 'm5a.large'], minSize: 1 },
};
const MAX_SIZE = 10;

/** Fills a team's capacity with what it left unsaid; throws when that cannot run pods. */
export function planCapacity(capacity: CapacityConfig = { autoMode: {} }): CapacityPlan {
  const autoMode = capacity.autoMode !== undefined;
  const nodeGroups = (capacity.nodeGroups ?? []).map(planNodeGroup);
  const declared = capacity.fargate ?? [];
  const problems = [
    ...(!autoMode && nodeGroups.length + declared.length === 0 ? [{ path: 'capacity', kind: 'noCapacity' as const, got: capacity }] : []),
    ...nodeGroups.flatMap(checkSizes),
  ];
  if (problems.length > 0) throw new ConfigError(problems);

  const hasSystem = declared.some((profile) => profile.namespaces.includes(SYSTEM_NAMESPACE));
  const needsSystem = !autoMode && nodeGroups.length === 0 && !hasSystem;
  return {
    autoMode,
    nodeGroups,
    fargate: needsSystem ? [{ name: SYSTEM_PROFILE, namespaces: [SYSTEM_NAMESPACE] }, ...declared] : declared,
    systemOnFargate: hasSystem || needsSystem,
  };
}

function planNodeGroup(group: NodeGroupConfig): PlannedNodeGroup {
  const purchase = group.purchase ?? Purchase.ON_DEMAND;
  const defaults = NODE_GROUP_DEFAULTS[purchase];
  const { name, instanceTypes = defaults.instanceTypes, image = NodeImage.AL2023 } = group;
  // Where a team said one of the sizes, the other gives way.
  const maxSize = group.maxSize ?? Math.max(MAX_SIZE, group.minSize ?? 0);
  return {
    name,
    purchase,
    instanceTypes,
    minSize: group.minSize ?? Math.min(defaults.minSize, maxSize),
    maxSize,
    image,
    architecture: instanceTypes.some((type) => ARM_INSTANCE.test(type)) ? Architecture.ARM64 : Architecture.X86_64,
  };
}

function checkSizes({ minSize, maxSize }: PlannedNodeGroup, i: number): Problem[] {
  return minSize <= maxSize ? [] : [{ path: `capacity.nodeGroups[${i}].minSize`, kind: 'minAboveMax', got: minSize, detail: { max: maxSize } }];
}
