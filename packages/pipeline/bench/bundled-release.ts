import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runnerVariables, runTasks } from '@plinth/template/config';
import { FileLedger } from '../src/ledger';
import { findAffected } from '../src/runtime/affected';
import { makeRelease } from '../src/runtime/release/make-release';
import { writeRelease } from '../src/runtime/release/release-file';
import { runStep } from '../src/runtime/release/run-step';
import { CheckoutSteps } from '../src/runtime/release/steps';
import { findWorkspace } from '../src/runtime/workspace';

/** `release` where there is no docker: a service's image is its bundle, and all the rest is as it is. */
async function release(ledgerPlace: string): Promise<void> {
  const { root, platform, services, environments, runner } = findWorkspace(process.cwd());
  const ledger = new FileLedger(ledgerPlace);
  const say = (line: string) => void process.stderr.write(`${line}\n`);
  const place = { root, env: { ...process.env, ...runnerVariables(runner) }, show: say };
  const steps = new CheckoutSteps({
    ...place, runner, environments, findAffected: () => findAffected({ root, ledger, environments, say }), refuseFindings: async () => undefined,
  });
  const made = await makeRelease(ledger, {
    affected: () => steps.affected(),
    build: async (asked) => {
      await runStep('bundles', runTasks(runner, ['bundle'], asked.map((service) => JSON.parse(readFileSync(join(root, 'apps', service, 'package.json'), 'utf8')).name)), place);
      return Object.fromEntries(asked.map((service) => [service, `bundles.invalid/${platform}/${service}@sha256:${digestOf(join(root, 'apps', service, 'out', 'bundle'))}`]));
    },
    render: (images) => steps.render(images),
    gates: (images) => steps.gates(images),
  }, { services, environments, now: () => new Date(), say });
  writeRelease(root, made.release);
}

function digestOf(folder: string): string {
  const files = readdirSync(folder).sort().map((name) => [name, readFileSync(join(folder, name), 'utf8')]);
  return createHash('sha256').update(JSON.stringify(files)).digest('hex');
}

release(process.argv[2]).catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
