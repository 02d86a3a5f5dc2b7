import { Duration } from 'aws-cdk-lib/core';
import {
  Alarm, AlarmRule, AlarmState, ComparisonOperator, CompositeAlarm, CreateAlarmOptions, IMetric, MathExpression, TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { SloConfig } from '@plinth/template/config';
import { Construct } from 'constructs';
import { alarmText } from './alarm-text';
import { FAST_BURN, burnRateExpression, pageThreshold } from './burn-rate';
import { ContainerInsights } from './container-insights';
import { RequestMetrics } from './request-metrics';
import type { ServiceMonitoringProps } from './service-monitoring';

const SLOW_MS = 1000;
/** A crash loop restarts about five times in its first ten minutes, a node replacement once. */
const RESTARTS = 3;

/**
 * A service's alarms. No traffic is no alarm: missing data is good everywhere. The two burn-rate windows do nothing
 * by themselves; the composite of both notifies.
 */
export class ServiceAlarms extends Construct {
  /** Alarms that notify the topic. */
  readonly notifying: readonly (Alarm | CompositeAlarm)[];
  /** Those, and the windows of the burn rate. */
  readonly all: readonly (Alarm | CompositeAlarm)[];

  constructor(scope: Construct, id: string, private readonly props: ServiceMonitoringProps) {
    super(scope, id);
    const direct = [this.latency(), this.restarts()];
    const windows = props.slo ? [this.burnRate(props.slo, 'long'), this.burnRate(props.slo, 'short')] : [];
    const page = windows.length > 0 ? [this.errorBudget(windows)] : [];

    this.notifying = [...page, ...direct];
    this.all = [...this.notifying, ...windows];
    for (const alarm of this.notifying) {
      alarm.addAlarmAction(new SnsAction(props.topic));
      alarm.addOkAction(new SnsAction(props.topic));
    }
  }

  private latency(): Alarm {
    const limit = this.props.slo?.latencyMs ?? SLOW_MS;
    return this.alarm('latency', RequestMetrics.latency(this.props, 'p99').with({ period: Duration.minutes(5) }), {
      threshold: limit,
      evaluationPeriods: 3,
      // A percentile of a handful of requests says nothing: keep the state until there are enough.
      evaluateLowSampleCountPercentile: 'ignore',
      alarmDescription: this.text(`${this.props.service} answers 1 % of requests slower than ${limit} ms for 15 minutes.`),
    });
  }

  private restarts(): Alarm {
    const of = { clusterName: this.props.clusterName, namespace: this.props.namespace, workload: this.props.service };
    const restarts = ContainerInsights.workload('pod_number_of_container_restarts', of, 'Sum');
    return this.alarm('restarts', restarts.with({ period: Duration.minutes(10) }), {
      threshold: RESTARTS,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      alarmDescription: this.text(`Containers of ${this.props.service} restarted ${RESTARTS} times or more in 10 minutes.`),
    });
  }

  private burnRate(slo: SloConfig, window: 'long' | 'short'): Alarm {
    const minutes = window === 'long' ? FAST_BURN.longMinutes : FAST_BURN.shortMinutes;
    const period = Duration.minutes(minutes);
    const rate = new MathExpression({
      label: `burn rate over ${minutes} min`,
      expression: burnRateExpression(slo.availability, window),
      usingMetrics: {
        errors: RequestMetrics.serverErrors(this.props).with({ period }),
        requests: RequestMetrics.requests(this.props).with({ period }),
      },
      period,
    });
    return this.alarm(`burn-rate-${minutes}m`, rate, {
      threshold: pageThreshold(slo.availability),
      evaluationPeriods: 1,
      actionsEnabled: false,
      alarmDescription: this.text(`${this.props.service} burns its error budget over ${minutes} minutes; the error-budget alarm pages.`),
    });
  }

  private errorBudget(windows: Alarm[]): CompositeAlarm {
    const { service, slo } = this.props;
    return new CompositeAlarm(this, 'error-budget', {
      compositeAlarmName: this.name('error-budget'),
      alarmRule: AlarmRule.allOf(...windows.map((window) => AlarmRule.fromAlarm(window, AlarmState.ALARM))),
      alarmDescription: this.text(
        `${service} fails so often that its promise of ${slo?.availability} % breaks: over an hour and still now.`,
      ),
    });
  }

  private alarm(kind: string, metric: IMetric, options: CreateAlarmOptions): Alarm {
    return new Alarm(this, kind, {
      metric,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      ...options,
      alarmName: this.name(kind),
    });
  }

  private name(kind: string): string {
    return `${this.props.clusterName}-${this.props.service}-${kind}`;
  }

  private text(meaning: string): string {
    return alarmText({ meaning, owner: this.props.owner, dashboard: `${this.props.clusterName}-${this.props.service}` });
  }
}
