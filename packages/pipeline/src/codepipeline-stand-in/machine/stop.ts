import { giveUpCondition } from './conditions';
import type { EventOf, Refusal } from './event';
import type { Execution } from './state';
import { refuse, type Turn } from './turn';

/**
 * Stops an execution: now, giving up what runs, or when what runs has ended. One in front of a stage runs nothing.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-stop.html
 */
export function stop(turn: Turn, { execution: id, abandon, reason }: EventOf<'stop'>): Refusal | string {
  const execution = turn.tryFindExecution(id);
  if (!execution || execution.position.at === 'end') return refuse('PipelineExecutionNotStoppableException', `execution ${id} is ${execution?.status ?? 'unknown'}`);
  if (execution.status === 'Stopping' && !abandon) return refuse('DuplicatedStopRequestException', `execution ${id} is stopping already`);
  execution.stopReason = reason;
  if (abandon) giveUp(turn, execution);
  if (execution.position.at === 'waiting') {
    turn.end(execution, 'Stopped', reason);
  } else {
    execution.status = 'Stopping';
    execution.changed = turn.now;
    execution.stages[execution.position.stage].status = 'Stopping';
  }
  return id;
}

/** Gives up everything an execution has running. */
export function giveUp(turn: Turn, execution: Execution): void {
  for (const { actions, conditions } of Object.values(execution.stages)) {
    for (const run of actions.filter(({ status }) => status === 'InProgress')) {
      Object.assign(run, { status: 'Abandoned', changed: turn.now });
      if (!run.approval) turn.effects.push({ type: 'cancel', run: run.id });
    }
    conditions.filter(({ status }) => status === 'InProgress').forEach((condition) => giveUpCondition(turn, condition, 'Abandoned'));
  }
}
