import { Duration } from 'aws-cdk-lib/core';
import {
  AlarmStatusWidget, Dashboard, GraphWidget, IAlarm, IMetric, IWidget, LogQueryVisualizationType, LogQueryWidget, MathExpression,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { QueryString } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ContainerInsights } from './container-insights';
import { MonitoredService } from './monitored-service';
import { RequestMetrics } from './request-metrics';

export interface ServiceDashboardProps extends MonitoredService {
  /** Alarms whose state is shown. */
  readonly alarms: readonly IAlarm[];
  /** Log group with its request lines. */
  readonly logGroupName: string;
  /** Query shown as a table. */
  readonly query: QueryString;
}

const ROW = 24;

/** A service on one page: state, rate, errors, duration, saturation, and the routes that fail. */
export class ServiceDashboard extends Construct {
  /** The dashboard. */
  readonly dashboard: Dashboard;

  constructor(scope: Construct, id: string, private readonly props: ServiceDashboardProps) {
    super(scope, id);
    this.dashboard = new Dashboard(this, 'Resource', {
      dashboardName: `${props.clusterName}-${props.service}`,
      defaultInterval: Duration.hours(3),
      widgets: [
        [this.heading()],
        [new AlarmStatusWidget({ title: 'Alarms', alarms: [...props.alarms], width: ROW, height: 3 })],
        [this.rate(), this.errors(), this.duration()],
        [this.cpu(), this.memory(), this.pods()],
        [this.failingRoutes()],
      ],
    });
  }

  private heading(): IWidget {
    const { service, environment, owner, namespace, logGroupName } = this.props;
    return new TextWidget({
      markdown: `# ${service} in ${environment}\nOwner: **${owner}** · namespace \`${namespace}\` · [logs](${logsLink(logGroupName)})`,
      width: ROW,
      height: 2,
    });
  }

  private rate(): IWidget {
    return graph('Requests per minute', [RequestMetrics.requests(this.props)]);
  }

  private errors(): IWidget {
    const errors = RequestMetrics.serverErrors(this.props);
    const share = new MathExpression({
      label: 'share of requests, %',
      expression: '100 * FILL(errors, 0) / requests',
      usingMetrics: { errors, requests: RequestMetrics.requests(this.props) },
      period: Duration.minutes(1),
    });
    return new GraphWidget({
      title: 'Server errors per minute',
      left: [errors],
      right: [share],
      leftYAxis: { min: 0 },
      rightYAxis: { min: 0, max: 100 },
      width: 8,
    });
  }

  private duration(): IWidget {
    return graph('Duration, ms', ['p50', 'p95', 'p99'].map((p) => RequestMetrics.latency(this.props, p).with({ label: p })));
  }

  private cpu(): IWidget {
    return graph('CPU, % of the limit', this.averageAndMaximum('pod_cpu_utilization_over_pod_limit'));
  }

  private memory(): IWidget {
    return graph('Memory, % of the limit', this.averageAndMaximum('pod_memory_utilization_over_pod_limit'));
  }

  private pods(): IWidget {
    const of = this.workload();
    return new GraphWidget({
      title: 'Pods, and restarts per minute',
      left: [
        ContainerInsights.workload('replicas_desired', of, 'Maximum').with({ label: 'wanted' }),
        ContainerInsights.workload('replicas_ready', of, 'Minimum').with({ label: 'ready' }),
      ],
      right: [ContainerInsights.workload('pod_number_of_container_restarts', of, 'Sum').with({ label: 'restarts' })],
      leftYAxis: { min: 0 },
      rightYAxis: { min: 0 },
      width: 8,
    });
  }

  private failingRoutes(): IWidget {
    return new LogQueryWidget({
      title: 'Errors by route',
      logGroupNames: [this.props.logGroupName],
      queryString: this.props.query.toString(),
      view: LogQueryVisualizationType.TABLE,
      width: ROW,
    });
  }

  private averageAndMaximum(name: 'pod_cpu_utilization_over_pod_limit' | 'pod_memory_utilization_over_pod_limit'): IMetric[] {
    const of = this.workload();
    return [
      ContainerInsights.workload(name, of, 'Average').with({ label: 'average pod' }),
      ContainerInsights.workload(name, of, 'Maximum').with({ label: 'busiest pod' }),
    ];
  }

  private workload() {
    return { clusterName: this.props.clusterName, namespace: this.props.namespace, workload: this.props.service };
  }
}

function graph(title: string, left: IMetric[]): GraphWidget {
  return new GraphWidget({ title, left, leftYAxis: { min: 0 }, width: 8 });
}

/** The console escapes a log group's name twice, with `$` for `%`. */
function logsLink(logGroupName: string): string {
  return `#logsV2:log-groups/log-group/${encodeURIComponent(encodeURIComponent(logGroupName)).replaceAll('%', '$')}`;
}
