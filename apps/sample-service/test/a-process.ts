import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { freePort } from '../bench/server';

const workspace = join(__dirname, '..');

/** Bundles as the image's is, into a folder of that name. */
export function bundle(name: string): string {
  const folder = join(workspace, 'out/test', name);
  execFileSync(process.execPath, ['--import', 'tsx', require.resolve('@plinth/pipeline/src/runtime/main.ts'), 'bundle', '--output', folder], { cwd: workspace, stdio: 'ignore' });
  return join(folder, 'main.js');
}

/** The bundle, or whatever these arguments of node say, as a real process. */
export async function aProcess(file: string, env: Record<string, string> = {}, ...args: string[]) {
  const port = await freePort();
  const child = spawn(process.execPath, [file, ...args], { env: { PORT: String(port), ...env } });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => { output.stdout += chunk; });
  child.stderr.on('data', (chunk) => { output.stderr += chunk; });
  const exited = once(child, 'close').then(([code]) => code as number | null);

  const lines = () => output.stdout.split('\n').filter(Boolean).map((line) => JSON.parse(line) as Record<string, unknown>);
  const said = async (text: string) => {
    while (!output.stdout.includes(text) && child.exitCode === null) await new Promise((wake) => setTimeout(wake, 10));
  };
  return { port, url: `http://127.0.0.1:${port}`, lines, said, exited, stderr: () => output.stderr, running: () => child.exitCode === null, kill: (signal: NodeJS.Signals) => child.kill(signal) };
}
