import type { ActionDefinition, ConditionResult, PipelineDefinition, StageDefinition } from './pipeline-definition';

/** Makes an error of where and what is wrong, what is there, and what to do. */
export type Problem = (what: string, got: unknown, remedy: string) => Error;

/** Rules a skipped stage may ask. @see https://docs.aws.amazon.com/codepipeline/latest/userguide/stage-conditions.html */
const RULES_OF_A_SKIP = ['LambdaInvoke', 'VariableCheck', 'Commands'];

/** What a structure has to be beyond its fields. @see https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-pipeline-structure.html */
export function checkStructure(definition: PipelineDefinition, problem: Problem): void {
  const { stages, executionMode, pipelineType } = definition;
  if (stages.length < 2) throw problem('stages are fewer than two', stages.length, 'add a stage');
  if (pipelineType === 'V1' && executionMode !== 'SUPERSEDED') throw problem('executionMode is not one of a V1 pipeline', executionMode, 'use pipelineType V2');
  refuseRepeated('stages', stages.map(({ name }) => name), problem);
  stages.forEach((stage, index) => {
    const path = `stages[${index}]`;
    if (stage.actions.length === 0) throw problem(`${path}.actions is empty`, [], 'add an action');
    refuseRepeated(`${path}.actions`, stage.actions.map(({ name }) => name), problem);
    checkSources(path, stage, index === 0, problem);
    checkConditions(path, stage, problem);
    if (results(stage).includes('ROLLBACK')) checkRollback(path, index, executionMode, problem);
  });
  checkArtifacts(stages, problem);
}

/** The first stage has sources only, and no other has one. */
function checkSources(path: string, { actions }: StageDefinition, first: boolean, problem: Problem): void {
  const misplaced = actions.find(({ actionTypeId }) => (actionTypeId.category === 'Source') !== first);
  if (misplaced) throw problem(`${path}.actions ${first ? 'has an action that is no source' : 'has a source'}`, misplaced.name, 'keep sources in the first stage, and nothing else there');
}

/** One condition at a moment, five rules in it. @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_Condition.html */
function checkConditions(path: string, stage: StageDefinition, problem: Problem): void {
  for (const type of ['beforeEntry', 'onSuccess', 'onFailure'] as const) {
    const conditions = stage[type]?.conditions;
    if (conditions && conditions.length !== 1) throw problem(`${path}.${type}.conditions is not one condition`, conditions.length, 'write one condition');
    for (const { result, rules } of conditions ?? []) {
      if (rules.length < 1 || rules.length > 5) throw problem(`${path}.${type}.conditions[0].rules are not one to five`, rules.length, 'write one to five rules');
      const other = result === 'SKIP' && rules.find(({ ruleTypeId }) => !RULES_OF_A_SKIP.includes(ruleTypeId.provider));
      if (other) throw problem(`${path}.${type}.conditions[0].rules has a rule that cannot skip a stage`, other.ruleTypeId.provider, `use one of ${RULES_OF_A_SKIP.join(', ')}`);
    }
  }
}

/** @see https://docs.aws.amazon.com/codepipeline/latest/userguide/stage-rollback.html, https://docs.aws.amazon.com/codepipeline/latest/userguide/execution-modes.html */
function checkRollback(path: string, index: number, executionMode: string, problem: Problem): void {
  if (index === 0) throw problem(`${path} is a source stage and cannot be rolled back`, 'ROLLBACK', 'remove the rollback');
  if (executionMode === 'PARALLEL') throw problem(`${path} cannot be rolled back in this execution mode`, executionMode, 'use QUEUED or SUPERSEDED');
}

/** An input is made by an earlier action, and an output by one action only. */
function checkArtifacts(stages: readonly StageDefinition[], problem: Problem): void {
  const made = new Set<string>();
  stages.forEach(({ actions }, index) => {
    for (const group of runOrderGroups(actions)) {
      const missing = group.flatMap(({ inputArtifacts }) => inputArtifacts).find(({ name }) => !made.has(name));
      if (missing) throw problem(`stages[${index}].actions has an input that no earlier action makes`, missing.name, 'name an output of an earlier action');
      for (const { name } of group.flatMap(({ outputArtifacts }) => outputArtifacts)) {
        if (made.has(name)) throw problem(`stages[${index}].actions has an output that another action makes`, name, 'rename it');
        made.add(name);
      }
    }
  });
}

/** Actions by run order, the lowest first. */
export function runOrderGroups(actions: readonly ActionDefinition[]): ActionDefinition[][] {
  const orders = [...new Set(actions.map(({ runOrder }) => runOrder))].sort((a, b) => a - b);
  return orders.map((order) => actions.filter(({ runOrder }) => runOrder === order));
}

function results({ onSuccess, onFailure }: StageDefinition): (ConditionResult | undefined)[] {
  return [onFailure?.result, ...[...(onSuccess?.conditions ?? []), ...(onFailure?.conditions ?? [])].map(({ result }) => result)];
}

function refuseRepeated(path: string, names: string[], problem: Problem): void {
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated) throw problem(`${path} has a name twice`, repeated, 'rename one');
}
