import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Validations } from 'aws-cdk-lib/core';
import { AwsSolutionsChecks } from 'cdk-nag';
import { anEnvironment, aService, dashboardBody, Json, Resource, resources, services, text } from './world';

const { stacks } = anEnvironment([aService('orders'), { name: 'batch' }]);
const all = (type: string): Resource[] => stacks.flatMap((stack) => Object.values(resources(stack, type)));
const alarms = [...all('AWS::CloudWatch::Alarm'), ...all('AWS::CloudWatch::CompositeAlarm')].map((r) => r.Properties);

/** What enhanced Container Insights and our metric filters emit: name → dimension sets. */
const WORKLOAD = ['ClusterName', 'Namespace', 'PodName'];
const EMITTED: Record<string, string[]> = {
  'Plinth/Services Requests': ['Environment', 'Service'],
  'Plinth/Services ServerErrors': ['Environment', 'Service'],
  'Plinth/Services Latency': ['Environment', 'Service'],
  'ContainerInsights pod_cpu_utilization_over_pod_limit': WORKLOAD,
  'ContainerInsights pod_memory_utilization_over_pod_limit': WORKLOAD,
  'ContainerInsights pod_number_of_container_restarts': WORKLOAD,
  'ContainerInsights replicas_desired': WORKLOAD,
  'ContainerInsights replicas_ready': WORKLOAD,
  'ContainerInsights cluster_node_count': ['ClusterName'],
  'ContainerInsights cluster_failed_node_count': ['ClusterName'],
  'ContainerInsights pod_status_pending': ['ClusterName'],
  'ContainerInsights node_cpu_utilization': ['ClusterName'],
  'ContainerInsights node_memory_utilization': ['ClusterName'],
  'ContainerInsights node_filesystem_utilization': ['ClusterName'],
  'ContainerInsights apiserver_request_total_5xx': ['ClusterName'],
};

/** `[namespace, name, dimension, value, …, options]`; a dot repeats the value above it. */
function references(widget: Json): [string, string[]][] {
  let above: unknown[] = [];
  return (widget.properties.metrics ?? []).flatMap((row: unknown[]) => {
    if (typeof row[0] !== 'string') return [];
    const full = row[0] === '...' ? [...above.slice(0, -1), row[1]] : row.map((v, i) => (v === '.' ? above[i] : v));
    above = full.filter((v) => typeof v === 'string');
    return [[`${above[0]} ${above[1]}`, above.slice(2).filter((_, i) => i % 2 === 0).sort()]];
  });
}

describe('every alarm', () => {
  it('notifies, or says that it does not because a composite does', () => {
    const rules = all('AWS::CloudWatch::CompositeAlarm').map((r) => JSON.stringify(r.Properties.AlarmRule)).join();
    for (const stack of stacks) {
      for (const [id, { Properties }] of Object.entries(resources(stack, 'AWS::CloudWatch::Alarm'))) {
        const partOfComposite = Properties.ActionsEnabled === false && rules.includes(`"${id}"`);
        expect([id, Properties.AlarmActions?.length === 1 || partOfComposite]).toEqual([id, true]);
      }
    }
    for (const { Properties } of all('AWS::CloudWatch::CompositeAlarm')) expect(Properties.AlarmActions).toHaveLength(1);
  });

  it('stays quiet without data', () => {
    for (const { Properties } of all('AWS::CloudWatch::Alarm')) expect(Properties.TreatMissingData).toBe('notBreaching');
  });

  it('names an owner, a dashboard that exists and a page of this repository that exists', () => {
    const dashboards = all('AWS::CloudWatch::Dashboard').map((r) => r.Properties.DashboardName);
    const readme = readFileSync(join(__dirname, '../README.md'), 'utf8');
    for (const alarm of alarms) {
      const description = text(alarm.AlarmDescription);
      expect(description).toMatch(/Owner: (team-checkout|platform)\./);
      expect(dashboards).toContain(/#dashboards\/dashboard\/(\S+)/.exec(description)?.[1]);
      expect(readme).toContain(`## ${/README.md, "(.+)"/.exec(description)?.[1]}`);
      expect(description.length).toBeLessThan(900);
    }
  });

  it('has a row in that page', () => {
    const readme = readFileSync(join(__dirname, '../README.md'), 'utf8');
    const kinds = alarms.filter((a) => a.ActionsEnabled !== false).map((a) => a.AlarmName.replace(/^acme-prod-(orders-|batch-)?/, ''));
    for (const kind of kinds) expect(readme).toContain(`| \`…-${kind}\` |`);
  });
});

it('every dashboard shows only metrics that the platform emits, by dimensions it emits them with', () => {
  const shown = all('AWS::CloudWatch::Dashboard').flatMap((d) => dashboardBody(d).widgets.flatMap(references));
  expect(shown.length).toBeGreaterThan(20);
  for (const [name, dimensions] of shown) expect([name, dimensions]).toEqual([name, EMITTED[name]]);
});

it('every log group ends and is encrypted', () => {
  for (const { Properties } of all('AWS::Logs::LogGroup')) {
    expect(Properties).toMatchObject({ RetentionInDays: expect.any(Number), KmsKeyId: expect.anything() });
  }
});

it('a full shard stays below the limits of a CloudFormation stack: 500 resources, a template of 1 MB', () => {
  const { shards } = anEnvironment(services(50));
  expect(shards).toHaveLength(1);
  expect(Object.keys(resources(shards[0])).length).toBeLessThan(500);
  expect(JSON.stringify(resources(shards[0]), undefined, 1).length).toBeLessThan(1_000_000);
});

it('a new service changes its own shard and no other', () => {
  const templates = (count: number) => new Map(anEnvironment(services(count)).shards.map((s) => [s.stackName, JSON.stringify(resources(s))]));
  const before = templates(60);
  const after = templates(61);
  const changed = [...after].filter(([name, template]) => before.get(name) !== template).map(([name]) => name);
  expect(before.size).toBeGreaterThan(1);
  expect([...after.keys()]).toEqual([...before.keys()]);
  expect(changed).toHaveLength(1);
});

it('cdk-nag finds nothing that is not acknowledged', () => {
  const { app } = anEnvironment();
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  const assembly = app.synth();
  const report = readReport(assembly.directory);
  expect(report.filter((r) => r.name === 'AwsSolutions').flatMap((r) => r.violations.map((v) => v.ruleName))).toEqual([]);
});

function readReport(directory: string): { name: string; violations: { ruleName: string }[] }[] {
  const { pluginReports } = JSON.parse(readFileSync(join(directory, 'validation-report.json'), 'utf8'));
  return pluginReports.map((r: Json) => ({ name: r.summary?.pluginName ?? r.pluginName, violations: r.violations ?? [] }));
}
