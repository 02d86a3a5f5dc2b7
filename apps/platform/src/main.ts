import { renameSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { readPlatform } from '@plinth/template/config';
import { explained } from './explained';
import { removeMachinePaths } from './machine-paths';
import { platformApp } from './platform-app';

const ROOT = resolve('../..');
const OUT = 'out/cdk.out';

/** Synthesises platform.json into out/cdk.out: whole, or not at all. */
function main(): void {
  const fresh = `${OUT}.new`;
  rmSync(fresh, { recursive: true, force: true });
  platformApp(readPlatform('../../platform.json'), fresh).synth();
  removeMachinePaths(fresh, ROOT);
  rmSync(OUT, { recursive: true, force: true });
  renameSync(fresh, OUT);
}

explained(main);
