import { parseArgs } from 'node:util';
import type { Command } from './command';
import { Git } from './git';
import { resolveBase } from './resolve-base';

/** `base`: prints the nx arguments for what has to be verified, and nothing else, to standard output. */
export const base: Command = async (args, { cwd, env, print, say }) => {
  const { values } = parseArgs({ args, options: { base: { type: 'string' }, json: { type: 'boolean' } } });
  const scope = resolveBase(values.base ?? env.PLINTH_BASE, await new Git(cwd).facts(values.base ?? env.PLINTH_BASE));
  say(scope.reason);
  print(values.json ? JSON.stringify(scope) : scope.arguments.join(' '));
};
