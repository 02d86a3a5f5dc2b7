import { conditionOf, type ConditionType } from '../definition/pipeline-definition';
import type { RunResult } from './event';
import type { ConditionRun, Run } from './state';
import type { Inside, Turn } from './turn';
import { resolveAll } from './variables';

/** Comes to a moment at which a stage may have a condition, and starts the rules of it. */
export function reachCondition(turn: Turn, { execution, stage, run }: Inside, type: ConditionType): void {
  run.step = type;
  const condition = conditionOf(stage, type);
  if (!condition) return;
  const rules = condition.rules.map(({ name, configuration }) => turn.newRun(turn.id(), name, resolveAll(execution, configuration).values));
  run.conditions.push({ type, result: condition.result, status: 'InProgress', changed: turn.now, rules });
  rules.forEach(({ id }) => turn.effects.push({ type: 'runRule', execution: execution.id, stage: stage.name, run: id }));
}

/**
 * Records how a rule ended. A condition is met when all its rules are; its result follows when it is not.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/concepts-how-it-works-conditions.html
 */
export function endRule(turn: Turn, condition: ConditionRun, rule: Run, result: RunResult): void {
  if (rule.status !== 'InProgress') return;
  turn.endRun(rule, result);
  if (condition.rules.some(({ status }) => status === 'InProgress')) return;
  const broken = condition.rules.filter(({ status }) => status !== 'Succeeded').map(({ name }) => name);
  condition.status = broken.length === 0 ? 'Succeeded' : 'Failed';
  if (broken.length > 0) condition.summary = `not met: ${broken.join(', ')}`;
  condition.changed = turn.now;
}

/** Ends a condition that is being judged without a judgement. */
export function giveUpCondition(turn: Turn, condition: ConditionRun, status: 'Abandoned' | 'Overridden'): void {
  for (const rule of condition.rules.filter((each) => each.status === 'InProgress')) {
    Object.assign(rule, { status: 'Abandoned', changed: turn.now });
    turn.effects.push({ type: 'cancel', run: rule.id });
  }
  Object.assign(condition, { status, changed: turn.now });
}
