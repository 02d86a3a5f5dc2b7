import { RemovalPolicy, Stack, Validations } from 'aws-cdk-lib/core';
import { CfnAddon } from 'aws-cdk-lib/aws-eks';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ClusterLogs } from './cluster-logs';

export interface ClusterTelemetryProps {
  /** Name of the EKS cluster; it runs the Pod Identity agent and has nodes. */
  readonly clusterName: string;
  /**
   * How long logs are kept. `INFINITE` is refused.
   * @default RetentionDays.ONE_MONTH
   */
  readonly retention?: RetentionDays;
  /**
   * What happens to the logs when the stack is deleted.
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
  /**
   * Version of the add-on, `v6.4.0-eksbuild.1` for example; 4.0 or newer.
   * @default - the one EKS prefers for the cluster's Kubernetes version
   */
  readonly addonVersion?: string;
}

const ADDON = 'amazon-cloudwatch-observability';
const NAMESPACE = 'amazon-cloudwatch';
/** The agent's and Fluent Bit's: the chart gives both DaemonSets this one service account. */
const SERVICE_ACCOUNT = 'cloudwatch-agent';

/**
 * Container Insights with enhanced metrics, container logs by Fluent Bit and a door for OpenTelemetry traces,
 * as the `amazon-cloudwatch-observability` add-on; its log groups exist before it does.
 *
 * Application Signals is off: since add-on 5 it is on, and billed, unless told otherwise. Pods on Fargate are not
 * covered, the agents are DaemonSets.
 *
 *     new ClusterTelemetry(this, 'Telemetry', { clusterName: 'acme-prod', retention: RetentionDays.THREE_MONTHS });
 */
export class ClusterTelemetry extends Construct {
  /** Where pods send OpenTelemetry traces, OTLP over HTTP. */
  static readonly OTLP_ENDPOINT = `http://${SERVICE_ACCOUNT}.${NAMESPACE}:4318`;
  /** Where pods ask X-Ray for sampling rules. */
  static readonly SAMPLING_ENDPOINT = `http://${SERVICE_ACCOUNT}.${NAMESPACE}:2000`;

  /** The log groups. */
  readonly logs: ClusterLogs;
  /** What the agents may do in AWS. */
  readonly role: Role;
  /** The add-on. */
  readonly addon: CfnAddon;

  constructor(scope: Construct, id: string, props: ClusterTelemetryProps) {
    super(scope, id);
    this.logs = new ClusterLogs(this, 'Logs', props);
    this.role = this.agentRole(props.clusterName);
    this.addon = new CfnAddon(this, 'Addon', {
      clusterName: props.clusterName,
      addonName: ADDON,
      addonVersion: props.addonVersion,
      configurationValues: JSON.stringify(CONFIGURATION),
      podIdentityAssociations: [{ serviceAccount: SERVICE_ACCOUNT, roleArn: this.role.roleArn }],
      resolveConflicts: 'OVERWRITE',
    });
    this.addon.node.addDependency(this.logs);
  }

  private agentRole(clusterName: string): Role {
    const clusterArn = Stack.of(this).formatArn({ service: 'eks', resource: 'cluster', resourceName: clusterName });
    const role = new Role(this, 'AgentRole', {
      description: `CloudWatch agent and Fluent Bit of ${clusterName}`,
      assumedBy: new ServicePrincipal('pods.eks.amazonaws.com', {
        conditions: {
          StringEquals: {
            'aws:RequestTag/eks-cluster-arn': clusterArn,
            'aws:RequestTag/kubernetes-namespace': NAMESPACE,
            'aws:RequestTag/kubernetes-service-account': SERVICE_ACCOUNT,
          },
        },
      }).withSessionTags(),
      // Inline, so that the role is complete before the add-on's pods use it.
      inlinePolicies: { Telemetry: this.agentPolicy() },
    });
    Validations.of(role).acknowledge({
      id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
      reason: 'X-Ray writes and EC2 describe calls have no resource to name; everything else is limited to the four log groups.',
    });
    return role;
  }

  /** Without `logs:CreateLogGroup`: an agent must not make a group that never expires. */
  private agentPolicy(): PolicyDocument {
    return new PolicyDocument({
      statements: [
        new PolicyStatement({
          actions: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
          resources: this.logs.groups.map((group) => group.logGroupArn),
        }),
        new PolicyStatement({
          actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords', 'xray:GetSamplingRules', 'xray:GetSamplingTargets'],
          resources: ['*'],
        }),
        new PolicyStatement({ actions: ['ec2:DescribeTags', 'ec2:DescribeVolumes'], resources: ['*'] }),
      ],
    });
  }
}

/**
 * Keys that every add-on version since 4.0 knows. An agent configuration without `application_signals` is how
 * Application Signals is switched off in all of them.
 * @see https://github.com/aws-observability/helm-charts
 */
const CONFIGURATION = {
  containerLogs: { enabled: true },
  manager: { applicationSignals: { autoMonitor: { monitorAllServices: false } } },
  agent: {
    config: {
      logs: { metrics_collected: { kubernetes: { enhanced_container_insights: true } } },
      traces: {
        traces_collected: {
          otlp: { grpc_endpoint: '0.0.0.0:4317', http_endpoint: '0.0.0.0:4318' },
          xray: { tcp_proxy: { bind_address: '0.0.0.0:2000' } },
        },
      },
    },
  },
};
