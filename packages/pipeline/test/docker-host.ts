import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { aFolder } from './repository';

/** Why images cannot be built here; nothing when they can. */
export function missingDocker(): string | undefined {
  if (spawnSync('docker', ['version'], { timeout: 10_000 }).status !== 0) return 'no docker daemon answers';
  if (spawnSync('docker-registry', ['--version']).error) return 'docker-registry is not installed';
  return undefined;
}

/** A registry of its own on loopback; end it with `stop`. */
export async function aRegistry(): Promise<{ host: string; stop: () => Promise<void> }> {
  const host = `127.0.0.1:${await freePort()}`;
  const folder = aFolder();
  const config = join(folder, 'registry.yml');
  writeFileSync(config, JSON.stringify({ version: 0.1, log: { level: 'error' }, storage: { filesystem: { rootdirectory: join(folder, 'data') } }, http: { addr: host } }));
  const registry = spawn('docker-registry', ['serve', config], { stdio: 'ignore' });
  await answering(`http://${host}/v2/`, registry);
  return { host, stop: async () => void (registry.kill(), await once(registry, 'exit')) };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

async function answering(url: string, process: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 50; attempt++) {
    if (process.exitCode !== null) throw new Error(`docker-registry ended with ${process.exitCode}`);
    if (await fetch(url).then(({ ok }) => ok, () => false)) return;
    await new Promise((later) => setTimeout(later, 100));
  }
  throw new Error(`docker-registry does not answer at ${url}`);
}
