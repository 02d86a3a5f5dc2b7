import { Environment } from './environment';
import type { Limits } from './limits';

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;

/** What the process is told by its environment variables. */
export interface Settings {
  /**
   * `SERVICE_NAME` in logs, traces and metrics, set by the deployment.
   * @default 'sample-service'
   */
  readonly service: string;
  /**
   * `SERVICE_VERSION`, set by the image.
   * @default 'dev'
   */
  readonly version: string;
  /**
   * `ENVIRONMENT`, set by the deployment.
   * @default 'local'
   */
  readonly environment: string;
  /**
   * `PORT` to listen on.
   * @default 8080
   */
  readonly port: number;
  /**
   * `LOG_LEVEL`, the least that is logged. Request lines are `info`.
   * @default 'info'
   */
  readonly logLevel: (typeof LOG_LEVELS)[number];
  /**
   * `OTEL_EXPORTER_OTLP_ENDPOINT`, the collector that traces and metrics are sent to.
   * @default - nothing is sent; logs carry the ids of traces all the same
   */
  readonly otlpEndpoint?: string;
  /**
   * `TRACES_PER_SECOND` this process records at most, beside those its callers record.
   * @default 50
   */
  readonly tracesPerSecond: number;
  /** What a client may ask of this process. */
  readonly limits: Limits;
  /**
   * `INVENTORY_URL`, the service that knows what is in stock.
   * @default - orders are taken without asking
   */
  readonly inventoryUrl?: string;
  /**
   * `INVENTORY_DEADLINE_MS` for one question to it, with all its attempts.
   * @default 2000
   */
  readonly inventoryDeadlineMs: number;
  /**
   * `DRAIN_SECONDS` of serving on after SIGTERM while `/readyz` says 503, for a balancer that polls it.
   * @default 0 - the chart's preStop has taken the pod out of the balancer before SIGTERM
   */
  readonly drainSeconds: number;
  /**
   * `SHUTDOWN_SECONDS` from SIGTERM to exit; whatever is still open then is cut off.
   * @default 25 - the chart leaves 30
   */
  readonly shutdownSeconds: number;
}

/** Reads every variable before it complains. */
export function readSettings(variables: NodeJS.ProcessEnv): Settings {
  const env = new Environment(variables);
  const settings: Settings = {
    service: env.text('SERVICE_NAME', 'sample-service'),
    version: env.text('SERVICE_VERSION', 'dev'),
    environment: env.text('ENVIRONMENT', 'local'),
    port: env.wholeNumber('PORT', 8080, 1024, 65_535),
    logLevel: env.oneOf('LOG_LEVEL', LOG_LEVELS, 'info'),
    otlpEndpoint: env.url('OTEL_EXPORTER_OTLP_ENDPOINT', 'no export'),
    tracesPerSecond: env.wholeNumber('TRACES_PER_SECOND', 50, 0, 1_000_000),
    limits: {
      bodyBytes: env.wholeNumber('BODY_LIMIT_BYTES', 64 * 1024, 1024, 64 * 1024 * 1024),
      concurrentRequests: env.wholeNumber('MAX_CONCURRENT_REQUESTS', 500, 1, 100_000),
      requestSeconds: env.wholeNumber('REQUEST_TIMEOUT_SECONDS', 15, 1, 3600),
      keepAliveSeconds: env.wholeNumber('KEEP_ALIVE_SECONDS', 75, 1, 4000),
    },
    inventoryUrl: env.url('INVENTORY_URL', 'orders that are taken without asking'),
    inventoryDeadlineMs: env.wholeNumber('INVENTORY_DEADLINE_MS', 2000, 50, 60_000),
    drainSeconds: env.wholeNumber('DRAIN_SECONDS', 0, 0, 3600),
    shutdownSeconds: env.wholeNumber('SHUTDOWN_SECONDS', 25, 1, 3600),
  };
  if (settings.drainSeconds >= settings.shutdownSeconds) {
    env.refuse('DRAIN_SECONDS', `less than SHUTDOWN_SECONDS (${settings.shutdownSeconds})`, '0');
  }
  env.check();
  return settings;
}
