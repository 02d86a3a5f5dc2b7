import { diag, DiagLogLevel, metrics } from '@opentelemetry/api';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Settings } from './settings';
import { traceLimit } from './trace-limit';

/** Short, so that a collector that is down or does not answer cannot hold up the exit. */
const FLUSH_MS = 3000;

/**
 * Makes spans with W3C trace context and, where an endpoint is set, sends them and the metrics by OTLP over HTTP.
 * What `OTEL_RESOURCE_ATTRIBUTES` says of their origin wins. The result sends what is left.
 */
export async function startTelemetry(settings: Settings, logger: Logger): Promise<() => Promise<void>> {
  const warn = (message: string) => logger.warn({ component: 'telemetry' }, message);
  diag.setLogger({ error: warn, warn, info: warn, debug: warn, verbose: warn }, DiagLogLevel.WARN);

  const resource = defaultResource().merge(ownResource(settings)).merge(detectResources({ detectors: [envDetector] }));
  // Loaded only where it is used: its start takes longer than everything else's together.
  const otlp = settings.otlpEndpoint ? (await import('./otlp.js')).otlpExport(settings.otlpEndpoint, resource) : undefined;
  const tracer = new NodeTracerProvider({ resource, sampler: traceLimit(settings.tracesPerSecond), spanProcessors: otlp ? [otlp.spans] : [] });
  // No context manager: contexts are handed on, see request-telemetry.ts.
  tracer.register({ contextManager: null });
  if (!otlp) return async () => {};

  metrics.setGlobalMeterProvider(otlp.meter);
  return async () => {
    const flushed = Promise.allSettled([tracer.shutdown(), otlp.meter.shutdown()]);
    const late = await Promise.race([flushed, sleep(FLUSH_MS, 'late', { ref: false })]) === 'late';
    if (late) warn(`the last traces and metrics were not sent within ${FLUSH_MS} ms`);
  };
}

function ownResource({ service, version, environment }: Settings) {
  return resourceFromAttributes({ 'service.name': service, 'service.version': version, 'deployment.environment.name': environment });
}
