import { parseArgs } from 'node:util';
import type { Command } from '../command';
import { openLedger } from '../ledger-place';
import { findWorkspace } from '../workspace';
import { explanation } from './explanation';
import { findAffected } from './find-affected';
import type { Affected } from './verdict';

/** `affected`: what may differ from the last release; a line for each workspace and service, why each service is in or out, or all as JSON. */
export const affected: Command = async (args, { cwd, env, print, say }) => {
  const options = { base: { type: 'string' }, ledger: { type: 'string' }, explain: { type: 'boolean' }, json: { type: 'boolean' } } as const;
  const { values } = parseArgs({ args, options });
  const { root, environments } = findWorkspace(cwd);
  const ledger = openLedger(values.ledger ?? env.PLINTH_LEDGER, env);
  const found = await findAffected({ root, ledger, base: values.base || env.PLINTH_BASE || undefined, environments, env, say });
  say(summary(found));
  for (const line of values.json ? [JSON.stringify(found, null, 2)] : values.explain ? explanation(found) : listed(found)) print(line);
};

function summary({ base, reason, services, workspaces, verdicts }: Affected): string {
  return `${base ? 'base' : 'everything'}: ${reason}; ${services.length} of ${verdicts.length} services are affected, and ${workspaces.length} workspaces to check`;
}

function listed({ workspaces, services }: Affected): string[] {
  return [...workspaces.map((name) => `workspace ${name}`), ...services.map((name) => `service ${name}`)];
}
