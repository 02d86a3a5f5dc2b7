/**
 * Names of the access policies EKS has, as `aws eks list-access-policies` and the user guide give them; none can be added.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html (as of 2026-11-23)
 */
export const EKS_ACCESS_POLICIES: readonly string[] = [
  'AIDevOpsAgentAccessPolicy', 'AmazonAIOpsAssistantPolicy', 'AmazonARCRegionSwitchScalingPolicy',
  'AmazonEKSACKPolicy', 'AmazonEKSAdminPolicy', 'AmazonEKSAdminViewPolicy', 'AmazonEKSArgoCDClusterPolicy', 'AmazonEKSArgoCDPolicy',
  'AmazonEKSAutoNodePolicy', 'AmazonEKSBlockStorageClusterPolicy', 'AmazonEKSBlockStoragePolicy', 'AmazonEKSClusterAdminPolicy',
  'AmazonEKSClusterInsightsPolicy', 'AmazonEKSComputeClusterPolicy', 'AmazonEKSComputePolicy', 'AmazonEKSEditPolicy', 'AmazonEKSEventPolicy',
  'AmazonEKSHybridPolicy', 'AmazonEKSKROPolicy', 'AmazonEKSLoadBalancingClusterPolicy', 'AmazonEKSLoadBalancingPolicy',
  'AmazonEKSNetworkingClusterPolicy', 'AmazonEKSNetworkingPolicy', 'AmazonEKSPodIdentityPolicy', 'AmazonEKSSecretAdminPolicy',
  'AmazonEKSSecretReaderPolicy', 'AmazonEKSViewPolicy', 'AmazonEMRJobPolicy', 'AmazonSagemakerHyperpodClusterPolicy',
  'AmazonSagemakerHyperpodControllerPolicy', 'AmazonSagemakerHyperpodSpacePolicy', 'AmazonSagemakerHyperpodSpaceTemplatePolicy',
  'AmazonSagemakerHyperpodSystemNamespacePolicy', 'AmazonSagemakerHyperpodUserClusterPolicy',
  'AWSBackupFullAccessPolicyForBackup', 'AWSBackupFullAccessPolicyForRestore',
];
