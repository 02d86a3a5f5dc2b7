import { diag, DiagLogLevel } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import type { Logger } from 'pino';
import type { Settings } from './settings';

/** Short, so that a collector that is down cannot hold up the exit. */
const EXPORT_TIMEOUT_MS = 2000;

/**
 * Makes spans with W3C trace context, and sends them by OTLP over HTTP where an endpoint is set.
 * What `OTEL_RESOURCE_ATTRIBUTES` says of their origin wins; `shutdown()` of the result sends what is left.
 */
export function startTracing(settings: Settings, logger: Logger): NodeTracerProvider {
  const warn = (message: string) => logger.warn({ component: 'tracing' }, message);
  diag.setLogger({ error: warn, warn, info: warn, debug: warn, verbose: warn }, DiagLogLevel.WARN);

  const provider = new NodeTracerProvider({
    resource: defaultResource().merge(ownResource(settings)).merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: settings.tracesEndpoint ? [exportTo(settings.tracesEndpoint)] : [],
  });
  provider.register();
  return provider;
}

function ownResource({ service, version, environment }: Settings) {
  return resourceFromAttributes({ 'service.name': service, 'service.version': version, 'deployment.environment.name': environment });
}

function exportTo(endpoint: string) {
  const url = `${endpoint.replace(/\/$/, '')}/v1/traces`;
  return new BatchSpanProcessor(new OTLPTraceExporter({ url, timeoutMillis: EXPORT_TIMEOUT_MS }));
}
