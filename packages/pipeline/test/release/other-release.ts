import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { buildSync } from 'esbuild';
import type { Release } from '../../src/ledger';
import type { Work } from './release-process';

/** What another process came to. */
export interface Outcome { readonly released?: Release; readonly refused?: string }

/** Puts the program of `release-process.ts` into one file, which begins in a twentieth of the time. */
export function compiledProgram(folder: string): string {
  const outfile = join(folder, 'release-process.js');
  buildSync({ entryPoints: [join(__dirname, 'release-process.ts')], outfile, bundle: true, platform: 'node', target: 'node20', logLevel: 'error' });
  return outfile;
}

/** Another process that is ready to release and waits for the word. */
export async function aRelease(program: string, work: Work) {
  const child = spawn(process.execPath, [program, JSON.stringify(work)], { stdio: ['pipe', 'pipe', 'pipe'] });
  const ended = once(child, 'exit');
  const said: string[] = [];
  let failed = '';
  child.stderr.on('data', (text) => (failed += text));
  child.stdin.on('error', () => undefined);
  const lines = createInterface(child.stdout);
  const ready = once(lines, 'line');
  const closed = once(lines, 'close');
  lines.on('line', (line) => said.push(line));
  await Promise.race([ready, ended.then(() => { throw new Error(`the other process ended early: ${failed}`); })]);
  return {
    go: () => void child.stdin.write('go\n'),
    /** The last step it began. */
    reached: () => said.at(-1)?.split(' ')[0] ?? '',
    outcome: async (): Promise<Outcome> => {
      await Promise.all([ended, closed]);
      const [, word, rest] = /^(released|refused) (.*)$/.exec(said.at(-1) ?? '') ?? [];
      if (!word) throw new Error(`the other process ended without a word: ${failed}`);
      return { [word]: JSON.parse(rest) };
    },
    kill: async () => { child.kill('SIGKILL'); await Promise.all([ended, closed]); },
  };
}
