import { spawnSync } from 'node:child_process';
import { verify } from './distribution';
import { explained } from './explained';
import { regenerate } from './regeneration';
import { today } from './today';

/** npm runs scripts in the repository's root. */
const ROOT = '.';

/** From `.projenrc.ts` to a judged `dist/`. */
function main(): void {
  step('regenerate', () => {
    const changed = regenerate({ root: ROOT, place: process.env.CI ? 'ci' : 'desk', projen });
    if (changed.length > 0) say(`  wrote ${changed.join(', ')}`);
  });
  step('lint, types, synth, render', () => run('node_modules/.bin/nx', 'run-many', '-t', 'lint', 'types', 'synth', 'render'));
  step('verify', () => {
    const imagesBuilt = process.env.PLINTH_IMAGES !== undefined;
    if (!verify({ root: ROOT, imagesBuilt, today: today(process.env), print: (text) => process.stdout.write(text) })) process.exitCode = 1;
  });
}

/** What projen's default task runs, without the second that the task runner takes. */
function projen(): void {
  run('node', '--import', 'tsx', 'node_modules/@plinth/template/bin/projenrc.mjs');
}

function step(name: string, work: () => void): void {
  const start = process.hrtime.bigint();
  say(`▸ ${name}`);
  work();
  say(`  ${name}: ${(Number(process.hrtime.bigint() - start) / 1e9).toFixed(1)} s`);
}

function run(command: string, ...args: string[]): void {
  // Neither a daemon that stays behind nor plugin processes of which there are none.
  const env = { ...process.env, NX_DAEMON: 'false', NX_ISOLATE_PLUGINS: 'false' };
  const { status, error } = spawnSync(command, args, { stdio: 'inherit', env });
  if (error) throw error;
  if (status !== 0) throw new Error('the baseline stopped there; dist/ was left as it was');
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

explained(main);
