import { App, Stack, StackProps } from 'aws-cdk-lib/core';
import { IRole, Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Cluster, EnvironmentStack, ExistingNetwork, Network } from '@plinth/cluster';
import { AlarmTopic, ClusterLogs, ClusterMonitoring, ClusterTelemetry, RequestMetrics, ServiceMonitoring, Tracing, shardServices } from '@plinth/observability';
import { EnvironmentDelivery } from '@plinth/pipeline';
import { EnvironmentConfig, MicroserviceConfig, PlatformConfig, VpcConfig } from '@plinth/template/config';
import { microserviceNamespace } from '@plinth/workload';
import { accessSubjects } from './access';
import { ENVIRONMENT_TAG } from './assembly';
import { PROFILES } from './profile-values';
import { toolingPlace } from './tooling-stacks';

/** Adds one environment's stacks: Network, unless the VPC exists → Cluster → Observability and Services-<shard>. */
export function addEnvironment(app: App, platform: PlatformConfig, environment: EnvironmentConfig): void {
  const stacks = new EnvironmentStacks(app, platform, environment);
  const cluster = stacks.cluster(stacks.network());
  const { topic } = stacks.observability(cluster);
  for (const { index, services } of shardServices(platform.services)) stacks.services(index, services, topic);
}

class EnvironmentStacks {
  private readonly clusterName: string;

  constructor(private readonly app: App, private readonly platform: PlatformConfig, private readonly environment: EnvironmentConfig) {
    this.clusterName = `${platform.name}-${environment.name}`;
  }

  /** A VPC that exists has no stack: one without resources cannot be deployed. */
  network(): Network | VpcConfig {
    const { nat: usual, logRetention, removalPolicy } = PROFILES[this.environment.profile];
    const { vpc, nat = usual } = this.environment.network ?? {};
    return vpc ?? new Network(this.stack('Network'), 'Network', { name: this.clusterName, nat, logRetention, removalPolicy });
  }

  cluster(place: Network | VpcConfig): Cluster {
    const { logRetention, deletionProtection, zonalShift, scalingTier, removalPolicy } = PROFILES[this.environment.profile];
    const stack = this.stack('Cluster');
    const network = place instanceof Network ? place : new ExistingNetwork(stack, 'Network', place);
    const { name: platform, kubernetes: kubernetesVersion, capacity, extendedSupport } = this.platform;
    const cluster = new Cluster(stack, 'Cluster', {
      name: this.clusterName, network, kubernetesVersion, capacity, apiAccessCidrs: this.environment.apiAccessCidrs,
      supportType: extendedSupport ? 'EXTENDED' : 'STANDARD', logRetention, deletionProtection, zonalShift, scalingTier, removalPolicy,
    });
    const delivery = new EnvironmentDelivery(stack, 'Delivery', {
      platform, environment: this.environment.name, vpc: network.vpc, subnets: network.subnets, logRetention,
      toolingAccount: toolingPlace(this.platform).account,
    });
    const subjects = accessSubjects(this.platform, this.environment);
    cluster.allowApiFrom(delivery.securityGroup);
    cluster.grantAccess(subjects);
    cluster.grantDeploy('DeliveryAccess', delivery.role, subjects.delivery.namespaces);
    return cluster;
  }

  observability(cluster: Cluster): AlarmTopic {
    const stack = this.stack('Observability');
    // The add-on names the cluster, and a name alone orders nothing.
    stack.addStackDependency(Stack.of(cluster));
    const { clusterName, environment: { name: environment, domain } } = this;
    const { application: logGroup } = this.telemetry(stack);
    if (cluster.podExecutionRole) grantLogRouter(stack, cluster.podExecutionRole, logGroup);
    new RequestMetrics(stack, 'Requests', { environment, logGroup });
    new Tracing(stack, 'Tracing', { platform: this.platform.name, environment, domain });
    const alarms = new AlarmTopic(stack, 'Alarms', { clusterName });
    new ClusterMonitoring(stack, 'Monitoring', { clusterName, environment, owner: this.platform.name, topic: alarms.topic });
    return alarms;
  }

  services(shard: number, services: readonly MicroserviceConfig[], topic: AlarmTopic['topic']): void {
    const stack = this.stack(`Services-${shard}`);
    for (const service of services) {
      new ServiceMonitoring(stack, service.name, {
        clusterName: this.clusterName, environment: this.environment.name, service: service.name,
        namespace: microserviceNamespace(service), owner: service.owner ?? this.platform.name, slo: service.slo, topic,
      });
    }
  }

  /** The agents are DaemonSets, which Fargate does not run: without nodes the add-on would never become healthy. */
  private telemetry(stack: Stack): ClusterLogs {
    const { logRetention: retention, removalPolicy } = PROFILES[this.environment.profile];
    const props = { clusterName: this.clusterName, retention, removalPolicy };
    return hasNodes(this.platform) ? new ClusterTelemetry(stack, 'Telemetry', props).logs : new ClusterLogs(stack, 'Logs', props);
  }

  private stack(name: string): EnvironmentStack {
    const { account, region } = this.environment;
    const props: StackProps = { env: { account, region }, tags: { [ENVIRONMENT_TAG]: this.environment.name, 'plinth:platform': this.platform.name } };
    return new EnvironmentStack(this.app, `${this.clusterName}-${name}`, props);
  }
}

/** Fargate's log router writes with the role that starts the pods. The policy is here, since the log groups come after the role. */
function grantLogRouter(stack: Stack, role: IRole, logGroup: ILogGroup): void {
  new Policy(stack, 'FargateLogs', { roles: [role], statements: [new PolicyStatement({
    actions: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn],
  })] });
}

function hasNodes({ capacity }: PlatformConfig): boolean {
  return capacity === undefined || capacity.autoMode !== undefined || capacity.nodeGroups !== undefined;
}
