import { alarmRuleFault } from './alarm-rule';
import { isRecord } from './template-node';
import { TemplateRule, broken, brokenWhere } from './template-rule';

const BAND_OPERATORS = ['LessThanLowerOrGreaterThanUpperThreshold', 'LessThanLowerThreshold', 'GreaterThanUpperThreshold'];
const API = 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference';

/** What alarms, objectives, dashboards and logs must not say. */
export const monitoringRules: readonly TemplateRule[] = [
  {
    id: 'cloudwatch/dashboard-not-json', severity: 'error', types: ['AWS::CloudWatch::Dashboard'],
    why: 'CloudWatch refuses the dashboard when it is deployed',
    source: `${API}/CloudWatch-Dashboard-Body-Structure.html`, fix: 'write one JSON object with widgets',
    check: ({ resource }) => brokenWhere([resource.properties.get('DashboardBody')], ({ text }) => text !== undefined && !isDashboard(text), 'is no JSON object with widgets'),
  },
  {
    id: 'cloudwatch/alarm-rule', severity: 'error', types: ['AWS::CloudWatch::CompositeAlarm'],
    why: 'CloudWatch refuses the alarm when it is deployed',
    source: `${API}/API_PutCompositeAlarm.html`, fix: 'join ALARM("name"), OK("name") or INSUFFICIENT_DATA("name") with AND, OR, NOT and parentheses',
    check: ({ resource }) => [resource.properties.get('AlarmRule')].flatMap((node) => {
      const fault = node.text === undefined ? undefined : alarmRuleFault(node.text);
      return fault === undefined ? [] : [broken(node, fault)];
    }),
  },
  {
    id: 'cloudwatch/band-without-metric', severity: 'error', types: ['AWS::CloudWatch::Alarm'],
    why: 'an alarm on an anomaly band compares with a metric, and CloudWatch refuses it without',
    source: `${API}/API_PutMetricAlarm.html`, fix: 'name the band in ThresholdMetricId, or compare with a number',
    check: ({ resource: { properties } }) => (BAND_OPERATORS.includes(properties.get('ComparisonOperator').text ?? '')
      ? brokenWhere([properties.get('ThresholdMetricId')], ({ absent }) => absent, 'is missing in an alarm on an anomaly band') : []),
  },
  {
    id: 'applicationsignals/goal', severity: 'error', types: ['AWS::ApplicationSignals::ServiceLevelObjective'],
    why: 'a goal is a percentage, and one of 100 leaves no room for a single error',
    source: 'https://docs.aws.amazon.com/applicationsignals/latest/APIReference/API_Goal.html', fix: 'choose a number above 0 and below 100, such as 99.9',
    check: ({ resource }) => brokenWhere([resource.properties.get('Goal', 'AttainmentGoal'), resource.properties.get('Goal', 'WarningThreshold')],
      ({ absent, number }) => !absent && !(number !== undefined && number > 0 && number < 100), 'is no goal one can keep'),
  },
  {
    id: 'logs/kept-for-ever', severity: 'warning', types: ['AWS::Logs::LogGroup'],
    why: 'a log group that says nothing keeps everything, and the bill grows every month',
    source: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html', fix: 'write RetentionInDays',
    check: ({ resource }) => brokenWhere([resource.properties.get('RetentionInDays')], ({ absent }) => absent, 'keeps logs for ever'),
  },
];

function isDashboard(text: string): boolean {
  try {
    const body: unknown = JSON.parse(text);
    return isRecord(body) && (body.widgets === undefined || Array.isArray(body.widgets));
  } catch {
    return false;
  }
}
