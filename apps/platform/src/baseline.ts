import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { refuseEdited } from '@plinth/template/config';
import { verify } from './distribution';
import { explained } from './explained';
import { changedFiles, readManagedFiles } from './managed-files';

/** npm runs scripts in the repository's root. */
const ROOT = process.cwd();

/** From `.projenrc.ts` to a judged `dist/`. */
function main(): void {
  step('regenerate', regenerate);
  step('lint, types, synth, render', () => run('node_modules/.bin/nx', 'run-many', '-t', 'lint', 'types', 'synth', 'render'));
  step('verify', () => {
    if (!verify(ROOT, process.env.PLINTH_IMAGES !== undefined)) process.exitCode = 1;
  });
}

/** Keeps what a person wrote into platform.json from being overwritten unseen; in CI refuses any difference. */
function regenerate(): void {
  if (existsSync('platform.json')) refuseEdited('platform.json');
  const before = readManagedFiles(ROOT);
  run('node', '--import', 'tsx', 'node_modules/@plinth/template/bin/projenrc.mjs');
  const changed = changedFiles(before, readManagedFiles(ROOT));
  if (changed.length === 0) return;
  if (process.env.CI) throw new Error(`managed files differ from .projenrc.ts, got ${changed.join(', ')}; run npx projen and commit what it changes`);
  say(`  wrote ${changed.join(', ')}`);
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
