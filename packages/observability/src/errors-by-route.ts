import { QueryString } from 'aws-cdk-lib/aws-logs';
import { RequestLog } from './request-log';
import { RequestSource } from './request-metrics';

/** Logs Insights: which routes fail, how often, how slowly, and one request of each to start from. */
export function errorsByRoute(source: RequestSource): QueryString {
  const field = RequestLog.insights;
  return new QueryString({
    filterStatements: [
      `${field('service')} = "${source.service}" and ${field('environment')} = "${source.environment}"`,
      `${field('statusCode')} >= 500`,
    ],
    statsStatements: [
      `count(*) as errors, max(${field('durationMs')}) as slowestMs, latest(${field('requestId')}) as lastRequest, `
      + `latest(${field('traceId')}) as lastTrace by ${field('method')}, ${field('route')}, ${field('statusCode')}`,
    ],
    sort: 'errors desc',
    limit: 50,
  });
}
