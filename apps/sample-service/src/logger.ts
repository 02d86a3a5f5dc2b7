import { destination, pino, stdTimeFunctions, type DestinationStream, type Logger } from 'pino';
import type { Settings } from './settings';

/**
 * JSON lines on standard output, each with the service and the environment. They leave as fast as they are read: those
 * that come while others are being written go with the next write. What is left is written when the process ends.
 */
export function createLogger(settings: Settings, output: DestinationStream = destination({ sync: false })): Logger {
  return pino({
    level: settings.logLevel,
    base: { service: settings.service, environment: settings.environment },
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (level) => ({ level }) },
  }, output);
}
