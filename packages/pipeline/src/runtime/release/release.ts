import { parseArgs } from 'node:util';
import { runnerVariables } from '@plinth/template/config';
import { canonicalJson } from '../../ledger/canonical-json';
import { findAffected } from '../affected';
import type { Command } from '../command';
import { declaredPlatform } from '../declared-platform';
import { leavable, refuseFindings, runGates } from '../gates';
import { openLedger } from '../ledger-place';
import { findWorkspace } from '../workspace';
import { makeRelease, plannedRelease } from './make-release';
import { writeRelease } from './release-file';
import { planLines, releaseLine } from './release-plan';
import { CheckoutSteps } from './steps';

const OPTIONS = {
  base: { type: 'string' }, ledger: { type: 'string' }, plan: { type: 'boolean' }, json: { type: 'boolean' }, without: { type: 'string', multiple: true, default: [] },
} as const satisfies NonNullable<Parameters<typeof parseArgs>[0]>['options'];

/** `release`: the total release of the commit that is checked out, in the ledger and in `dist/`; with `--plan`, only what it would be. */
export const release: Command = async (args, { cwd, env, print, say }) => {
  const { values } = parseArgs({ args, options: OPTIONS });
  const { root, services, environments, runner } = findWorkspace(cwd);
  const platform = declaredPlatform(root);
  const ledger = openLedger(values.ledger ?? env.PLINTH_LEDGER, env);
  const tell = timed(say);
  const without = values.without.map(leavable);
  const today = new Date().toISOString().slice(0, 10);
  const steps = new CheckoutSteps({
    root, runner, environments, env: { ...env, ...runnerVariables(runner) }, show: say,
    findAffected: () => findAffected({ root, ledger, base: values.base || env.PLINTH_BASE || undefined, environments, env, say: tell }),
    refuseFindings: async (images) => refuseFindings(await runGates({ root, platform, images, today, env, say: tell, without })),
  });
  if (values.plan) {
    const { plan } = await plannedRelease(ledger, steps, services);
    return print(values.json ? canonicalJson(plan).trimEnd() : planLines(plan).join('\n'));
  }
  const made = await makeRelease(ledger, steps, { services, environments, now: () => new Date(), say: tell });
  writeRelease(root, made.release);
  tell(releaseLine(made.plan));
  print(values.json ? canonicalJson(made.release).trimEnd() : made.release.commit);
};

/** Says when, in seconds since the beginning, for those who wonder what takes long. */
function timed(say: (line: string) => void): (line: string) => void {
  const start = performance.now();
  return (line) => say(`${((performance.now() - start) / 1000).toFixed(1).padStart(6)} s  ${line}`);
}
