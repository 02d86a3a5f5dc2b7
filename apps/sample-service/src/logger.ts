import { trace } from '@opentelemetry/api';
import { pino, stdTimeFunctions, type DestinationStream, type Logger } from 'pino';
import type { Settings } from './settings';

/** JSON lines on standard output, each with the service, the environment and the trace it was written in. */
export function createLogger(settings: Settings, destination?: DestinationStream): Logger {
  return pino({
    level: settings.logLevel,
    base: { service: settings.service, environment: settings.environment },
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (level) => ({ level }) },
    mixin: () => {
      const span = trace.getActiveSpan()?.spanContext();
      return span ? { traceId: span.traceId, spanId: span.spanId } : {};
    },
  }, destination);
}
