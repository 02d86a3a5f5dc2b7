import type { StageDefinition } from '../definition/pipeline-definition';
import { reachCondition } from './conditions';
import type { Execution, StageRun } from './state';
import type { Turn } from './turn';

/** An execution waiting in front of a stage. */
type Waiting = Execution & { position: { at: 'waiting'; arrived: number } };

/**
 * Brings an execution in front of a stage. In SUPERSEDED mode one execution waits there at most, the one that was started last.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/concepts-how-it-works.html
 */
export function arrive(turn: Turn, execution: Execution, stage: StageDefinition): void {
  execution.position = { at: 'waiting', stage: stage.name, arrived: turn.state.arrivals++ };
  if (turn.definition.executionMode !== 'SUPERSEDED') return;
  const byStart = turn.state.executions.filter((each) => waitsAt(each, stage));
  byStart.slice(0, -1).forEach((older) => turn.end(older, 'Superseded', `superseded by ${byStart.at(-1)?.id}`));
}

/**
 * Lets the execution that came first into a stage that is free and whose transition is enabled.
 *
 * @returns whether one entered
 */
export function letIn(turn: Turn, stage: StageDefinition): boolean {
  const [next] = turn.state.executions.filter((each) => waitsAt(each, stage)).sort((a, b) => a.position.arrived - b.position.arrived);
  if (!next || turn.state.disabled[stage.name]) return false;
  if (turn.definition.executionMode !== 'PARALLEL' && occupant(turn, stage)) return false;
  enter(turn, next, stage);
  return true;
}

/** Puts an execution into a stage. A rollback is not asked whether it may enter: it restores what ran there before. */
export function enter(turn: Turn, execution: Execution, stage: StageDefinition): void {
  const run: StageRun = { status: 'InProgress', step: 'actions', actions: [], from: 0, conditions: [], retries: { automatic: 0, manual: 0 } };
  execution.position = { at: 'inside', stage: stage.name };
  execution.stages[stage.name] = run;
  execution.changed = turn.now;
  (turn.state.visits[stage.name] ??= []).push(execution.id);
  if (execution.type === 'STANDARD') reachCondition(turn, { execution, stage, run }, 'beforeEntry');
}

/** Puts an execution back into the stage it ended in. */
export function reenter(turn: Turn, execution: Execution, stage: StageDefinition): void {
  execution.position = { at: 'inside', stage: stage.name };
  execution.status = 'InProgress';
  execution.statusSummary = undefined;
  execution.stopReason = undefined;
  execution.changed = turn.now;
  execution.stages[stage.name].status = 'InProgress';
}

/** Who is inside of a stage. */
export function occupant(turn: Turn, stage: StageDefinition): Execution | undefined {
  return turn.state.executions.find(({ position }) => position.at === 'inside' && position.stage === stage.name);
}

function waitsAt(execution: Execution, stage: StageDefinition): execution is Waiting {
  return execution.position.at === 'waiting' && execution.position.stage === stage.name;
}
