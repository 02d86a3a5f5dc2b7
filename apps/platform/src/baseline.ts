import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { readPlatform, runTasks, runnerVariables, taskRunnerOf } from '@plinth/template/config';
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
  step('lint, types, synth, render', () => {
    const runner = taskRunnerOf(readPlatform(join(ROOT, 'platform.json')));
    run(runTasks(runner, ['lint', 'types', 'synth', 'render'], 'all'), runnerVariables(runner));
  });
  step('verify', () => {
    const imagesBuilt = process.env.PLINTH_IMAGES !== undefined;
    if (!verify({ root: ROOT, imagesBuilt, today: today(process.env), print: (text) => process.stdout.write(text) })) process.exitCode = 1;
  });
}

/** What projen's default task runs, without the second that the task runner takes. */
function projen(): void {
  run(['node', '--import', 'tsx', 'node_modules/@plinth/template/bin/projenrc.mjs']);
}

function step(name: string, work: () => void): void {
  const start = process.hrtime.bigint();
  say(`▸ ${name}`);
  work();
  say(`  ${name}: ${(Number(process.hrtime.bigint() - start) / 1e9).toFixed(1)} s`);
}

function run([command, ...args]: readonly string[], variables: Record<string, string> = {}): void {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, ...variables } });
  if (error) throw error;
  if (status !== 0) throw new Error('the baseline stopped there; dist/ was left as it was');
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

explained(main);
