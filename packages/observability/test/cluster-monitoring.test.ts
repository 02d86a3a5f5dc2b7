import { Match, Template } from 'aws-cdk-lib/assertions';
import { anEnvironment, CLUSTER, resources, text } from './world';

const { shared } = anEnvironment();
const template = Template.fromStack(shared);

describe('the cluster', () => {
  it('is unhealthy while a node has failed or pods find no place, and says so once', () => {
    template.hasResourceProperties('AWS::CloudWatch::CompositeAlarm', {
      AlarmName: `${CLUSTER}-unhealthy`, AlarmActions: [Match.anyValue()], OKActions: [Match.anyValue()],
    });
    const [composite] = Object.values(resources(shared, 'AWS::CloudWatch::CompositeAlarm'));
    expect(text(composite.Properties.AlarmRule)).toBe('(ALARM("*") OR ALARM("*"))');
  });

  it.each([
    ['failed-nodes', 'cluster_failed_node_count', 5],
    ['pending-pods', 'pod_status_pending', 15],
  ])('counts %s for long enough not to cry at a replacement', (kind, metric, minutes) => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: `${CLUSTER}-${kind}`,
      MetricName: metric,
      Dimensions: [{ Name: 'ClusterName', Value: CLUSTER }],
      EvaluationPeriods: minutes,
      Period: 60,
      Threshold: 0,
      ComparisonOperator: 'GreaterThanThreshold',
    });
  });

  it('has a dashboard', () => {
    template.hasResourceProperties('AWS::CloudWatch::Dashboard', { DashboardName: `${CLUSTER}-cluster` });
  });
});
