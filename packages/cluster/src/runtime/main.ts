import { ConfigError } from '@plinth/template/config';
import { setTimeout as sleep } from 'node:timers/promises';
import { ADDON_LOCKS } from '../addons/addon-lock';
import { Explained } from '../explained';
import { changeVersion } from './change-version';
import type { Command } from './command';
import { refreshAddons } from './refresh-addons';

const commands: Record<string, Command> = { upgrade: changeVersion('upgrade'), rollback: changeVersion('rollback'), 'refresh-addons': refreshAddons };
const usage = `usage: cluster <command>
  upgrade         a cluster's next Kubernetes version        --environment <name> [--to <version>] [--plan] [--yes] [--json]
  rollback        back to the version before, within 7 days  --environment <name> [--to <version>] [--plan] [--yes] [--json]
  refresh-addons  versions of the add-on locks, from EKS     [--version <version>] [--region <region>] [--write]`;

async function main([name = '', ...args]: string[]): Promise<number> {
  if (!Object.hasOwn(commands, name)) return console.error(usage), 2;
  try {
    await commands[name](args, { cwd: process.cwd(), locks: ADDON_LOCKS, now: () => new Date(), sleep, print: console.log, say: console.error });
    return 0;
  } catch (error) {
    const mistyped = String((error as NodeJS.ErrnoException).code).startsWith('ERR_PARSE_ARGS');
    const expected = mistyped || error instanceof Explained || error instanceof ConfigError;
    console.error(expected ? `${name}: ${(error as Error).message}` : error);
    return mistyped ? 2 : 1;
  }
}

main(process.argv.slice(2)).then((code) => (process.exitCode = code));
