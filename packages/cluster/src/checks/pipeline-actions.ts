/**
 * AWS's own action providers, by category.
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/actions-valid-providers.html (as of 2026-11-23)
 */
export const ACTION_PROVIDERS: Readonly<Record<string, readonly string[]>> = {
  Source: ['CodeCommit', 'CodeStarSourceConnection', 'ECR', 'S3'],
  Build: ['CodeBuild', 'ECRBuildAndPublish'],
  Test: ['CodeBuild', 'DeviceFarm'],
  Deploy: [
    'AppConfig', 'CloudFormation', 'CloudFormationStackInstances', 'CloudFormationStackSet', 'CodeDeploy', 'CodeDeployToECS',
    'EC2', 'ECS', 'EKS', 'ElasticBeanstalk', 'Lambda', 'OpsWorks', 'S3', 'ServiceCatalog',
  ],
  Approval: ['Manual'],
  Invoke: ['CloudFormation', 'CodePipeline', 'InspectorScan', 'Lambda', 'SnykInvoke', 'StepFunctions'],
  Compute: ['Commands'],
};

/**
 * Providers of rules in a stage's conditions.
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/rule-reference.html (as of 2026-11-23)
 */
export const RULE_PROVIDERS: readonly string[] = ['CloudWatchAlarm', 'CodeBuild', 'Commands', 'DeploymentWindow', 'LambdaInvoke', 'VariableCheck'];

/** The settings of one provider's actions. */
export interface ActionConfiguration {
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

/**
 * Settings of the actions this platform uses or could deploy with; other providers are not judged.
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference.html (as of 2026-11-23)
 */
export const ACTION_CONFIGURATIONS: Readonly<Record<string, ActionConfiguration>> = {
  CodeCommit: { required: ['RepositoryName', 'BranchName'], optional: ['PollForSourceChanges', 'OutputArtifactFormat'] },
  CodeStarSourceConnection: { required: ['ConnectionArn', 'FullRepositoryId', 'BranchName'], optional: ['OutputArtifactFormat', 'DetectChanges'] },
  CodeBuild: { required: ['ProjectName'], optional: ['PrimarySource', 'BatchEnabled', 'BuildspecOverride', 'CombineArtifacts', 'EnvironmentVariables'] },
  EKS: {
    required: ['ClusterName'],
    optional: ['ManifestFiles', 'HelmReleaseName', 'HelmChartLocation', 'HelmValuesFiles', 'Namespace', 'Subnets', 'SecurityGroupIds'],
  },
  Manual: { required: [], optional: ['NotificationArn', 'ExternalEntityLink', 'CustomData'] },
};
