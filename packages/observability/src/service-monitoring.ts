import { Alarm, CompositeAlarm, Dashboard } from 'aws-cdk-lib/aws-cloudwatch';
import { LogGroup, QueryDefinition } from 'aws-cdk-lib/aws-logs';
import { ITopic } from 'aws-cdk-lib/aws-sns';
import { SloConfig } from '@plinth/template/config';
import { Construct } from 'constructs';
import { ClusterLogs } from './cluster-logs';
import { errorsByRoute } from './errors-by-route';
import { MonitoredService } from './monitored-service';
import { ServiceAlarms } from './service-alarms';
import { ServiceDashboard } from './service-dashboard';

export interface ServiceMonitoringProps extends MonitoredService {
  /** Where its alarms are said. */
  readonly topic: ITopic;
  /**
   * What the service promises.
   * @default - no burn-rate alarms, and p99 latency is in alarm above one second
   */
  readonly slo?: SloConfig;
}

/**
 * What one service gets from its declaration: a dashboard, alarms on latency and restarts, a paging burn-rate alarm
 * when an SLO is declared, and a saved query for errors by route. At most seven resources.
 *
 *     new ServiceMonitoring(this, 'orders', {
 *       clusterName: 'acme-prod', environment: 'prod', service: 'orders', namespace: 'services',
 *       owner: 'team-checkout', topic: alarms.topic, slo: { availability: 99.9, latencyMs: 300 },
 *     });
 */
export class ServiceMonitoring extends Construct {
  /** The dashboard. */
  readonly dashboard: Dashboard;
  /** The alarms that notify. */
  readonly alarms: readonly (Alarm | CompositeAlarm)[];

  constructor(scope: Construct, id: string, props: ServiceMonitoringProps) {
    super(scope, id);
    const logGroupName = ClusterLogs.applicationLogGroupName(props.clusterName);
    const query = errorsByRoute(props);
    const alarms = new ServiceAlarms(this, 'Alarms', props);

    this.alarms = alarms.notifying;
    this.dashboard = new ServiceDashboard(this, 'Dashboard', { ...props, logGroupName, query, alarms: alarms.all }).dashboard;
    new QueryDefinition(this, 'ErrorsByRoute', {
      queryDefinitionName: `${props.clusterName}/${props.service}/errors-by-route`,
      queryString: query,
      logGroups: [LogGroup.fromLogGroupName(this, 'ApplicationLogs', logGroupName)],
    });
  }
}
