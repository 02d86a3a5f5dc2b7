import { App, Stack } from 'aws-cdk-lib/core';
import { Template } from 'aws-cdk-lib/assertions';
import recommendedFlags from 'aws-cdk-lib/recommended-feature-flags.json';
import {
  AlarmTopic, ClusterMonitoring, ClusterTelemetry, RequestMetrics, ServiceMonitoring, ServiceMonitoringProps, Tracing, shardServices,
} from '../src';

export const CLUSTER = 'acme-prod';

/** A piece of a template: what `JSON.parse` says it is. */
export type Json = ReturnType<typeof JSON.parse>;

export type Resource = { Type: string; Properties: Json; DependsOn?: string[] };

/** An app that behaves as one started by the cdk CLI does. */
export function anApp(): App {
  return new App({ context: { ...recommendedFlags } });
}

export interface AService {
  readonly name: string;
  readonly slo?: ServiceMonitoringProps['slo'];
}

export function aService(name = 'orders', slo: AService['slo'] = { availability: 99.9, latencyMs: 300 }): AService {
  return { name, slo };
}

export function services(count: number): AService[] {
  return Array.from({ length: count }, (_, i) => aService(`service-${i}`));
}

/** The stacks of one environment: the shared one, and one for each shard of services. */
export function anEnvironment(declared: AService[] = [aService()]) {
  const app = anApp();
  const shared = new Stack(app, `${CLUSTER}-Observability`);
  const telemetry = new ClusterTelemetry(shared, 'Telemetry', { clusterName: CLUSTER });
  new RequestMetrics(shared, 'RequestMetrics', { logGroup: telemetry.logs.application, environment: 'prod' });
  const { topic } = new AlarmTopic(shared, 'Alarms', { clusterName: CLUSTER });
  new ClusterMonitoring(shared, 'Monitoring', { clusterName: CLUSTER, environment: 'prod', owner: 'platform', topic });
  new Tracing(shared, 'Tracing', { platform: 'acme', environment: 'prod', domain: 'acme.example' });
  const shards = shardServices(declared).map((shard) => {
    const stack = new Stack(app, `${CLUSTER}-Services-${shard.index}`);
    for (const { name, slo } of shard.services) {
      new ServiceMonitoring(stack, name, {
        clusterName: CLUSTER, environment: 'prod', service: name, namespace: 'services', owner: 'team-checkout', topic, slo,
      });
    }
    return stack;
  });
  return { app, shared, shards, stacks: [shared, ...shards] };
}

export function resources(stack: Stack, type?: string): Record<string, Resource> {
  const all = Template.fromStack(stack).toJSON().Resources as Record<string, Resource>;
  return Object.fromEntries(Object.entries(all).filter(([, r]) => type === undefined || r.Type === type));
}

/** The body of a dashboard, its tokens replaced by what a region and an account look like. */
export function dashboardBody(dashboard: Resource): Json {
  const body = dashboard.Properties.DashboardBody;
  const text = typeof body === 'string' ? body : body['Fn::Join'][1].map((part: unknown) => {
    return typeof part === 'string' ? part : (part as Json).Ref === 'AWS::Region' ? 'eu-west-1' : 'arn:aws:cloudwatch:eu-west-1:111111111111:alarm:x';
  }).join('');
  return JSON.parse(text);
}

/** Plain text of a property that may be joined from tokens. */
export function text(value: Json): string {
  return typeof value === 'string' ? value : value['Fn::Join'][1].map((part: unknown) => (typeof part === 'string' ? part : '*')).join('');
}
