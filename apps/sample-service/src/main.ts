import { buildApp } from './app';
import { SettingsError } from './environment';
import { createLogger } from './logger';
import type { Lifecycle } from './probes';
import { readSettings } from './settings';
import { shutdownOnSignal } from './shutdown';
import { startTelemetry } from './telemetry';

async function main(): Promise<void> {
  const settings = readSettings(process.env);
  const logger = createLogger(settings);
  const flush = await startTelemetry(settings, logger);
  const lifecycle: Lifecycle = { phase: 'starting' };
  const app = buildApp(settings, logger, lifecycle);

  shutdownOnSignal(app, lifecycle, settings, flush);
  await app.listen({ host: '0.0.0.0', port: settings.port });
  if (lifecycle.phase === 'starting') lifecycle.phase = 'ready';
}

main().catch((error) => {
  console.error(error instanceof SettingsError ? error.message : error);
  process.exit(1);
});
