import type { Hooks } from './hooks/hook';
import { checkProviders } from './hooks/providers';
import type { Effect, PipelineEvent, RunResult } from './machine/event';
import { reduce } from './machine/machine';
import { definitionOf, type PipelineState } from './machine/state';
import { ServiceError } from './service-error';

/** An event without its moment. */
type Happening = PipelineEvent extends infer Event ? Event extends PipelineEvent ? Omit<Event, 'at'> : never : never;

/** An effect that lasts. */
type Job = Exclude<Effect, { type: 'cancel' }>;

/** A pipeline with the work it causes: keeps the state, gives events to the machine, and runs what the machine asks for by hooks. */
export class RunningPipeline {
  private readonly work = new Map<string, { readonly controller: AbortController; readonly done: Promise<void> }>();

  constructor(private current: PipelineState, private readonly hooks: Hooks, private readonly now: () => number) {
    checkProviders(definitionOf(current), hooks);
  }

  /** Everything there is to know now. To be read only. */
  get state(): PipelineState {
    return this.current;
  }

  /** Tells the machine what happened. Throws the service's error when it is refused. */
  tell(happening: Happening): string {
    if (happening.type === 'update') checkProviders(happening.definition, this.hooks);
    const { state, effects, execution = '', refusal } = reduce(this.current, { ...happening, at: this.now() } as PipelineEvent);
    this.current = state;
    effects.forEach((effect) => this.perform(effect));
    if (refusal) throw new ServiceError(refusal.refused, refusal.message);
    return execution;
  }

  /** Waits until no hook works any more, neither for what runs now nor for what follows. Approvals are not waited for. */
  async settled(): Promise<void> {
    while (this.work.size > 0) await Promise.all([...this.work.values()].map(({ done }) => done));
  }

  /** Gives up what runs, and waits until it is gone. */
  async close(): Promise<void> {
    this.work.forEach(({ controller }) => controller.abort());
    await Promise.all([...this.work.values()].map(({ done }) => done));
  }

  private perform(effect: Effect): void {
    if (effect.type === 'cancel') return this.work.get(effect.run)?.controller.abort();
    const { type, run } = effect;
    const controller = new AbortController();
    const called = type === 'runAction' ? this.runAction(effect, controller.signal) : this.askRule(effect, controller.signal);
    const done = called.catch(brokenHook).then((result) => {
      this.work.delete(run);
      if (!controller.signal.aborted) this.tell({ type: type === 'runAction' ? 'actionEnded' : 'ruleEnded', run, result });
    });
    this.work.set(run, { controller, done });
  }

  private async runAction(effect: Job, signal: AbortSignal): Promise<RunResult> {
    const { stage, call, stageRun } = this.callOf(effect);
    const run = stageRun.actions.find(({ id }) => id === effect.run)!;
    const action = stage.actions.find(({ name }) => name === run.name)!;
    return this.hooks.actions[action.actionTypeId.provider].run({ ...call, action, run }, signal);
  }

  private async askRule(effect: Job, signal: AbortSignal): Promise<RunResult> {
    const { stage, call, stageRun } = this.callOf(effect);
    const condition = stageRun.conditions.find(({ rules }) => rules.some(({ id }) => id === effect.run))!;
    const run = condition.rules.find(({ id }) => id === effect.run)!;
    const rule = stage[condition.type]!.conditions![0].rules.find(({ name }) => name === run.name)!;
    return this.hooks.rules![rule.ruleTypeId.provider].ask({ ...call, rule, run }, signal);
  }

  private callOf({ execution: id, stage: name }: Job) {
    const definition = definitionOf(this.current);
    const execution = this.current.executions.find((each) => each.id === id)!;
    const stage = definition.stages.find((each) => each.name === name)!;
    return { stage, stageRun: execution.stages[name], call: { pipeline: definition.name, stage: name, execution } };
  }
}

/** A hook that throws has failed its action; that is the end of the action, not of the stand-in. */
function brokenHook(error: Error): RunResult {
  return { status: 'Failed', failure: { code: 'JobFailed', message: error.message.split('\n')[0] } };
}
