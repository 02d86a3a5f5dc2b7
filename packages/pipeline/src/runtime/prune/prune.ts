import { parseArgs } from 'node:util';
import { Explained, type Command } from '../command';
import { openLedger } from '../ledger-place';
import { PipelineService } from '../pipeline-service';
import { findWorkspace } from '../workspace';
import { namedImages } from './named-images';
import { planPrune, type PrunePlan, type RegistryImage } from './plan-prune';
import { RegistryService, type Refusal } from './registry-service';

/** Releases of each environment that stay, and days; unless told otherwise. */
const KEEP = 10;
const DAYS = 30;

const DAY = 86_400_000;

/** `prune`: removes images no release in use names. Shows what would go; with `--yes` it goes. */
export const prune: Command = async (args, { cwd, env, print, say }) => {
  const { values } = parseArgs({ args, options: {
    plan: { type: 'boolean' }, yes: { type: 'boolean' }, keep: { type: 'string' }, days: { type: 'string' }, ledger: { type: 'string' }, region: { type: 'string' },
  } });
  const keeping = { releases: whole('--keep', values.keep, KEEP), since: new Date(Date.now() - whole('--days', values.days, DAYS) * DAY) };
  const { platform } = findWorkspace(cwd);
  const ledger = openLedger(values.ledger ?? env.PLINTH_LEDGER, env);
  const registry = new RegistryService(values.region);
  if (values.yes && !values.plan) await refuseWhileBuilding(platform, new PipelineService(values.region));

  const named = await namedImages(ledger, keeping);
  const images: RegistryImage[] = [];
  for (const repository of await registry.repositories(platform)) images.push(...await registry.images(repository));
  const plan = planPrune(images, named, keeping.since);
  refuseStranger(plan, named.size);
  for (const image of plan.remove) print(`${image.repository}@${image.digest} ${image.tags.join(' ')}`.trimEnd());
  for (const image of plan.missing) say(`a release that is kept (${named.get(image)}) names an image the registry has not: ${image}`);
  say(summary(plan));
  if (!values.yes || values.plan) return say('nothing is removed; --yes removes it');
  await remove(registry, plan);
};

/** A build may find an image the plan removes, and release it: nobody would notice before its pods start. */
async function refuseWhileBuilding(platform: string, service: PipelineService): Promise<void> {
  const building = (await service.stages(platform)).find(({ stage, status }) => stage === 'build' && status === 'InProgress');
  if (building) throw new Explained(`pipeline ${platform} is building, got execution ${building.execution}; wait for it, then prune`);
}

/** A ledger that names nothing here is another platform's, or the wrong place; to it, everything is unused. */
function refuseStranger({ remove, missing }: PrunePlan, named: number): void {
  if (remove.length > 0 && named === missing.length) {
    throw new Explained(`ledger names no image of this registry, got ${named} named and ${remove.length} to remove; name the platform's own ledger and region`);
  }
}

async function remove(registry: RegistryService, plan: PrunePlan): Promise<void> {
  const refusals: Refusal[] = [];
  for (const repository of new Set(plan.remove.map((image) => image.repository))) {
    refusals.push(...await registry.remove(repository, plan.remove.filter((image) => image.repository === repository).map(({ digest }) => digest)));
  }
  if (refusals.length > 0) throw new Explained(refusals.map(({ digest, reason }) => `${digest} was not removed, got "${reason}"; run prune again`).join('\n'));
}

function summary({ remove, kept }: PrunePlan): string {
  const megabytes = Math.round(remove.reduce((sum, { size }) => sum + size, 0) / 1e6);
  return `${remove.length} manifests to remove, ${megabytes} MB at most (layers are shared); ${kept} stay`;
}

function whole(option: string, said: string | undefined, usual: number): number {
  if (said !== undefined && !/^[1-9]\d{0,4}$/.test(said)) throw new Explained(`${option} is not a whole number from 1, got "${said}"; write one, for example ${usual}`);
  return Number(said ?? usual);
}
