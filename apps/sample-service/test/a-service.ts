import { metrics, propagation, trace } from '@opentelemetry/api';
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { buildApp } from '../src/app';
import { createLogger } from '../src/logger';
import type { Lifecycle } from '../src/probes';
import { readSettings } from '../src/settings';

/** Measurements, when a test asks for them. */
class OnDemand extends MetricReader {
  protected async onForceFlush(): Promise<void> {}
  protected async onShutdown(): Promise<void> {}

  async metric(name: string) {
    const { resourceMetrics } = await this.collect();
    return resourceMetrics.scopeMetrics.flatMap(({ metrics: measured }) => measured).find(({ descriptor }) => descriptor.name === name);
  }
}

/** The service in this process: ask it with `app.inject()`, read what it logged and traced. */
export function aService(given: { phase?: Lifecycle['phase']; env?: NodeJS.ProcessEnv } = {}) {
  const settings = readSettings({ ENVIRONMENT: 'test', ...given.env });
  const exporter = new InMemorySpanExporter();
  const measured = new OnDemand();
  for (const api of [trace, propagation, metrics]) api.disable();
  new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }).register({ contextManager: null });
  metrics.setGlobalMeterProvider(new MeterProvider({ readers: [measured] }));

  const lines: Record<string, unknown>[] = [];
  const logger = createLogger(settings, { write: (line) => { lines.push(JSON.parse(line)); } });
  const lifecycle: Lifecycle = { phase: given.phase ?? 'ready' };
  const app = buildApp(settings, logger, lifecycle);
  return {
    app,
    lifecycle,
    lines,
    requestLines: () => lines.filter((line) => line.msg === 'request completed'),
    metric: (name: string) => measured.metric(name),
    spans: () => exporter.getFinishedSpans(),
  };
}
