import { Annotations, Validations } from 'aws-cdk-lib/core';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as eks from 'aws-cdk-lib/aws-eks-v2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { ConfigError, DEFAULT_KUBERNETES, Problem } from '@plinth/template/config';
import { Construct } from 'constructs';
import { acknowledgeManagedPolicies } from './acknowledge-managed-policies';
import type { CapacityPlan } from './capacity-plan';
import type { ClusterProps } from './cluster';
import { encryptedLogGroup } from './encrypted-log-group';
import { managedRole } from './managed-role';

/** What a control plane is made with, beside what its cluster was asked for. */
export interface ControlPlaneParts {
  /** Encrypts secrets and logs. */
  readonly key: kms.Key;
  /** In front of the private API endpoint. */
  readonly securityGroup: ec2.SecurityGroup;
  /** What will run pods. */
  readonly plan: CapacityPlan;
}

/** The EKS cluster itself, with Auto Mode where that is planned, and its logs. Refuses an API open to the world. */
export function controlPlane(scope: Construct, id: string, props: ClusterProps, { key, securityGroup, plan }: ControlPlaneParts): eks.Cluster {
  const { name, network, kubernetesVersion = DEFAULT_KUBERNETES, apiAccessCidrs = [], logRetention: retention, removalPolicy } = props;
  checkCidrs(apiAccessCidrs);
  const cluster = new eks.Cluster(scope, id, {
    clusterName: name,
    version: eks.KubernetesVersion.of(kubernetesVersion),
    vpc: network.vpc,
    vpcSubnets: [network.subnets],
    securityGroup,
    // An empty list of CIDRs would mean the whole internet to EKS.
    endpointAccess: apiAccessCidrs.length > 0 ? eks.EndpointAccess.PUBLIC_AND_PRIVATE.onlyFrom(...apiAccessCidrs) : eks.EndpointAccess.PRIVATE,
    secretsEncryptionKey: key,
    clusterLogging: Object.values(eks.ClusterLoggingTypes),
    bootstrapClusterCreatorAdminPermissions: false,
    bootstrapSelfManagedAddons: false,
    outputConfigCommand: false,
    ...(plan.autoMode
      ? { defaultCapacityType: eks.DefaultCapacityType.AUTOMODE, compute: { nodePools: ['system', 'general-purpose'], nodeRole: autoModeRole(scope) } }
      : { defaultCapacityType: eks.DefaultCapacityType.NODEGROUP, defaultCapacity: 0 }),
  });
  complete(cluster.node.defaultChild as eks.CfnCluster, props);
  // EKS would make the log group itself, without a key and for ever.
  cluster.node.defaultChild!.node.addDependency(encryptedLogGroup(scope, 'Logs', { name: `/aws/eks/${name}/cluster`, key, retention, removalPolicy }));
  acknowledge(cluster, plan);
  return cluster;
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

function autoModeRole(scope: Construct): iam.Role {
  return managedRole(scope, 'AutoModeRole', new iam.ServicePrincipal('ec2.amazonaws.com'), {
    AmazonEKSWorkerNodeMinimalPolicy: 'the least a node of EKS Auto Mode works with, maintained by AWS',
    AmazonEC2ContainerRegistryPullOnly: 'nodes pull images of every service, and of the add-ons from registries of AWS',
  });
}

/** What the L2 construct has no word for. */
function complete(resource: eks.CfnCluster, props: ClusterProps): void {
  const { deletionProtection = true, zonalShift = true, scalingTier = 'standard', supportType = 'STANDARD' } = props;
  resource.deletionProtection = deletionProtection;
  resource.zonalShiftConfig = { enabled: zonalShift };
  resource.controlPlaneScalingConfig = { tier: scalingTier };
  resource.upgradePolicy = { supportType };
}

function acknowledge(cluster: eks.Cluster, { autoMode }: CapacityPlan): void {
  const reason = 'what the control plane does in AWS, maintained with it by AWS';
  const autoModePolicies = ['AmazonEKSComputePolicy', 'AmazonEKSBlockStoragePolicy', 'AmazonEKSLoadBalancingPolicy', 'AmazonEKSNetworkingPolicy'];
  const policies = ['AmazonEKSClusterPolicy', ...(autoMode ? autoModePolicies : [])];
  acknowledgeManagedPolicies(cluster.role, Object.fromEntries(policies.map((policy) => [policy, reason])));
  Validations.of(cluster).acknowledge({
    id: 'CloudFormation-Validate::W9009',
    reason: 'the L2 construct says what is encrypted in a field the specification now calls deprecated; EKS encrypts secrets either way',
  });
  Annotations.of(cluster).acknowledgeWarning('@aws-cdk/aws-eks:isolatedSubnetsForKubectlPrivateSubnets', 'kubectl runs in the deploy step, and a network without NAT has endpoints');
  Annotations.of(cluster).acknowledgeWarning('@aws-cdk/aws-eks:clusterMustManuallyTagSubnet', 'whoever owns a VPC that exists tags its subnets');
}
