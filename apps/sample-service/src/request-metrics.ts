import { metrics, type Attributes } from '@opentelemetry/api';

/** Seconds. @see https://opentelemetry.io/docs/specs/semconv/http/http-metrics/#metric-httpserverrequestduration */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

/** Rate, errors and duration of requests, by route. They cost nothing where no collector is set. */
export function requestMetrics() {
  const open = new Map<string, number>();
  const attributesOf = seriesAttributes();
  const count = (method: string, change: number) => open.set(method, (open.get(method) ?? 0) + change);
  const meter = metrics.getMeter('http-server');
  // Asked once a minute instead of told twice a request.
  meter.createObservableUpDownCounter('http.server.active_requests', { description: 'Requests in work.', unit: '{request}' })
    .addCallback((result) => open.forEach((requests, method) => result.observe(requests, common(method))));
  const duration = meter.createHistogram('http.server.request.duration', {
    description: 'Duration of requests.', unit: 's', advice: { explicitBucketBoundaries: BUCKETS },
  });

  return {
    started: (method: string) => { count(method, 1); },
    finished(method: string, route: string | undefined, status: number, seconds: number) {
      count(method, -1);
      duration.record(seconds, attributesOf(method, route, status));
    },
  };
}

/** One object for each series, however many requests it has. */
function seriesAttributes() {
  const series = new Map<string, Attributes>();
  return (method: string, route: string | undefined, status: number): Attributes => {
    const key = `${status} ${method} ${route}`;
    const known = series.get(key);
    if (known) return known;
    const attributes = {
      ...common(method),
      'http.response.status_code': status,
      ...(route !== undefined && { 'http.route': route }),
      ...(status >= 500 && { 'error.type': String(status) }),
    };
    series.set(key, attributes);
    return attributes;
  };
}

function common(method: string): Attributes {
  return { 'http.request.method': method, 'url.scheme': 'http' };
}
