import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import type { Resource } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace-node';

const TIMEOUT_MS = 2000;

/** Where spans and measurements go to reach the collector: spans in batches, metrics once a minute. */
export function otlpExport(endpoint: string, resource: Resource) {
  const traces = new OTLPTraceExporter({ url: `${endpoint}/v1/traces`, timeoutMillis: TIMEOUT_MS });
  const metrics = new OTLPMetricExporter({ url: `${endpoint}/v1/metrics`, timeoutMillis: TIMEOUT_MS });
  const reader = new PeriodicExportingMetricReader({ exporter: metrics, exportTimeoutMillis: TIMEOUT_MS });
  return { spans: new BatchSpanProcessor(traces), meter: new MeterProvider({ resource, readers: [reader] }) };
}
