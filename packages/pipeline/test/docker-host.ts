import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { copyFileSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { chooseBuilder } from '../src/runtime/docker-builder';
import { aFolder } from './repository';

/** Why images cannot be built here; nothing when they can. */
export function missingDocker(): string | undefined {
  if (spawnSync('docker', ['version'], { timeout: 10_000 }).status !== 0) return 'no docker daemon answers';
  if (spawnSync('docker-registry', ['--version']).error) return 'docker-registry is not installed';
  return undefined;
}

/** The environment of the first docker on PATH that has BuildKit: some machines have a second client, without buildx, before it. */
export function aBuilder(): NodeJS.ProcessEnv {
  const folders = (process.env.PATH ?? '').split(delimiter);
  for (const folder of folders) {
    const ask = (...args: string[]) => spawnSync(join(folder, 'docker'), args, { encoding: 'utf8' });
    const { status, stdout } = ask('version', '--format', '{{.Client.Version}}');
    if (status === 0 && chooseBuilder({ client: stdout, buildx: ask('buildx', 'version').status === 0 }).buildKit) return { ...process.env, DOCKER_BUILDKIT: '1', PATH: [folder, ...folders].join(delimiter) };
  }
  console.warn('NOT CHECKED: that images are built by BuildKit, because no docker on PATH has it');
  return { ...process.env, DOCKER_BUILDKIT: '0' };
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

/** An image with this machine's node and nothing else, for where no base image can be pulled; remove it with `docker rmi`. */
export function aRuntimeImage(): string {
  const folder = aFolder();
  const libraries = execFileSync('ldd', [process.execPath], { encoding: 'utf8' }).match(/\/[^ )]+/g) ?? [];
  for (const file of libraries) copy(file, join(folder, 'root', file));
  copy(process.execPath, join(folder, 'root/usr/bin/node'));
  writeFileSync(join(folder, 'Dockerfile'), 'FROM scratch\nCOPY root/ /\n');
  const name = `plinth-test-runtime:${process.pid}`;
  execFileSync('docker', ['build', '--quiet', '--tag', name, folder], { env: aBuilder() });
  return name;
}

function copy(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(realpathSync(from), to);
}

/** A port of loopback that nobody listens on. */
export async function freePort(): Promise<number> {
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
