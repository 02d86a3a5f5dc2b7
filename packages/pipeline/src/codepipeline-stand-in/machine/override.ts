import { giveUpCondition } from './conditions';
import type { EventOf, Refusal } from './event';
import { reenter } from './stage-entry';
import { isRefusal, refuse, type Turn } from './turn';

/**
 * Goes on as if a condition were met: one that is being judged, or one that failed and whose execution is still the latest in its
 * stage. A stage that was skipped or rolled back is past that.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_OverrideStageCondition.html
 */
export function override(turn: Turn, { stage: name, execution: id, condition: type }: EventOf<'override'>): Refusal | string {
  const stage = turn.stage(name);
  if (isRefusal(stage)) return stage;
  const execution = turn.tryFindExecution(id);
  const run = execution?.stages[name];
  const parallel = turn.definition.executionMode === 'PARALLEL';
  if (!execution || !run || !(parallel || turn.latestIn(name) === id)) return refuse('NotLatestPipelineExecutionException', `execution ${id} is not the latest in stage ${name}`);
  const condition = run.conditions.findLast((each) => each.type === type);
  const judging = condition?.status === 'InProgress' && execution.status === 'InProgress';
  const failed = condition?.status === 'Failed' && run.status === 'Failed' && execution.version === turn.state.definitions.length;
  if (!condition || !(judging || failed)) return refuse('ConditionNotOverridableException', `condition ${type} of stage ${name} does not hold execution ${id} back`);
  giveUpCondition(turn, condition, 'Overridden');
  run.step = type;
  reenter(turn, execution, stage);
  return id;
}
