import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Place } from './world';

/** What another process did. */
export interface Outcome { readonly done?: { readonly images: Record<string, string> }; readonly refused?: string }

/** Another process that is ready to work on a ledger and waits for the word. */
export async function aProcess(place: Place, task: 'release' | 'deploy' | 'endless', name: string) {
  const program = join(__dirname, 'ledger-process.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', program, JSON.stringify(place), task, name], { cwd: join(__dirname, '../../../..'), env: process.env, stdio: ['pipe', 'pipe', 'pipe'] });
  const ended = once(child, 'exit');
  let said = '';
  child.stderr.on('data', (text) => (said += text));
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`the other process ended early: ${said}`);
    return value as string;
  };
  await next();
  return {
    go: () => void child.stdin.write('go\n'),
    outcome: async (): Promise<Outcome> => { const line = await next(); await ended; return JSON.parse(line); },
    kill: async () => { child.kill('SIGKILL'); await ended; },
  };
}
