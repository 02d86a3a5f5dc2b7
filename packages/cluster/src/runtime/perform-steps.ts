import type { DescribeUpdateCommandInput, Update } from '@aws-sdk/client-eks';
import { Explained } from '../explained';
import type { CommandContext } from './command';
import { EksService } from './eks-service';
import { VersionedPart } from './version-plan';

const POLL_MS = 30_000;
/** How long one step is watched, in minutes: nodes drain as slowly as disruption budgets let them. */
const PATIENCE_MINUTES = 180;

/** Performs steps one after another, each to its end; stops at the first that fails. */
export async function performSteps(eks: EksService, cluster: string, steps: readonly VersionedPart[], context: CommandContext): Promise<void> {
  for (const [index, step] of steps.entries()) {
    const what = `[${index + 1}/${steps.length}] ${step.part} ${step.name}: ${step.from} → ${step.to}`;
    context.say(`${what} …`);
    const { id } = await start(eks, cluster, step);
    await finish(eks, { name: cluster, updateId: id!, ...target(step) }, what, context);
    context.say(`${what} done`);
  }
}

function start(eks: EksService, cluster: string, { part, name, to }: VersionedPart): Promise<Update> {
  if (part === 'control plane') return eks.setClusterVersion(cluster, to!);
  return part === 'node group' ? eks.setNodeGroupVersion(cluster, name, to!) : eks.setAddonVersion(cluster, name, to!);
}

function target({ part, name }: VersionedPart): Partial<DescribeUpdateCommandInput> {
  if (part === 'control plane') return {};
  return part === 'node group' ? { nodegroupName: name } : { addonName: name };
}

async function finish(eks: EksService, input: DescribeUpdateCommandInput, what: string, { sleep }: CommandContext): Promise<void> {
  for (let waited = 0; waited < PATIENCE_MINUTES * 60_000; waited += POLL_MS) {
    const { status, errors = [] } = await eks.update(input);
    if (status === 'Successful') return;
    if (status === 'Failed' || status === 'Cancelled') {
      const reasons = errors.map(({ errorCode, errorMessage }) => `${errorCode}: ${errorMessage}`).join('; ');
      throw new Explained(`${what} ended, got "${status}${reasons && `: ${reasons}`}"; correct what EKS names, then run the same command: it goes on from here`);
    }
    await sleep(POLL_MS);
  }
  throw new Explained(`${what} goes on in EKS, got no end in ${PATIENCE_MINUTES} minutes; run the same command when it has ended: it goes on from there`);
}
