import type { StageDefinition } from '../definition/pipeline-definition';
import type { EventOf, Refusal } from './event';
import { enter, occupant } from './stage-entry';
import type { Execution, TriggerType } from './state';
import { isRefusal, refuse, type Inside, type Turn } from './turn';

/**
 * Repeats a stage with the artifacts and variables of an execution that succeeded in it.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/stage-rollback.html
 */
export function rollBack(turn: Turn, { stage: name, target: id }: EventOf<'rollback'>): Refusal | string {
  const stage = turn.stage(name);
  if (isRefusal(stage)) return stage;
  const target = turn.tryFindExecution(id);
  if (!target) return refuse('PipelineExecutionNotFoundException', `execution ${id} is not one of pipeline ${turn.definition.name}`);
  const obstacle = obstacleTo(turn, stage, target);
  if (obstacle) return refuse('UnableToRollbackStageException', `stage ${name} cannot be rolled back to ${id}: ${obstacle}`);
  return begin(turn, stage, target, 'ManualRollback', 'RollbackStage');
}

/**
 * After a failure: back to the last execution that succeeded, if there is one. A rollback that fails is not rolled back itself.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/stage-rollback-auto.html
 */
export function rollBackAutomatically(turn: Turn, { execution: failed, stage }: Inside): void {
  if (failed.type === 'ROLLBACK') return;
  const target = turn.state.visits[stage.name].map((id) => turn.tryFindExecution(id)).findLast((execution) => execution && !obstacleTo(turn, stage, execution));
  if (target) begin(turn, stage, target, 'AutomatedRollback', failed.id);
}

/** Why a stage cannot be rolled back to an execution. */
function obstacleTo(turn: Turn, stage: StageDefinition, target: Execution): string | undefined {
  const version = turn.state.definitions.length;
  if (turn.definition.stages[0] === stage) return 'a source stage has nothing to go back to';
  if (turn.definition.executionMode === 'PARALLEL') return 'executions run in parallel';
  if (target.version !== version) return `the execution was started in structure version ${target.version}, and the pipeline is at version ${version}`;
  if (target.type === 'ROLLBACK') return 'the execution is a rollback itself';
  if (target.stages[stage.name]?.status !== 'Succeeded') return 'the execution did not succeed in the stage';
  const busy = occupant(turn, stage);
  return busy && `execution ${busy.id} is running in it`;
}

/** A rollback waits behind nobody: the stage is broken until it is done. */
function begin(turn: Turn, stage: StageDefinition, target: Execution, type: TriggerType, detail: string): string {
  const { variables, overrides, revisions, namespaces, artifacts } = structuredClone(target);
  const execution: Execution = {
    ...turn.newExecution('ROLLBACK', { type, detail }),
    variables, overrides, revisions, namespaces, artifacts, rollbackTarget: target.id,
  };
  turn.state.executions.push(execution);
  enter(turn, execution, stage);
  return execution.id;
}
