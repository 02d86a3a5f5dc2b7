/** A field of the request line. */
export type RequestLogField = (typeof FIELDS)[number];

const FIELDS = [
  'level', 'time', 'service', 'environment', 'requestId', 'traceId', 'spanId',
  'method', 'route', 'statusCode', 'durationMs', 'msg',
] as const;

const NUMBERS: readonly RequestLogField[] = ['statusCode', 'durationMs'];
const STRINGS: readonly RequestLogField[] = ['service', 'environment', 'method', 'route'];

/** Where Fluent Bit puts a container's parsed JSON line (`Merge_Log_Key` of the CloudWatch add-on). */
const MERGED = 'log_processed';

/**
 * The one line of JSON every service writes per finished request.
 *
 * Metrics, dashboards and saved queries read these names and no others. A service's test hands its real
 * output to `RequestLog.problems`, so a renamed field fails there and not in an empty dashboard.
 */
export const RequestLog = {
  /** Every field of the line. */
  fields: FIELDS,

  /** Routes the kubelet calls: they are not traffic and are not logged. */
  probeRoutes: ['/healthz', '/readyz'] as const,

  /** The field as a Logs Insights query names it. */
  insights: (field: RequestLogField) => `${MERGED}.${field}`,

  /** The field as a metric filter names it. */
  selector: (field: RequestLogField) => `$.${MERGED}.${field}`,

  /** What is wrong with a line, one sentence per problem; empty when the platform can read it. */
  problems(line: unknown): string[] {
    if (typeof line !== 'object' || line === null) {
      return [`request log: must be a JSON object, got ${JSON.stringify(line)}; write one object per line`];
    }
    const record = line as Record<string, unknown>;
    return FIELDS.flatMap((field) => problem(field, record[field]));
  },
} as const;

function problem(field: RequestLogField, value: unknown): string[] {
  const wanted = NUMBERS.includes(field) ? 'number' : STRINGS.includes(field) ? 'string' : undefined;
  if (value === undefined) {
    return [`request log.${field} is missing, got undefined; add it to the request line`];
  }
  if (wanted !== undefined && typeof value !== wanted) {
    return [`request log.${field} must be a ${wanted}, got ${JSON.stringify(value)}; log it as a ${wanted}`];
  }
  return [];
}
