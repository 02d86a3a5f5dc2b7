import { conditionOf, type ConditionType } from '../definition/pipeline-definition';
import { runOrderGroups } from '../definition/structure-rules';
import { failedActions, repeatActions, startAction } from './actions';
import { reachCondition } from './conditions';
import { rollBackAutomatically } from './rollback';
import { arrive, letIn } from './stage-entry';
import { latestRun, type StageRun, type StageStatus } from './state';
import type { Inside, Turn } from './turn';

/** Moves executions until each of them waits for something or has ended. While anything runs in a stage, nothing is decided there. */
export function settle(turn: Turn): void {
  for (;;) {
    const idle = turn.insides().find(({ run }) => !isBusy(run));
    if (idle) decide(turn, idle);
    else if (!turn.definition.stages.some((stage) => letIn(turn, stage))) return;
  }
}

/** Takes an execution one step further. */
function decide(turn: Turn, inside: Inside): void {
  const { execution, run } = inside;
  if (execution.status === 'Stopping') end(turn, inside, 'Stopped', execution.stopReason);
  else DECISIONS[run.step](turn, inside);
}

/** What follows each step of a stage. */
const DECISIONS: { readonly [Moment in StageRun['step']]: (turn: Turn, inside: Inside) => void } = {
  beforeEntry: (turn, inside) => {
    const { met, result } = judgement(inside, 'beforeEntry');
    if (met) inside.run.step = 'actions';
    else if (result === 'SKIP') goOn(turn, inside, 'Skipped');
    else end(turn, inside, 'Failed');
  },

  actions: (turn, inside) => {
    const { run, stage } = inside;
    if (failedActions(run, stage).length > 0) return failActions(turn, inside);
    const next = runOrderGroups(stage.actions).map((group) => group.filter(({ name }) => !latestRun(run, name))).find((group) => group.length > 0);
    if (next) next.forEach((action) => startAction(turn, inside, action));
    else reachCondition(turn, inside, 'onSuccess');
  },

  onSuccess: (turn, inside) => {
    const { met, result } = judgement(inside, 'onSuccess');
    if (met) return goOn(turn, inside, 'Succeeded');
    end(turn, inside, 'Failed');
    if (result === 'ROLLBACK') rollBackAutomatically(turn, inside);
  },

  onFailure: (turn, inside) => {
    const { met, result } = judgement(inside, 'onFailure');
    const follows = conditionOf(inside.stage, 'onFailure') ? !met && result : inside.stage.onFailure?.result;
    end(turn, inside, 'Failed');
    if (follows === 'ROLLBACK') rollBackAutomatically(turn, inside);
  },
};

/** One automatic retry is allowed, before anything else follows. @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_RetryStageMetadata.html */
function failActions(turn: Turn, inside: Inside): void {
  const { run: { retries }, stage: { onFailure } } = inside;
  if (onFailure?.result !== 'RETRY' || retries.automatic > 0) return reachCondition(turn, inside, 'onFailure');
  retries.automatic++;
  retries.latest = 'AutomatedStageRetry';
  repeatActions(turn, inside, onFailure.retryConfiguration?.retryMode ?? 'FAILED_ACTIONS');
}

/** How a condition was judged the last time; a stage without one is as with one that is met. */
function judgement({ run, stage }: Inside, type: ConditionType) {
  const last = conditionOf(stage, type) && run.conditions.findLast((condition) => condition.type === type);
  return { met: last?.status !== 'Failed', result: last?.result };
}

function isBusy({ actions, conditions }: StageRun): boolean {
  return [...actions, ...conditions].some(({ status }) => status === 'InProgress');
}

/** On to the next stage, or done. A rollback repeats its stage and goes no further. */
function goOn(turn: Turn, { execution, run, stage }: Inside, status: StageStatus): void {
  run.status = status;
  const { stages } = turn.definition;
  const next = stages[stages.findIndex(({ name }) => name === stage.name) + 1];
  if (next && execution.type === 'STANDARD') arrive(turn, execution, next);
  else turn.end(execution, 'Succeeded');
}

/** Ends an execution in its stage, which is free then: also a failure releases it. @see https://docs.aws.amazon.com/codepipeline/latest/userguide/concepts-how-it-works.html */
function end(turn: Turn, { execution, run }: Inside, status: 'Failed' | 'Stopped', summary?: string): void {
  run.status = status;
  turn.end(execution, status, summary);
}
