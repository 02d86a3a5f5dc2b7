import type { EventOf } from './event';
import { giveUp } from './stop';
import type { Turn } from './turn';

/**
 * Gives the pipeline a new structure. Executions in progress have the old one and are cancelled.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_UpdatePipeline.html, https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PipelineExecution.html
 */
export function update(turn: Turn, { definition }: EventOf<'update'>): void {
  const { state } = turn;
  for (const execution of state.executions.filter(({ position }) => position.at !== 'end')) {
    giveUp(turn, execution);
    if (execution.position.at === 'inside') execution.stages[execution.position.stage].status = 'Cancelled';
    turn.end(execution, 'Cancelled', 'the structure of the pipeline was changed');
  }
  state.definitions = [...state.definitions, definition];
  state.updated = turn.now;
  const gone = Object.keys(state.disabled).filter((name) => !definition.stages.some((stage) => stage.name === name));
  gone.forEach((name) => delete state.disabled[name]);
}
