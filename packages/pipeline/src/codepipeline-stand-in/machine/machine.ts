import { endAction } from './actions';
import { settle } from './advance';
import { approve, expireApprovals } from './approval';
import { endRule } from './conditions';
import type { EventOf, PipelineEvent, Refusal, Step } from './event';
import { override } from './override';
import { retry } from './retry';
import { rollBack } from './rollback';
import { start } from './start';
import type { PipelineState } from './state';
import { stop } from './stop';
import { isRefusal, Turn } from './turn';
import { update } from './update';

/** What each event changes. What follows from it is `settle`'s business. Answers the execution it is about, or why it is refused. */
const HANDLERS: { readonly [Type in PipelineEvent['type']]: (turn: Turn, event: EventOf<Type>) => Refusal | string | void } = {
  start, stop, retry, override, approve, update,
  rollback: rollBack,
  tick: () => undefined,
  actionEnded: (turn, { run: id, result }) => {
    for (const inside of turn.insides()) {
      inside.run.actions.filter((run) => run.id === id).forEach((run) => endAction(turn, inside, run, result));
    }
  },
  ruleEnded: (turn, { run: id, result }) => {
    for (const condition of turn.insides().flatMap(({ run }) => run.conditions)) {
      condition.rules.filter((rule) => rule.id === id).forEach((rule) => endRule(turn, condition, rule, result));
    }
  },
  disable: (turn, { stage: name, reason }) => {
    const stage = turn.stage(name);
    if (isRefusal(stage)) return stage;
    turn.state.disabled[name] = { reason, changed: turn.now };
  },
  enable: (turn, { stage: name }) => {
    const stage = turn.stage(name);
    if (isRefusal(stage)) return stage;
    delete turn.state.disabled[name];
  },
};

/**
 * What an event makes of a pipeline: its next state and what has to be done now, or why nothing came of it. Pure: no clock, no
 * chance, no waiting, and nothing throws. All rules of the service are behind this function.
 */
export function reduce(before: PipelineState, event: PipelineEvent): Step {
  const turn = new Turn(before, event.at);
  expireApprovals(turn);
  settle(turn);
  const handle = HANDLERS[event.type] as (turn: Turn, event: PipelineEvent) => Refusal | string | void;
  const answer = handle(turn, event);
  settle(turn);
  const { state, effects } = turn;
  if (isRefusal(answer)) return { state, effects, refusal: answer };
  return { state, effects, execution: answer ?? undefined };
}
