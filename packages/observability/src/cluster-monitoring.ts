import { Duration } from 'aws-cdk-lib/core';
import {
  Alarm, AlarmRule, AlarmState, AlarmStatusWidget, ComparisonOperator, CompositeAlarm, Dashboard, GraphWidget, IMetric, MathExpression,
  SearchExpression, TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { alarmText } from './alarm-text';
import { ContainerInsights } from './container-insights';
import { RequestMetrics } from './request-metrics';

export interface ClusterMonitoringProps {
  /** Name of the EKS cluster. */
  readonly clusterName: string;
  /** Environment: the request lines' `environment`. */
  readonly environment: string;
  /** Team that answers the cluster's alarms. */
  readonly owner: string;
  /** Where alarms are said. */
  readonly topic: ITopic;
}

/**
 * The cluster's dashboard and its alarm `<clusterName>-unhealthy`: in ALARM while nodes have failed or pods find no
 * place. It alone notifies; a release can watch it while it bakes. No data is good: a new cluster is not unhealthy.
 */
export class ClusterMonitoring extends Construct {
  /** In ALARM while the cluster is unhealthy. */
  readonly unhealthy: CompositeAlarm;
  /** The dashboard. */
  readonly dashboard: Dashboard;

  constructor(scope: Construct, id: string, private readonly props: ClusterMonitoringProps) {
    super(scope, id);
    const causes = [this.failedNodes(), this.pendingPods()];
    this.unhealthy = new CompositeAlarm(this, 'unhealthy', {
      compositeAlarmName: `${props.clusterName}-unhealthy`,
      alarmRule: AlarmRule.anyOf(...causes.map((cause) => AlarmRule.fromAlarm(cause, AlarmState.ALARM))),
      alarmDescription: this.text(`Nodes of ${props.clusterName} have failed, or pods find no place.`),
    });
    this.unhealthy.addAlarmAction(new SnsAction(props.topic));
    this.unhealthy.addOkAction(new SnsAction(props.topic));
    this.dashboard = new Dashboard(this, 'Dashboard', {
      dashboardName: `${props.clusterName}-cluster`,
      defaultInterval: Duration.hours(3),
      widgets: [
        [new AlarmStatusWidget({ title: 'Alarms', alarms: [this.unhealthy, ...causes], width: 24, height: 3 })],
        this.nodes(),
        this.workloads(),
      ],
    });
  }

  private failedNodes(): Alarm {
    const failed = ContainerInsights.cluster('cluster_failed_node_count', this.props.clusterName, 'Maximum');
    return this.cause('failed-nodes', failed, 5, `A node of ${this.props.clusterName} has been failing for 5 minutes.`);
  }

  private pendingPods(): Alarm {
    const pending = ContainerInsights.cluster('pod_status_pending', this.props.clusterName, 'Sum');
    return this.cause('pending-pods', pending, 15, `Pods of ${this.props.clusterName} have been waiting for 15 minutes.`);
  }

  /** Above zero in each of the last minutes. Without an action: the composite notifies. */
  private cause(kind: string, metric: IMetric, minutes: number, meaning: string): Alarm {
    return new Alarm(this, kind, {
      alarmName: `${this.props.clusterName}-${kind}`,
      alarmDescription: this.text(meaning),
      actionsEnabled: false,
      metric,
      threshold: 0,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: minutes,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }

  private nodes(): GraphWidget[] {
    const { clusterName } = this.props;
    return [
      graph('Nodes', [
        ContainerInsights.cluster('cluster_node_count', clusterName, 'Maximum').with({ label: 'all' }),
        ContainerInsights.cluster('cluster_failed_node_count', clusterName, 'Maximum').with({ label: 'failed' }),
      ]),
      graph('CPU and memory of nodes, %', [
        ContainerInsights.cluster('node_cpu_utilization', clusterName, 'Average').with({ label: 'CPU' }),
        ContainerInsights.cluster('node_memory_utilization', clusterName, 'Average').with({ label: 'memory' }),
      ]),
      graph('Fullest node disk, %', [ContainerInsights.cluster('node_filesystem_utilization', clusterName, 'Maximum')]),
    ];
  }

  private workloads(): GraphWidget[] {
    const { clusterName } = this.props;
    return [
      graph('Pods without a place', [ContainerInsights.cluster('pod_status_pending', clusterName, 'Sum')]),
      graph('Kubernetes API: server errors', [ContainerInsights.cluster('apiserver_request_total_5xx', clusterName, 'Sum')]),
      graph('Requests per minute, by service', [this.byService('Requests')]),
    ];
  }

  private byService(metricName: string): SearchExpression {
    const schema = `{${RequestMetrics.NAMESPACE},Environment,Service}`;
    return new SearchExpression({
      expression: `SEARCH('${schema} MetricName="${metricName}" Environment="${this.props.environment}"', 'Sum', 60)`,
      label: "${PROP('Dim.Service')}",
      period: Duration.minutes(1),
    });
  }

  private text(meaning: string): string {
    return alarmText({ meaning, owner: this.props.owner, dashboard: `${this.props.clusterName}-cluster` });
  }
}

function graph(title: string, left: (IMetric | SearchExpression | MathExpression)[]): GraphWidget {
  return new GraphWidget({ title, left, leftYAxis: { min: 0 }, width: 8 });
}
