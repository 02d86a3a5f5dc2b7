import type { RetryMode, StageDefinition } from '../definition/pipeline-definition';
import { failedActions, repeatActions } from './actions';
import type { EventOf, Refusal } from './event';
import { reenter } from './stage-entry';
import type { Execution } from './state';
import { isRefusal, refuse, type Turn } from './turn';

/**
 * Runs failed actions of a stage again, or all. Once another execution has entered the stage it is too late.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/stage-retry.html
 */
export function retry(turn: Turn, { stage: name, execution: id, mode }: EventOf<'retry'>): Refusal | string {
  const stage = turn.stage(name);
  if (isRefusal(stage)) return stage;
  const execution = turn.tryFindExecution(id);
  const run = execution?.stages[name];
  const parallel = turn.definition.executionMode === 'PARALLEL';
  if (!execution || !run || !(parallel || turn.latestIn(name) === id)) return refuse('NotLatestPipelineExecutionException', `execution ${id} is not the latest in stage ${name}`);
  const obstacle = obstacleTo(turn, execution, stage, mode);
  if (obstacle) return refuse('StageNotRetryableException', `stage ${name} cannot be retried by execution ${id}: ${obstacle}`);
  run.retries.manual++;
  run.retries.latest = 'ManualStageRetry';
  reenter(turn, execution, stage);
  repeatActions(turn, { execution, stage, run }, mode);
  return id;
}

/** Failed actions may be retried while others still run; all actions may not. @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_RetryStageExecution.html */
function obstacleTo(turn: Turn, execution: Execution, stage: StageDefinition, mode: RetryMode): string | undefined {
  const run = execution.stages[stage.name];
  const running = run.status === 'InProgress';
  if (execution.version !== turn.state.definitions.length) return 'the structure of the pipeline has changed since';
  if (!running && !['Failed', 'Stopped'].includes(run.status)) return `it is ${run.status}`;
  if (running && (mode === 'ALL_ACTIONS' || run.step !== 'actions')) return 'it is still running';
  return failedActions(run, stage).length > 0 ? undefined : 'none of its actions failed';
}
