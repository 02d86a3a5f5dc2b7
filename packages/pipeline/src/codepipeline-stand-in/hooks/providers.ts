import type { PipelineDefinition } from '../definition/pipeline-definition';
import { InvalidDefinition } from '../definition/read-definition';
import type { Hooks } from './hook';

/** Refuses a pipeline with a provider nobody plays: it would stand still there. */
export function checkProviders({ stages }: PipelineDefinition, { actions, rules = {} }: Hooks): void {
  const doers = stages.flatMap((stage) => stage.actions).filter(({ actionTypeId }) => actionTypeId.category !== 'Approval').map(({ actionTypeId }) => actionTypeId.provider);
  const conditions = stages.flatMap(({ beforeEntry, onSuccess, onFailure }) => [beforeEntry, onSuccess, onFailure]).flatMap((moment) => moment?.conditions ?? []);
  const judges = conditions.flatMap((condition) => condition.rules).map(({ ruleTypeId }) => ruleTypeId.provider);
  refuseFirst('hooks.actions', doers.find((provider) => !Object.hasOwn(actions, provider)));
  refuseFirst('hooks.rules', judges.find((provider) => !Object.hasOwn(rules, provider)));
}

function refuseFirst(path: string, missing: string | undefined): void {
  if (missing !== undefined) throw new InvalidDefinition(`${path} has nobody for a provider the pipeline uses, got "${missing}"; give a hook for it`);
}
