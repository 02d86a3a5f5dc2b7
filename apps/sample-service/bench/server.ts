import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { get } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const PATIENCE_MS = 10_000;
const POLL_MS = 2;

/** A server of its own process, once it is ready. */
export interface Server {
  readonly url: string;
  /** From the start of the process to the first 200 of `/readyz`. */
  readonly readyMs: number;
  stop(): Promise<void>;
}

/** Starts a bundle; its log goes to a file, as a container's does. */
export async function startServer(bundle: string, log: string, env: Record<string, string> = {}): Promise<Server> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const output = openSync(log, 'w');
  const start = performance.now();
  const server = spawn(process.execPath, [bundle], { env: { NODE_ENV: 'production', PORT: String(port), ...env }, stdio: ['ignore', output, 'inherit'] });
  closeSync(output);
  while (!(await isReady(`${url}/readyz`))) {
    if (server.exitCode !== null || performance.now() - start > PATIENCE_MS) {
      server.kill('SIGKILL');
      throw new Error(`${bundle} does not become ready, got exit code ${server.exitCode}; run it by hand`);
    }
    await sleep(POLL_MS);
  }
  const readyMs = performance.now() - start;
  return { url, readyMs, stop: async () => void (server.kill('SIGTERM'), await once(server, 'exit')) };
}

function isReady(url: string): Promise<boolean> {
  return new Promise((answer) => {
    get(url, { agent: false }, (response) => answer(response.resume().statusCode === 200)).on('error', () => answer(false));
  });
}

/** A port of loopback that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}
