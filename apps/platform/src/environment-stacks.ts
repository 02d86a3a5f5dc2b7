import { App, Stack, StackProps } from 'aws-cdk-lib/core';
import { Cluster, EnvironmentStack, Network } from '@plinth/cluster';
import { AlarmTopic, ClusterLogs, ClusterMonitoring, ClusterTelemetry, RequestMetrics, ServiceMonitoring, Tracing, shardServices } from '@plinth/observability';
import { EnvironmentDelivery } from '@plinth/pipeline';
import { EnvironmentConfig, MicroserviceConfig, PlatformConfig } from '@plinth/template/config';
import { microserviceNamespace, serviceNamespaces } from '@plinth/workload';
import { ENVIRONMENT_TAG } from './assembly';
import { PROFILES } from './profile-values';
import { toolingPlace } from './tooling-stacks';

/** Adds one environment's stacks: Network → Cluster → Observability and Services-<shard>. */
export function addEnvironment(app: App, platform: PlatformConfig, environment: EnvironmentConfig): void {
  const stacks = new EnvironmentStacks(app, platform, environment);
  const { vpc } = stacks.network();
  const cluster = stacks.cluster(vpc);
  const { topic } = stacks.observability(cluster);
  for (const { index, services } of shardServices(platform.services)) stacks.services(index, services, topic);
}

class EnvironmentStacks {
  private readonly clusterName: string;

  constructor(private readonly app: App, private readonly platform: PlatformConfig, private readonly environment: EnvironmentConfig) {
    this.clusterName = `${platform.name}-${environment.name}`;
  }

  network(): Network {
    const { natGateways, logRetention, removalPolicy } = PROFILES[this.environment.profile];
    return new Network(this.stack('Network'), 'Network', { name: this.clusterName, natGateways, logRetention, removalPolicy });
  }

  cluster(vpc: Network['vpc']): Stack {
    const { logRetention, deletionProtection, zonalShift, removalPolicy } = PROFILES[this.environment.profile];
    const stack = this.stack('Cluster');
    const { kubernetes: kubernetesVersion, capacity } = this.platform;
    const cluster = new Cluster(stack, 'Cluster', {
      name: this.clusterName, vpc, kubernetesVersion, capacity, apiAccessCidrs: this.environment.apiAccessCidrs,
      logRetention, deletionProtection, zonalShift, removalPolicy,
    });
    const delivery = new EnvironmentDelivery(stack, 'Delivery', {
      platform: this.platform.name, environment: this.environment.name, vpc, logRetention, toolingAccount: toolingPlace(this.platform).account,
    });
    cluster.allowApiFrom(delivery.securityGroup);
    cluster.grantDeploy('DeliveryAccess', delivery.role, serviceNamespaces(this.platform).map(({ name }) => name));
    return stack;
  }

  observability(cluster: Stack): AlarmTopic {
    const stack = this.stack('Observability');
    // The add-on names the cluster, and a name alone orders nothing.
    stack.addStackDependency(cluster);
    const { clusterName, environment: { name: environment, domain } } = this;
    new RequestMetrics(stack, 'Requests', { environment, logGroup: this.telemetry(stack).application });
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

function hasNodes({ capacity }: PlatformConfig): boolean {
  return capacity === undefined || capacity.autoMode !== undefined || capacity.nodeGroups !== undefined;
}
