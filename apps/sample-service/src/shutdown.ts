import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import type { Lifecycle } from './probes';
import type { Settings } from './settings';

/** How often connections that have become idle while draining are closed. */
const SWEEP_MS = 100;

/** On SIGTERM or SIGINT: unready, finish what is in flight, flush, exit 0; exit 1 when that outlasts `SHUTDOWN_SECONDS`. */
export function shutdownOnSignal(app: FastifyInstance, lifecycle: Lifecycle, settings: Settings, flush: () => Promise<void>): void {
  const connections = new Set<Socket>();
  app.server.on('connection', (socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });

  const shutdown = async (signal: string) => {
    if (lifecycle.phase === 'draining') return;
    lifecycle.phase = 'draining';
    app.log.info({ signal }, 'draining');
    setTimeout(() => {
      app.log.error('requests were still open after SHUTDOWN_SECONDS and are cut off');
      process.exit(1);
    }, settings.shutdownSeconds * 1000);

    await sleep(settings.drainSeconds * 1000);
    await close(app, connections);
    await flush();
    app.log.info('stopped');
    process.exit(0);
  };
  process.on('SIGTERM', shutdown).on('SIGINT', shutdown);
}

/** Node closes the connections that are idle now; this also those that become idle later, or never sent a byte. */
async function close(app: FastifyInstance, connections: ReadonlySet<Socket>): Promise<void> {
  const sweep = setInterval(() => {
    app.server.closeIdleConnections();
    for (const socket of connections) if (socket.bytesRead === 0) socket.destroy();
  }, SWEEP_MS);
  await app.close();
  clearInterval(sweep);
}
