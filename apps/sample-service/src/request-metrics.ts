import { metrics } from '@opentelemetry/api';

/** Seconds. @see https://opentelemetry.io/docs/specs/semconv/http/http-metrics/#metric-httpserverrequestduration */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

/** Rate, errors and duration of requests, by route. They cost nothing where no collector is set. */
export function requestMetrics() {
  const meter = metrics.getMeter('http-server');
  const open = meter.createUpDownCounter('http.server.active_requests', { description: 'Requests in work.', unit: '{request}' });
  const duration = meter.createHistogram('http.server.request.duration', {
    description: 'Duration of requests.', unit: 's', advice: { explicitBucketBoundaries: BUCKETS },
  });
  const common = (method: string) => ({ 'http.request.method': method, 'url.scheme': 'http' });

  return {
    started: (method: string) => open.add(1, common(method)),
    finished(method: string, route: string | undefined, status: number, seconds: number) {
      open.add(-1, common(method));
      duration.record(seconds, {
        ...common(method),
        'http.response.status_code': status,
        ...(route !== undefined && { 'http.route': route }),
        ...(status >= 500 && { 'error.type': String(status) }),
      });
    },
  };
}
