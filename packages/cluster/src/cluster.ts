import { RemovalPolicy, Validations } from 'aws-cdk-lib/core';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as eks from 'aws-cdk-lib/aws-eks-v2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { CapacityConfig, ConfigError, DEFAULT_KUBERNETES, Problem } from '@plinth/template/config';
import { Construct, IDependable } from 'constructs';
import { acknowledgeManagedPolicies } from './acknowledge-managed-policies';
import { CapacityPlan, planCapacity } from './capacity-plan';
import { checkNamespaces, DELIVERY_GROUP } from './delivery-rbac';
import { encryptedLogGroup } from './encrypted-log-group';
import { FargateProfiles } from './fargate-profiles';
import { ManagedAddon, ManagedAddonProps } from './managed-addon';
import { managedRole } from './managed-role';
import { NodeGroups } from './node-groups';

export interface ClusterProps {
  /** Name of the cluster, `<platform>-<environment>`. */
  readonly name: string;
  /** VPC with private subnets, such as a `Network`'s. */
  readonly vpc: ec2.IVpc;
  /**
   * Kubernetes minor version.
   * @default DEFAULT_KUBERNETES
   */
  readonly kubernetesVersion?: string;
  /**
   * What pods run on. A Fargate-only cluster also gets a profile for `kube-system`.
   * @default - EKS Auto Mode
   */
  readonly capacity?: CapacityConfig;
  /**
   * Networks that reach the Kubernetes API over the internet, as CIDRs; at most 40.
   * @default - none: the API endpoint is private
   * @see https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html
   */
  readonly apiAccessCidrs?: string[];
  /**
   * Whether EKS refuses to delete the cluster.
   * @default true
   */
  readonly deletionProtection?: boolean;
  /**
   * Whether traffic may be shifted away from an impaired availability zone.
   * @default true
   */
  readonly zonalShift?: boolean;
  /**
   * How long control-plane logs are kept.
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: logs.RetentionDays;
  /**
   * What becomes of the control-plane logs and the key when the stack is deleted.
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * An EKS cluster with its capacity and add-ons, secrets under a key of ours, every control-plane log,
 * and access by access entries alone; nobody is its administrator. Refuses an API open to the world.
 *
 * @example
 * const cluster = new Cluster(stack, 'Cluster', { name: 'acme-prod', vpc, capacity: { autoMode: {} } });
 * cluster.grantDeploy('Delivery', deliveryRole, ['services']);
 */
export class Cluster extends Construct {
  /** Name of the cluster. */
  readonly name: string;
  /** The cluster. */
  readonly cluster: eks.Cluster;
  /** Encrypts Kubernetes secrets and control-plane logs. */
  readonly key: kms.Key;
  /** In front of the private API endpoint, and of nothing else. */
  readonly securityGroup: ec2.SecurityGroup;
  /** Role of pods on Fargate, where there are any; their log router writes with it. */
  readonly podExecutionRole?: iam.Role;

  constructor(scope: Construct, id: string, props: ClusterProps) {
    super(scope, id);
    const { name, vpc, kubernetesVersion = DEFAULT_KUBERNETES, apiAccessCidrs = [], removalPolicy } = props;
    checkCidrs(apiAccessCidrs);
    const plan = planCapacity(props.capacity);

    this.name = name;
    this.key = new kms.Key(this, 'Key', { alias: `alias/${name}`, description: `Secrets and logs of ${name}`, enableKeyRotation: true, removalPolicy });
    this.securityGroup = new ec2.SecurityGroup(this, 'ApiSecurityGroup', { vpc, description: `Kubernetes API of ${name}` });
    this.cluster = this.createControlPlane(props, kubernetesVersion, plan);

    const networking = this.addNodeAddons(plan);
    const capacity: IDependable[] = [];
    if (plan.nodeGroups.length > 0) {
      const nodes = new NodeGroups(this, 'NodeGroups', { cluster: this.cluster, kubernetesVersion, groups: plan.nodeGroups });
      nodes.node.addDependency(...networking);
      capacity.push(nodes);
    }
    if (plan.fargate.length > 0) {
      const fargate = new FargateProfiles(this, 'Fargate', { cluster: this.cluster, clusterName: name, profiles: plan.fargate });
      this.podExecutionRole = fargate.podExecutionRole;
      capacity.push(fargate);
    }
    this.addClusterAddons(plan).forEach((addon) => addon.node.addDependency(...capacity));
  }

  /** Lets `peer` reach the private API endpoint. The rules live in the peer's stack, which may come after this one. */
  allowApiFrom(peer: ec2.IConnectable): void {
    const why = `Kubernetes API of ${this.name}`;
    for (const group of peer.connections.securityGroups) {
      this.securityGroup.addIngressRule(group, ec2.Port.HTTPS, why, true);
      if (!group.allowAllOutbound) group.addEgressRule(this.securityGroup, ec2.Port.HTTPS, why);
    }
  }

  /**
   * Lets `role` edit the workloads of these namespaces, and find the API endpoint. For cluster-scoped
   * objects it is in the group `DELIVERY_GROUP`. The entry lives in the role's stack, which may come after this one.
   */
  grantDeploy(id: string, role: iam.IRole, namespaces: string[]): eks.AccessEntry {
    checkNamespaces(namespaces);
    const edit = eks.AccessPolicy.fromAccessPolicyName('AmazonEKSEditPolicy', { accessScopeType: eks.AccessScopeType.NAMESPACE, namespaces });
    const entry = new eks.AccessEntry(role as Construct, id, { cluster: this.cluster, principal: role.roleArn, accessPolicies: [edit] });
    (entry.node.defaultChild as eks.CfnAccessEntry).kubernetesGroups = [DELIVERY_GROUP];
    role.addToPrincipalPolicy(new iam.PolicyStatement({ actions: ['eks:DescribeCluster'], resources: [this.cluster.clusterArn] }));
    return entry;
  }

  private createControlPlane(props: ClusterProps, kubernetesVersion: string, plan: CapacityPlan): eks.Cluster {
    const { name, vpc, apiAccessCidrs = [], deletionProtection = true, zonalShift = true, logRetention, removalPolicy } = props;
    const cluster = new eks.Cluster(this, 'Default', {
      clusterName: name,
      version: eks.KubernetesVersion.of(kubernetesVersion),
      vpc,
      vpcSubnets: [{ subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS }],
      securityGroup: this.securityGroup,
      // An empty list of CIDRs would mean the whole internet to EKS.
      endpointAccess: apiAccessCidrs.length > 0 ? eks.EndpointAccess.PUBLIC_AND_PRIVATE.onlyFrom(...apiAccessCidrs) : eks.EndpointAccess.PRIVATE,
      secretsEncryptionKey: this.key,
      clusterLogging: Object.values(eks.ClusterLoggingTypes),
      bootstrapClusterCreatorAdminPermissions: false,
      bootstrapSelfManagedAddons: false,
      outputConfigCommand: false,
      ...(plan.autoMode
        ? { defaultCapacityType: eks.DefaultCapacityType.AUTOMODE, compute: { nodePools: ['system', 'general-purpose'], nodeRole: this.createAutoModeRole() } }
        : { defaultCapacityType: eks.DefaultCapacityType.NODEGROUP, defaultCapacity: 0 }),
    });
    const resource = cluster.node.defaultChild as eks.CfnCluster;
    resource.deletionProtection = deletionProtection;
    resource.zonalShiftConfig = { enabled: zonalShift };
    // Six times the price is not to begin by itself when standard support ends.
    resource.upgradePolicy = { supportType: 'STANDARD' };

    // EKS would make the log group itself, without a key and for ever.
    resource.node.addDependency(encryptedLogGroup(this, 'Logs', { name: `/aws/eks/${name}/cluster`, key: this.key, retention: logRetention, removalPolicy }));
    acknowledgeControlPlane(cluster, plan);
    return cluster;
  }

  private createAutoModeRole(): iam.Role {
    return managedRole(this, 'AutoModeRole', new iam.ServicePrincipal('ec2.amazonaws.com'), {
      AmazonEKSWorkerNodeMinimalPolicy: 'the least a node of EKS Auto Mode works with, maintained by AWS',
      AmazonEC2ContainerRegistryPullOnly: 'nodes pull images of every service, and of the add-ons from registries of AWS',
    });
  }

  /** What a node needs to become ready. Nodes of Auto Mode and Fargate have it built in. */
  private addNodeAddons({ nodeGroups }: CapacityPlan): ManagedAddon[] {
    if (nodeGroups.length === 0) return [];
    const agent = this.addAddon({ name: 'eks-pod-identity-agent' });
    const cni = this.addAddon({
      name: 'vpc-cni',
      configuration: { enableNetworkPolicy: 'true' },
      identity: { serviceAccount: 'aws-node', policies: { AmazonEKS_CNI_Policy: 'what the VPC CNI does with network interfaces, maintained with it by AWS' } },
    });
    cni.node.addDependency(agent);
    return [agent, cni, this.addAddon({ name: 'kube-proxy' })];
  }

  /** What runs as pods, so needs capacity first. Auto Mode has DNS on each of its nodes, but on no others. */
  private addClusterAddons({ autoMode, nodeGroups, fargate, systemOnFargate }: CapacityPlan): ManagedAddon[] {
    const dnsBuiltIn = autoMode && nodeGroups.length === 0 && fargate.length === 0;
    const dns = dnsBuiltIn ? [] : [this.addAddon({ name: 'coredns', configuration: systemOnFargate ? { computeType: 'Fargate' } : undefined })];
    return [...dns, this.addAddon({ name: 'metrics-server' })];
  }

  private addAddon(addon: Omit<ManagedAddonProps, 'cluster'>): ManagedAddon {
    return new ManagedAddon(this, `Addon-${addon.name}`, { cluster: this.cluster, ...addon });
  }
}

function checkCidrs(cidrs: readonly string[]): void {
  const problems = cidrs.flatMap((cidr, i): Problem[] => {
    const path = `apiAccessCidrs[${i}]`;
    const bits = /^[0-9a-f.:]+\/(\d{1,3})$/i.exec(cidr)?.[1];
    if (bits === undefined) return [{ path, kind: 'cidr', got: cidr }];
    return Number(bits) === 0 ? [{ path, kind: 'openToTheWorld', got: cidr }] : [];
  });
  if (problems.length > 0) throw new ConfigError(problems);
}

function acknowledgeControlPlane(cluster: eks.Cluster, { autoMode }: CapacityPlan): void {
  const reason = 'what the control plane does in AWS, maintained with it by AWS';
  const autoModePolicies = ['AmazonEKSComputePolicy', 'AmazonEKSBlockStoragePolicy', 'AmazonEKSLoadBalancingPolicy', 'AmazonEKSNetworkingPolicy'];
  const policies = ['AmazonEKSClusterPolicy', ...(autoMode ? autoModePolicies : [])];
  acknowledgeManagedPolicies(cluster.role, Object.fromEntries(policies.map((policy) => [policy, reason])));
  Validations.of(cluster).acknowledge({
    id: 'CloudFormation-Validate::W9009',
    reason: 'the L2 construct says what is encrypted in a field the specification now calls deprecated; EKS encrypts secrets either way',
  });
}
