import { Match, Template } from 'aws-cdk-lib/assertions';
import { anEnvironment, aService, CLUSTER, dashboardBody, Json, resources, text } from './world';

const ofOrders = Template.fromStack(anEnvironment().shards[0]);
const withoutSlo = anEnvironment([{ name: 'batch' }]).shards[0];

describe('a service with an SLO', () => {
  it('costs seven resources', () => {
    expect(Object.keys(resources(anEnvironment().shards[0]))).toHaveLength(7);
  });

  it('pages when both windows burn its budget, and only then', () => {
    ofOrders.hasResourceProperties('AWS::CloudWatch::CompositeAlarm', {
      AlarmName: `${CLUSTER}-orders-error-budget`, AlarmActions: [Match.anyValue()], OKActions: [Match.anyValue()],
    });
    const [composite] = Object.values(resources(anEnvironment().shards[0], 'AWS::CloudWatch::CompositeAlarm'));
    expect(text(composite.Properties.AlarmRule)).toBe('(ALARM("*") AND ALARM("*"))');
  });

  it.each([['burn-rate-60m', 3600], ['burn-rate-5m', 300]])('measures %s over its whole window at 14.4 times', (kind, period) => {
    ofOrders.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: `${CLUSTER}-orders-${kind}`,
      Threshold: 14.4,
      ActionsEnabled: false,
      EvaluationPeriods: 1,
      Metrics: Match.arrayWith([
        Match.objectLike({ Id: 'errors', MetricStat: Match.objectLike({ Period: period, Stat: 'Sum' }) }),
        Match.objectLike({ Id: 'requests', MetricStat: Match.objectLike({ Period: period, Stat: 'Sum' }) }),
      ]),
    });
  });

  it('is in alarm when p99 is slower than promised', () => {
    ofOrders.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: `${CLUSTER}-orders-latency`, Threshold: 300, ExtendedStatistic: 'p99', EvaluateLowSampleCountPercentile: 'ignore',
    });
  });

  it('is in alarm when its containers crash again and again', () => {
    ofOrders.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: `${CLUSTER}-orders-restarts`,
      Dimensions: Match.arrayWith([{ Name: 'PodName', Value: 'orders' }]),
      Statistic: 'Sum', Period: 600, Threshold: 3,
    });
  });

  it('has a saved query for errors by route', () => {
    ofOrders.hasResourceProperties('AWS::Logs::QueryDefinition', {
      Name: `${CLUSTER}/orders/errors-by-route`,
      LogGroupNames: [`/aws/containerinsights/${CLUSTER}/application`],
      QueryString: Match.stringLikeRegexp('log_processed.service = "orders"[^|]*\\n\\| filter log_processed.statusCode >= 500\\n\\| stats'),
    });
  });

  it('shows rate, errors, duration, CPU, memory, pods, alarms and failing routes on one page', () => {
    const [dashboard] = Object.values(resources(anEnvironment().shards[0], 'AWS::CloudWatch::Dashboard'));
    const { widgets } = dashboardBody(dashboard);
    expect(dashboard.Properties.DashboardName).toBe(`${CLUSTER}-orders`);
    expect(widgets.map((w: Json) => w.properties.title ?? w.properties.markdown.split('\n')[0])).toEqual([
      '# orders in prod', 'Alarms', 'Requests per minute', 'Server errors per minute', 'Duration, ms',
      'CPU, % of the limit', 'Memory, % of the limit', 'Pods, and restarts per minute', 'Errors by route',
    ]);
  });

  it('links to its logs', () => {
    const [dashboard] = Object.values(resources(anEnvironment().shards[0], 'AWS::CloudWatch::Dashboard'));
    expect(dashboardBody(dashboard).widgets[0].properties.markdown).toContain(
      `#logsV2:log-groups/log-group/$252Faws$252Fcontainerinsights$252F${CLUSTER}$252Fapplication`,
    );
  });
});

describe('a service without an SLO', () => {
  it('is watched for latency above a second and for restarts, and has no burn rate', () => {
    const alarms = Object.values(resources(withoutSlo, 'AWS::CloudWatch::Alarm')).map((r) => r.Properties);
    expect(alarms.map((a) => [a.AlarmName, a.Threshold])).toEqual([[`${CLUSTER}-batch-latency`, 1000], [`${CLUSTER}-batch-restarts`, 3]]);
    expect(resources(withoutSlo, 'AWS::CloudWatch::CompositeAlarm')).toEqual({});
  });
});

it('fails when a service promises that nothing ever fails', () => {
  expect(() => anEnvironment([aService('orders', { availability: 100, latencyMs: 300 })])).toThrow(
    'slo.availability must be above 0 and below 100, got 100; 99.9 is a common start',
  );
});
