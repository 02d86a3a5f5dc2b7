const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;

/** What the process is told by its environment variables. */
export interface Settings {
  /**
   * `SERVICE_NAME` in logs and traces, set by the deployment.
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
   * `OTEL_EXPORTER_OTLP_ENDPOINT`, the collector that traces are sent to.
   * @default - traces are not sent; logs carry their ids all the same
   */
  readonly tracesEndpoint?: string;
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

/** One line for each variable that is wrong. */
export class SettingsError extends Error {}

/** Reads every variable before it complains. An empty one counts as not set. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const problems: string[] = [];
  const refuse = (name: string, must: string, fallback: string) =>
    problems.push(`${name} must be ${must}, got "${env[name]}"; correct it, or leave it out for ${fallback}`);

  const wholeNumber = (name: string, fallback: number, least: number, most: number) => {
    const text = env[name] || String(fallback);
    const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
    if (!(value >= least && value <= most)) refuse(name, `a whole number from ${least} to ${most}`, String(fallback));
    return value;
  };
  const logLevel = LOG_LEVELS.find((level) => level === (env.LOG_LEVEL || 'info'));
  if (!logLevel) refuse('LOG_LEVEL', `one of ${LOG_LEVELS.join(', ')}`, 'info');
  const tracesEndpoint = env.OTEL_EXPORTER_OTLP_ENDPOINT || undefined;
  if (tracesEndpoint && !(/^https?:/.test(tracesEndpoint) && URL.canParse(tracesEndpoint))) {
    refuse('OTEL_EXPORTER_OTLP_ENDPOINT', 'an http or https URL', 'no export');
  }

  const settings: Settings = {
    service: env.SERVICE_NAME || 'sample-service',
    version: env.SERVICE_VERSION || 'dev',
    environment: env.ENVIRONMENT || 'local',
    port: wholeNumber('PORT', 8080, 1024, 65_535),
    logLevel: logLevel ?? 'info',
    tracesEndpoint,
    shutdownSeconds: wholeNumber('SHUTDOWN_SECONDS', 25, 1, 3600),
    drainSeconds: wholeNumber('DRAIN_SECONDS', 0, 0, 3600),
  };
  if (settings.drainSeconds >= settings.shutdownSeconds) {
    refuse('DRAIN_SECONDS', `less than SHUTDOWN_SECONDS (${settings.shutdownSeconds})`, '0');
  }
  if (problems.length > 0) throw new SettingsError(problems.join('\n'));
  return settings;
}
