import { parseArgs } from 'node:util';
import { Explained } from '../explained';
import { declaredState, runningState } from './cluster-state';
import type { Command, CommandContext } from './command';
import { EksService } from './eks-service';
import { DeclaredCluster, findCluster, regionOf } from './environment';
import { performSteps } from './perform-steps';
import { Advice, adviceOn, checkRollbackWindow } from './readiness';
import { Direction, neighbour, planSteps, targetVersion, VersionedPart } from './version-plan';
import { describeChange, nextSteps } from './version-report';

/** A version change, planned. */
export interface VersionChange {
  readonly direction: Direction;
  readonly environment: string;
  readonly cluster: string;
  readonly from: string;
  readonly to: string;
  /** Whether EKS was asked, or only this repository. */
  readonly basis: 'EKS' | 'platform.json';
  readonly advice: readonly Advice[];
  readonly steps: readonly VersionedPart[];
}

/** `upgrade` and `rollback`: plans, and with `--yes` performs, a cluster's way to the next or the last Kubernetes version. */
export function changeVersion(direction: Direction): Command {
  return async (args, context) => {
    const { values } = parseArgs({
      args, options: { environment: { type: 'string' }, to: { type: 'string' }, plan: { type: 'boolean' }, yes: { type: 'boolean' }, json: { type: 'boolean' } },
    });
    if (values.plan && values.yes) throw new Explained('--plan and --yes exclude each other, got both; --plan asks nobody and changes nothing');
    const declared = findCluster(context.cwd, values.environment);
    const eks = values.plan ? undefined : new EksService(regionOf(declared));
    const change = eks ? await askEks(eks, direction, declared, values.to, context) : askNobody(direction, declared, values.to, context.locks);
    context.print(values.json ? JSON.stringify(change, undefined, 2) : describeChange(change));
    if (!eks) return;

    const blockers = change.advice.filter(({ status }) => status === 'ERROR').map(({ insight }) => insight);
    if (blockers.length > 0) throw new Explained(`insights speak against ${change.to}, got ERROR of ${blockers.join(', ')}; do what they recommend, then try again`);
    if (!values.yes) return context.say('nothing was changed: add --yes to perform it');
    if (direction === 'upgrade' && declared.kubernetes !== change.to) {
      throw new Explained(`kubernetes of platform.json is not ${change.to}, got "${declared.kubernetes}"; change it in .projenrc.ts and run npx projen, so that templates and add-on lock move too`);
    }
    await performSteps(eks, declared.name, change.steps, context);
    nextSteps(change, declared).forEach((line) => context.say(line));
  };
}

function askNobody(direction: Direction, declared: DeclaredCluster, asked: string | undefined, locks: string): VersionChange {
  const to = targetVersion({ direction, declared: declared.kubernetes, asked });
  const from = neighbour(to, direction === 'upgrade' ? -1 : 1);
  const steps = planSteps(direction, declaredState(declared, from, to, locks));
  return { direction, environment: declared.environment, cluster: declared.name, from, to, basis: 'platform.json', advice: [], steps };
}

async function askEks(eks: EksService, direction: Direction, declared: DeclaredCluster, asked: string | undefined, context: CommandContext): Promise<VersionChange> {
  const { arn = '', status, version: from = '' } = await eks.cluster(declared.name);
  const account = arn.split(':')[4];
  if (declared.account && declared.account !== account) {
    throw new Explained(`account of environment ${declared.environment} is ${declared.account}, got credentials of ${account}; log in to the environment's account`);
  }
  if (status !== 'ACTIVE') throw new Explained(`cluster ${declared.name} is not ACTIVE, got "${status}"; wait until what runs there has ended, and try again`);

  const to = targetVersion({ direction, declared: declared.kubernetes, asked, running: from });
  if (direction === 'rollback') await checkRollbackWindow(eks, declared.name, from, context.now());
  const advice = from === to ? [] : await adviceOn(eks, declared.name, direction, to);
  const steps = planSteps(direction, await runningState(eks, declared, from, to, context.locks));
  return { direction, environment: declared.environment, cluster: declared.name, from, to, basis: 'EKS', advice, steps };
}
