import { Duration } from 'aws-cdk-lib/core';
import { Metric, Unit } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, ILogGroup, JsonPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { RequestLog } from './request-log';

export interface RequestMetricsProps {
  /** The cluster's application log group. */
  readonly logGroup: ILogGroup;
  /** Environment whose lines count: the line's `environment`. */
  readonly environment: string;
}

/** A service in an environment: what the metrics' dimensions say. */
export interface RequestSource {
  /** The line's `service`. */
  readonly service: string;
  /** The line's `environment`. */
  readonly environment: string;
}

/**
 * Turns request lines into the metrics `Requests`, `ServerErrors` and `Latency` (milliseconds) of the namespace
 * `Plinth/Services`, by `Service` and `Environment`: three metric filters for a whole cluster, none per service.
 *
 * They have no default value (CloudWatch refuses one beside dimensions), so no traffic means no data, not zero.
 *
 *     new RequestMetrics(this, 'RequestMetrics', { logGroup: telemetry.logs.application, environment: 'prod' });
 *     RequestMetrics.latency({ service: 'orders', environment: 'prod' }, 'p99');
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntaxForMetricFilters.html
 */
export class RequestMetrics extends Construct {
  /** Namespace of the metrics. */
  static readonly NAMESPACE = 'Plinth/Services';

  /** Requests per period. */
  static requests(source: RequestSource): Metric {
    return metric('Requests', source, 'Sum');
  }

  /** Requests answered with 500 or above, per period. */
  static serverErrors(source: RequestSource): Metric {
    return metric('ServerErrors', source, 'Sum');
  }

  /** Time to answer, in milliseconds; `statistic` is a percentile such as `p99`. */
  static latency(source: RequestSource, statistic: string): Metric {
    return metric('Latency', source, statistic);
  }

  constructor(scope: Construct, id: string, props: RequestMetricsProps) {
    super(scope, id);
    const request = requestPattern(props.environment);
    const failed = FilterPattern.all(request, FilterPattern.numberValue(RequestLog.selector('statusCode'), '>=', 500));
    const timed = FilterPattern.all(request, FilterPattern.numberValue(RequestLog.selector('durationMs'), '>=', 0));

    this.filter(props.logGroup, 'Requests', request, '1', Unit.COUNT);
    this.filter(props.logGroup, 'ServerErrors', failed, '1', Unit.COUNT);
    this.filter(props.logGroup, 'Latency', timed, RequestLog.selector('durationMs'), Unit.MILLISECONDS);
  }

  private filter(logGroup: ILogGroup, metricName: string, filterPattern: JsonPattern, metricValue: string, unit: Unit) {
    new MetricFilter(this, metricName, {
      logGroup,
      filterName: metricName,
      filterPattern,
      metricNamespace: RequestMetrics.NAMESPACE,
      metricName,
      metricValue,
      unit,
      dimensions: { Service: RequestLog.selector('service'), Environment: RequestLog.selector('environment') },
    });
  }
}

/** Lines of services only: other pods' JSON lacks these fields or names another environment. */
function requestPattern(environment: string): JsonPattern {
  return FilterPattern.all(
    FilterPattern.stringValue(RequestLog.selector('environment'), '=', environment),
    FilterPattern.exists(RequestLog.selector('service')),
    FilterPattern.numberValue(RequestLog.selector('statusCode'), '>=', 100),
    ...RequestLog.probeRoutes.map((route) => FilterPattern.stringValue(RequestLog.selector('route'), '!=', route)),
  );
}

function metric(metricName: string, source: RequestSource, statistic: string): Metric {
  return new Metric({
    namespace: RequestMetrics.NAMESPACE,
    metricName,
    dimensionsMap: { Service: source.service, Environment: source.environment },
    statistic,
    period: Duration.minutes(1),
  });
}
