import { RemovalPolicy } from 'aws-cdk-lib/core';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as eks from 'aws-cdk-lib/aws-eks-v2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { CapacityConfig, DEFAULT_KUBERNETES } from '@plinth/template/config';
import { Construct, IDependable } from 'constructs';
import { AccessGrant, accessMap, AccessSubjects } from './access-map';
import { readAddonLock } from './addons/addon-lock';
import { installAddons } from './addons/install-addons';
import { planCapacity } from './capacity-plan';
import { ClusterNetwork } from './cluster-network';
import { controlPlane } from './control-plane';
import { FargateProfiles } from './fargate-profiles';
import { NodeGroups } from './node-groups';

export interface ClusterProps {
  /** Name of the cluster, `<platform>-<environment>`. */
  readonly name: string;
  /** Where it lives: a `Network` or an `ExistingNetwork`. */
  readonly network: ClusterNetwork;
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
   * What happens when standard support of the version ends: EKS upgrades the cluster, or keeps it at six times the price.
   * @default 'STANDARD': the price does not rise by itself
   */
  readonly supportType?: 'STANDARD' | 'EXTENDED';
  /**
   * Capacity reserved for the control plane. EKS sizes `standard` by load; each other tier costs by the hour.
   * @default 'standard'
   * @see https://docs.aws.amazon.com/eks/latest/userguide/eks-provisioned-control-plane.html
   */
  readonly scalingTier?: 'standard' | 'tier-xl' | 'tier-2xl' | 'tier-4xl';
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
 * and access by access entries alone; nobody is its administrator who was not named. Refuses an API open to the world.
 *
 * @example
 * const cluster = new Cluster(stack, 'Cluster', { name: 'acme-prod', network, capacity: { autoMode: {} } });
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
  /** Lets pods on Fargate, which EKS Pod Identity does not reach, assume roles by their service account. */
  readonly identityProvider?: iam.IOidcProvider;

  constructor(scope: Construct, id: string, props: ClusterProps) {
    super(scope, id);
    const { name, network: { vpc, subnets }, kubernetesVersion = DEFAULT_KUBERNETES, removalPolicy } = props;
    const plan = planCapacity(props.capacity);

    this.name = name;
    this.key = new kms.Key(this, 'Key', { alias: `alias/${name}`, description: `Secrets and logs of ${name}`, enableKeyRotation: true, removalPolicy });
    this.securityGroup = new ec2.SecurityGroup(this, 'ApiSecurityGroup', { vpc, description: `Kubernetes API of ${name}` });
    const { key, securityGroup } = this;
    const cluster = this.cluster = controlPlane(this, 'Default', props, { key, securityGroup, plan });

    const target = { cluster, plan, lock: readAddonLock(kubernetesVersion) };
    const networking = installAddons(this, 'before-nodes', target);
    const capacity: IDependable[] = [];
    if (plan.nodeGroups.length > 0) {
      const nodes = new NodeGroups(this, 'NodeGroups', { cluster, kubernetesVersion, subnets, groups: plan.nodeGroups });
      nodes.node.addDependency(...networking);
      capacity.push(nodes);
    }
    if (plan.fargate.length > 0) {
      const fargate = new FargateProfiles(this, 'Fargate', { cluster, clusterName: name, subnets, profiles: plan.fargate });
      this.podExecutionRole = fargate.podExecutionRole;
      this.identityProvider = new eks.OidcProviderNative(this, 'IdentityProvider', { url: cluster.clusterOpenIdConnectIssuerUrl });
      capacity.push(fargate);
    }
    installAddons(this, 'after-capacity', target).forEach((addon) => addon.node.addDependency(...capacity));
  }

  /** Lets `peer` reach the private API endpoint. The rules live in the peer's stack, which may come after this one. */
  allowApiFrom(peer: ec2.IConnectable): void {
    const why = `Kubernetes API of ${this.name}`;
    for (const group of peer.connections.securityGroups) {
      this.securityGroup.addIngressRule(group, ec2.Port.HTTPS, why, true);
      if (!group.allowAllOutbound) group.addEgressRule(this.securityGroup, ec2.Port.HTTPS, why);
    }
  }

  /** Lets people look at the cluster, or do everything in it. */
  grantAccess({ administrators, viewers }: Pick<AccessSubjects, 'administrators' | 'viewers'>): void {
    // The entry of a role stays the same one when its duty changes, or EKS would be asked for a second.
    accessMap({ administrators, viewers }).forEach((grant) => this.addEntry(this, `Access-${grant.principal}`, grant));
  }

  /**
   * Lets `role` edit the workloads of these namespaces, and find the API endpoint. For cluster-scoped
   * objects it is in the group `DELIVERY_GROUP`. The entry lives in the role's stack, which may come after this one.
   */
  grantDeploy(id: string, role: iam.IRole, namespaces: readonly string[]): eks.AccessEntry {
    const [grant] = accessMap({ delivery: { principal: role.roleArn, namespaces } });
    role.addToPrincipalPolicy(new iam.PolicyStatement({ actions: ['eks:DescribeCluster'], resources: [this.cluster.clusterArn] }));
    return this.addEntry(role as Construct, id, grant);
  }

  private addEntry(scope: Construct, id: string, { policy, groups, scope: type, namespaces, principal }: AccessGrant): eks.AccessEntry {
    const accessPolicy = eks.AccessPolicy.fromAccessPolicyName(policy, {
      accessScopeType: type === 'cluster' ? eks.AccessScopeType.CLUSTER : eks.AccessScopeType.NAMESPACE,
      namespaces: type === 'cluster' ? undefined : [...namespaces],
    });
    const entry = new eks.AccessEntry(scope, id, { cluster: this.cluster, principal, accessPolicies: [accessPolicy] });
    if (groups.length > 0) (entry.node.defaultChild as eks.CfnAccessEntry).kubernetesGroups = [...groups];
    return entry;
  }
}
