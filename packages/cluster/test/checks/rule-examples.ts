import { TemplateCheckOptions } from '../../src';

type Tree = Record<string, unknown>;

/** For one rule: properties that break it, with the path that says where, and properties like them that do not. */
export interface RuleExample {
  readonly type: string;
  readonly fails: readonly (readonly [properties: Tree, path: string])[];
  readonly passes: readonly Tree[];
  /** What the rule is told. */
  readonly options?: TemplateCheckOptions;
  /** Other resources of the template. */
  readonly beside?: Tree;
}

const CLUSTER = 'AWS::EKS::Cluster';
const NODE_GROUP = 'AWS::EKS::Nodegroup';
const PIPELINE = 'AWS::CodePipeline::Pipeline';
const LAUNCH_TEMPLATE = 'AWS::EC2::LaunchTemplate';
const FARGATE = 'AWS::EKS::FargateProfile';
const ADDON = 'AWS::EKS::Addon';
const PARAMETER = { Ref: 'Parameter' };

const vpc = (said: Tree) => ({ ResourcesVpcConfig: said });
const access = (said: Tree) => ({ AccessConfig: said });
const sizes = (said: Tree) => ({ ScalingConfig: said });
const machine = (said: Tree) => ({ LaunchTemplateData: said });
const select = (...selectors: unknown[]) => ({ Selectors: selectors });
const addon = (AddonName: string, said: unknown) => ({ AddonName, ConfigurationValues: typeof said === 'object' ? JSON.stringify(said) : said });
const grant = (PolicyArn: unknown, AccessScope: Tree = { Type: 'cluster' }) => ({ AccessPolicies: [{ PolicyArn, AccessScope }] });
const scoped = (scope: Tree) => grant('arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy', scope);
const arnOf = (policy: string) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:eks::aws:cluster-access-policy/${policy}`]] });
const action = (Category: string, Provider: unknown, Configuration?: unknown, Owner = 'AWS') => ({ Stages: [{ Actions: [{ ActionTypeId: { Category, Owner, Provider }, Configuration }] }] });
const baked = (Provider: unknown) => ({ PipelineType: 'V2', Stages: [{ OnSuccess: { Conditions: [{ Rules: [{ RuleTypeId: { Provider } }] }] } }] });
const build = (said: Tree) => ({ Environment: { Type: 'LINUX_CONTAINER', ComputeType: 'BUILD_GENERAL1_SMALL', ...said } });
const logging = (...types: string[]) => ({ Logging: { ClusterLogging: { EnabledTypes: types.map((Type) => ({ Type })) } } });

/** A public subnet by its route, one by its addresses, and a private one. */
const NETWORK = {
  Routed: { Type: 'AWS::EC2::Subnet', Properties: {} }, Addressed: { Type: 'AWS::EC2::Subnet', Properties: { MapPublicIpOnLaunch: true } }, Private: { Type: 'AWS::EC2::Subnet', Properties: {} },
  Table: { Type: 'AWS::EC2::RouteTable' }, Gateway: { Type: 'AWS::EC2::InternetGateway' },
  Way: { Type: 'AWS::EC2::Route', Properties: { RouteTableId: { Ref: 'Table' }, GatewayId: { Ref: 'Gateway' } } },
  Link: { Type: 'AWS::EC2::SubnetRouteTableAssociation', Properties: { SubnetId: { Ref: 'Routed' }, RouteTableId: { Ref: 'Table' } } },
};

/** Every rule's examples; a test sees to it that none is without. */
export const RULE_EXAMPLES: Readonly<Record<string, RuleExample>> = {
  'eks/unknown-version': { type: CLUSTER, fails: [[{ Version: '1.99' }, 'Properties.Version'], [{ Version: 1.2 }, 'Properties.Version']], passes: [{ Version: '1.36' }, { Version: PARAMETER }, {}] },
  'eks/standard-support-ended': { type: CLUSTER, options: { today: '2027-04-01' }, fails: [[{ Version: '1.35' }, 'Properties.Version']], passes: [{ Version: '1.36' }, {}] },
  'eks/extended-support': {
    type: CLUSTER, options: { extendedSupport: 'refused' },
    fails: [[{ UpgradePolicy: { SupportType: 'EXTENDED' } }, 'Properties.UpgradePolicy.SupportType'], [{}, 'Properties.UpgradePolicy.SupportType']],
    passes: [{ UpgradePolicy: { SupportType: 'STANDARD' } }, { UpgradePolicy: PARAMETER }],
  },
  'eks/endpoint-open': {
    type: CLUSTER,
    fails: [
      [vpc({ EndpointPublicAccess: true }), 'Properties.ResourcesVpcConfig.PublicAccessCidrs'], [{}, 'Properties.ResourcesVpcConfig.PublicAccessCidrs'],
      [vpc({ EndpointPublicAccess: 'true', PublicAccessCidrs: ['203.0.113.0/24', '0.0.0.0/0'] }), 'Properties.ResourcesVpcConfig.PublicAccessCidrs.1'],
      [vpc({ PublicAccessCidrs: ['::/0'] }), 'Properties.ResourcesVpcConfig.PublicAccessCidrs.0'],
    ],
    passes: [vpc({ EndpointPublicAccess: false }), vpc({ EndpointPublicAccess: true, PublicAccessCidrs: ['203.0.113.0/24'] }), vpc({ PublicAccessCidrs: PARAMETER }), { ResourcesVpcConfig: PARAMETER }],
  },
  'eks/authentication-mode': {
    type: CLUSTER, fails: [[access({ AuthenticationMode: 'API_AND_CONFIG_MAP' }), 'Properties.AccessConfig.AuthenticationMode'], [{}, 'Properties.AccessConfig.AuthenticationMode']],
    passes: [access({ AuthenticationMode: 'API' }), access({ AuthenticationMode: PARAMETER })],
  },
  'eks/creator-is-admin': {
    type: CLUSTER,
    fails: [[access({ BootstrapClusterCreatorAdminPermissions: true }), 'Properties.AccessConfig.BootstrapClusterCreatorAdminPermissions'], [{}, 'Properties.AccessConfig.BootstrapClusterCreatorAdminPermissions']],
    passes: [access({ BootstrapClusterCreatorAdminPermissions: false })],
  },
  'eks/audit-log-off': {
    type: CLUSTER, fails: [[logging('api'), 'Properties.Logging.ClusterLogging.EnabledTypes'], [{}, 'Properties.Logging.ClusterLogging.EnabledTypes']], passes: [logging('api', 'audit'), { Logging: PARAMETER }],
  },
  'eks/secrets-key': { type: CLUSTER, fails: [[{}, 'Properties.EncryptionConfig']], passes: [{ EncryptionConfig: [{ Provider: { KeyArn: PARAMETER } }] }] },
  'eks/one-subnet': {
    type: CLUSTER, fails: [[vpc({ SubnetIds: [PARAMETER] }), 'Properties.ResourcesVpcConfig.SubnetIds']],
    passes: [vpc({ SubnetIds: [PARAMETER, { Ref: 'Other' }] }), vpc({ SubnetIds: PARAMETER }), vpc({ SubnetIds: [{ 'Fn::If': ['Three', 'a', 'b'] }] })],
  },
  'eks/min-above-max': {
    type: NODE_GROUP,
    fails: [[sizes({ MinSize: 3, MaxSize: 2 }), 'Properties.ScalingConfig.MinSize'], [sizes({ MinSize: '10', MaxSize: '9' }), 'Properties.ScalingConfig.MinSize'], [sizes({ DesiredSize: 5, MaxSize: 4 }), 'Properties.ScalingConfig.DesiredSize']],
    passes: [sizes({ MinSize: 2, MaxSize: 2 }), sizes({ MinSize: 3, MaxSize: PARAMETER }), {}],
  },
  'eks/desired-size': { type: NODE_GROUP, fails: [[sizes({ DesiredSize: 2 }), 'Properties.ScalingConfig.DesiredSize']], passes: [sizes({ MinSize: 2 }), sizes({ DesiredSize: { Ref: 'AWS::NoValue' } })] },
  'eks/spot-one-type': {
    type: NODE_GROUP, fails: [[{ CapacityType: 'SPOT', InstanceTypes: ['m5.large'] }, 'Properties.InstanceTypes'], [{ CapacityType: 'SPOT' }, 'Properties.InstanceTypes']],
    passes: [{ CapacityType: 'SPOT', InstanceTypes: ['m5.large', 'm6i.large'] }, { InstanceTypes: ['m5.large'] }, { CapacityType: 'SPOT', LaunchTemplate: {} }],
  },
  'eks/public-subnet': {
    type: NODE_GROUP, beside: NETWORK,
    fails: [[{ Subnets: [{ Ref: 'Private' }, { Ref: 'Routed' }] }, 'Properties.Subnets.1'], [{ Subnets: [{ Ref: 'Addressed' }] }, 'Properties.Subnets.0']],
    passes: [{ Subnets: [{ Ref: 'Private' }] }, { Subnets: [{ 'Fn::ImportValue': 'elsewhere' }, 'subnet-1'] }],
  },
  'ec2/imds-v1': { type: LAUNCH_TEMPLATE, fails: [[{}, 'Properties.LaunchTemplateData.MetadataOptions.HttpTokens']], passes: [machine({ MetadataOptions: { HttpTokens: 'required' } })] },
  'ec2/imds-hops': {
    type: LAUNCH_TEMPLATE, fails: [[machine({ MetadataOptions: { HttpPutResponseHopLimit: 2 } }), 'Properties.LaunchTemplateData.MetadataOptions.HttpPutResponseHopLimit']],
    passes: [machine({ MetadataOptions: { HttpPutResponseHopLimit: 1 } })],
  },
  'ec2/disk-unencrypted': {
    type: LAUNCH_TEMPLATE, fails: [[machine({ BlockDeviceMappings: [{ Ebs: { VolumeSize: 50 } }] }), 'Properties.LaunchTemplateData.BlockDeviceMappings.0.Ebs.Encrypted']],
    passes: [machine({ BlockDeviceMappings: [{ Ebs: { Encrypted: true } }, { VirtualName: 'ephemeral0' }] })],
  },
  'eks/fargate-selectors': {
    type: FARGATE, fails: [[select(...'abcdef'.split('').map((Namespace) => ({ Namespace }))), 'Properties.Selectors'], [select(), 'Properties.Selectors']], passes: [select({ Namespace: 'jobs' }), { Selectors: PARAMETER }],
  },
  'eks/fargate-namespace': { type: FARGATE, fails: [[select({ Namespace: 'a' }, { Labels: [] }), 'Properties.Selectors.1.Namespace']], passes: [select({ Namespace: PARAMETER })] },
  'eks/fargate-labels': {
    type: FARGATE, fails: [[select({ Namespace: 'a', Labels: [1, 2, 3, 4, 5, 6].map((n) => ({ Key: `k${n}`, Value: 'v' })) }), 'Properties.Selectors.0.Labels']], passes: [select({ Namespace: 'a', Labels: [{ Key: 'k', Value: 'v' }] })],
  },
  'eks/addon-not-json': {
    type: ADDON, fails: [[addon('coredns', 'replicaCount: 3'), 'Properties.ConfigurationValues'], [addon('any', '[]'), 'Properties.ConfigurationValues']],
    passes: [addon('coredns', { replicaCount: 3 }), { AddonName: 'coredns' }, { ConfigurationValues: { 'Fn::Sub': '{${Rest}' } }],
  },
  'eks/addon-unknown-setting': {
    type: ADDON, fails: [[addon('coredns', { replicas: 3 }), 'Properties.ConfigurationValues'], [addon('vpc-cni', { enableNetworkPolicy: true }), 'Properties.ConfigurationValues']],
    passes: [addon('vpc-cni', { enableNetworkPolicy: 'true' }), addon('unlisted', { any: 'thing' })],
  },
  'eks/addon-conflicts': { type: ADDON, fails: [[{}, 'Properties.ResolveConflicts'], [{ ResolveConflicts: 'NONE' }, 'Properties.ResolveConflicts']], passes: [{ ResolveConflicts: 'PRESERVE' }] },
  'eks/signals-by-default': {
    type: ADDON, fails: [[addon('amazon-cloudwatch-observability', { containerLogs: { enabled: true } }), 'Properties.ConfigurationValues'], [{ AddonName: 'amazon-cloudwatch-observability' }, 'Properties.ConfigurationValues']],
    passes: [addon('amazon-cloudwatch-observability', { manager: { applicationSignals: { autoMonitor: { monitorAllServices: false } } } }), addon('coredns', {}), { AddonName: 'amazon-cloudwatch-observability', ConfigurationValues: PARAMETER }],
  },
  'eks/unknown-access-policy': {
    type: 'AWS::EKS::AccessEntry',
    fails: [[grant('arn:aws:eks::aws:cluster-access-policy/AmazonEKSRootPolicy'), 'Properties.AccessPolicies.0.PolicyArn'], [grant(arnOf('AmazonEKSVeiwPolicy')), 'Properties.AccessPolicies.0.PolicyArn'], [grant('arn:aws:iam::aws:policy/AmazonEKSViewPolicy'), 'Properties.AccessPolicies.0.PolicyArn']],
    passes: [grant(arnOf('AmazonEKSViewPolicy')), grant({ 'Fn::Sub': 'arn:${AWS::Partition}:eks::aws:cluster-access-policy/AmazonEKSEditPolicy' }), grant(PARAMETER), grant({ 'Fn::Sub': 'arn:aws:eks::aws:cluster-access-policy/${Policy}' })],
  },
  'eks/scope-without-namespaces': {
    type: 'AWS::EKS::AccessEntry',
    fails: [[scoped({ Type: 'namespace' }), 'Properties.AccessPolicies.0.AccessScope.Namespaces'], [scoped({ Type: 'cluster', Namespaces: ['services'] }), 'Properties.AccessPolicies.0.AccessScope.Namespaces']],
    passes: [scoped({ Type: 'namespace', Namespaces: ['services'] }), scoped({ Type: 'cluster' }), scoped({ Type: 'namespace', Namespaces: PARAMETER })],
  },
  'eks/system-group': { type: 'AWS::EKS::AccessEntry', fails: [[{ KubernetesGroups: ['ours', 'system:masters'] }, 'Properties.KubernetesGroups.1']], passes: [{ KubernetesGroups: ['ours'] }] },
  'codepipeline/unknown-provider': {
    type: PIPELINE, fails: [[action('Deploy', 'EKSS'), 'Properties.Stages.0.Actions.0.ActionTypeId.Provider'], [action('Build', 'EKS'), 'Properties.Stages.0.Actions.0.ActionTypeId.Provider']],
    passes: [action('Deploy', 'EKS', { ClusterName: 'x' }), action('Build', 'Jenkins', {}, 'Custom'), action('Source', PARAMETER)],
  },
  'codepipeline/unknown-rule': { type: PIPELINE, fails: [[baked('CloudwatchAlarms'), 'Properties.Stages.0.OnSuccess.Conditions.0.Rules.0.RuleTypeId.Provider']], passes: [baked('CloudWatchAlarm'), baked(PARAMETER)] },
  'codepipeline/needs-v2': {
    type: PIPELINE, fails: [[{ Triggers: [{}] }, 'Properties.Triggers'], [{ PipelineType: 'V1', ExecutionMode: 'QUEUED' }, 'Properties.ExecutionMode'], [{ ...baked('Commands'), PipelineType: 'V1' }, 'Properties.Stages.0.OnSuccess.Conditions.0']],
    passes: [{ PipelineType: 'V2', Triggers: [{}] }, { PipelineType: PARAMETER, Triggers: [{}] }, { ExecutionMode: 'SUPERSEDED' }],
  },
  'codepipeline/unknown-setting': {
    type: PIPELINE,
    fails: [[action('Deploy', 'EKS', { ClusterName: 'x', ManifestFile: 'a' }), 'Properties.Stages.0.Actions.0.Configuration.ManifestFile'], [action('Build', 'CodeBuild', {}), 'Properties.Stages.0.Actions.0.Configuration.ProjectName']],
    passes: [action('Deploy', 'EKS', { ClusterName: PARAMETER, ManifestFiles: 'a' }), action('Deploy', 'S3', { Any: 'thing' }), action('Approval', 'Manual')],
  },
  'codepipeline/setting-too-long': {
    type: PIPELINE, fails: [[action('Deploy', 'EKS', { ClusterName: 'x', ManifestFiles: 'a.yaml,'.repeat(200) }), 'Properties.Stages.0.Actions.0.Configuration.ManifestFiles']], passes: [action('Deploy', 'EKS', { ClusterName: 'x', ManifestFiles: 'manifests' })],
  },
  'codebuild/compute-type': {
    type: 'AWS::CodeBuild::Project', fails: [[build({ ComputeType: 'BUILD_GENERAL2_SMALL' }), 'Properties.Environment.ComputeType']], passes: [build({}), build({ ComputeType: PARAMETER })],
  },
  'codebuild/compute-of-lambda': {
    type: 'AWS::CodeBuild::Project', fails: [[build({ ComputeType: 'BUILD_LAMBDA_1GB' }), 'Properties.Environment.ComputeType'], [build({ Type: 'LINUX_LAMBDA_CONTAINER' }), 'Properties.Environment.ComputeType']],
    passes: [build({ Type: 'LINUX_LAMBDA_CONTAINER', ComputeType: 'BUILD_LAMBDA_1GB' }), build({})],
  },
  'codebuild/privileged': { type: 'AWS::CodeBuild::Project', fails: [[build({ PrivilegedMode: true }), 'Properties.Environment.PrivilegedMode']], passes: [build({}), build({ PrivilegedMode: false })] },
  'ecr/tags-can-move': {
    type: 'AWS::ECR::Repository', fails: [[{}, 'Properties.ImageTagMutability'], [{ ImageTagMutability: 'MUTABLE' }, 'Properties.ImageTagMutability']], passes: [{ ImageTagMutability: 'IMMUTABLE' }, { ImageTagMutability: 'IMMUTABLE_WITH_EXCLUSION' }],
  },
  'cloudwatch/dashboard-not-json': {
    type: 'AWS::CloudWatch::Dashboard', fails: [[{ DashboardBody: '{"widgets": [}' }, 'Properties.DashboardBody'], [{ DashboardBody: '{"widgets": {}}' }, 'Properties.DashboardBody']],
    passes: [{ DashboardBody: '{"widgets": []}' }, { DashboardBody: { 'Fn::Join': ['', ['{"widgets"', PARAMETER]] } }],
  },
  'cloudwatch/alarm-rule': {
    type: 'AWS::CloudWatch::CompositeAlarm',
    fails: ['ALARM(a', 'ALARM(a) ALARM(b)', 'ALARM(a) AND', '(ALARM(a)', 'ALARM(a))', 'ALARMS("a")', '', 'AND OK(a)', `ALARM("${'a'.repeat(10_240)}")`].map((AlarmRule): [Tree, string] => [{ AlarmRule }, 'Properties.AlarmRule']),
    passes: ['ALARM("a b") AND (NOT OK(b) OR INSUFFICIENT_DATA(c))', 'TRUE', 'alarm(a) or not(ok(b))', 'AT_LEAST(2, ALARM, (a, b, c))'].map((AlarmRule) => ({ AlarmRule })),
  },
  'cloudwatch/band-without-metric': {
    type: 'AWS::CloudWatch::Alarm', fails: [[{ ComparisonOperator: 'GreaterThanUpperThreshold', Threshold: 1 }, 'Properties.ThresholdMetricId']],
    passes: [{ ComparisonOperator: 'GreaterThanUpperThreshold', ThresholdMetricId: 'band' }, { ComparisonOperator: 'GreaterThanThreshold' }],
  },
  'applicationsignals/goal': {
    type: 'AWS::ApplicationSignals::ServiceLevelObjective', fails: [[{ Goal: { AttainmentGoal: 150 } }, 'Properties.Goal.AttainmentGoal'], [{ Goal: { AttainmentGoal: 99, WarningThreshold: 0 } }, 'Properties.Goal.WarningThreshold']],
    passes: [{ Goal: { AttainmentGoal: 99.9 } }, {}, { Goal: { AttainmentGoal: PARAMETER } }],
  },
  'logs/kept-for-ever': { type: 'AWS::Logs::LogGroup', fails: [[{}, 'Properties.RetentionInDays']], passes: [{ RetentionInDays: 30 }, { RetentionInDays: PARAMETER }] },
};
