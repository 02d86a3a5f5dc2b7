import { renameSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { guardLifecycle } from '@plinth/cluster';
import { readPlatform } from '@plinth/template/config';
import { explained } from './explained';
import { removeMachinePaths } from './machine-paths';
import { platformApp } from './platform-app';
import { today } from './today';

const ROOT = resolve('../..');
const OUT = 'out/cdk.out';

/** Synthesises platform.json into out/cdk.out: whole, or not at all. */
function main(): void {
  const platform = readPlatform('../../platform.json');
  guardLifecycle({ ...platform, today: today(process.env) }).forEach((line) => process.stderr.write(`${line}\n`));
  const fresh = `${OUT}.new`;
  rmSync(fresh, { recursive: true, force: true });
  platformApp(platform, fresh).synth();
  removeMachinePaths(fresh, ROOT);
  rmSync(OUT, { recursive: true, force: true });
  renameSync(fresh, OUT);
}

explained(main);
