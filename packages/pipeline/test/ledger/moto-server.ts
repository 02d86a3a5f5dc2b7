import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { freePort } from '../docker-host';

/** Why moto cannot stand in for AWS here; nothing when it can. */
export function missingMoto(): string | undefined {
  return spawnSync('moto_server', ['--help'], { timeout: 30_000 }).status === 0 ? undefined : 'moto_server is not installed (pip install moto[server])';
}

/** AWS as moto plays it, on loopback; end it with `stop`. */
export async function aMotoServer(): Promise<{ endpoint: string; stop: () => Promise<void> }> {
  const port = await freePort();
  const moto = spawn('moto_server', ['--host', '127.0.0.1', '--port', String(port)], { stdio: 'ignore' });
  const endpoint = `http://127.0.0.1:${port}`;
  for (let attempt = 0; !(await fetch(`${endpoint}/moto-api/`).then(({ ok }) => ok, () => false)); attempt++) {
    if (moto.exitCode !== null || attempt === 150) throw new Error(`moto_server does not answer at ${endpoint}, exit code ${moto.exitCode}`);
    await new Promise((later) => setTimeout(later, 200));
  }
  // Python ends at once: nothing of moto's is worth keeping.
  return { endpoint, stop: async () => void (moto.kill('SIGKILL'), await once(moto, 'exit')) };
}
