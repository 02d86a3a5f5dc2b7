import { context, propagation, trace } from '@opentelemetry/api';
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { buildApp } from '../src/app';
import { createLogger } from '../src/logger';
import type { Lifecycle } from '../src/probes';
import { readSettings } from '../src/settings';

/** The service in this process: ask it with `app.inject()`, read what it logged and traced. */
export function aService(given: { phase?: Lifecycle['phase']; env?: NodeJS.ProcessEnv } = {}) {
  const settings = readSettings({ ENVIRONMENT: 'test', ...given.env });
  const exporter = new InMemorySpanExporter();
  for (const api of [trace, context, propagation]) api.disable();
  new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }).register();

  const lines: Record<string, unknown>[] = [];
  const logger = createLogger(settings, { write: (line) => { lines.push(JSON.parse(line)); } });
  const lifecycle: Lifecycle = { phase: given.phase ?? 'ready' };
  const app = buildApp(settings, logger, lifecycle);
  return {
    app,
    lifecycle,
    lines,
    requestLines: () => lines.filter((line) => line.msg === 'request completed'),
    spans: () => exporter.getFinishedSpans(),
  };
}
