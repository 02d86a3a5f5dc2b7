import * as fc from 'fast-check';
import { readTemplate } from '../../src/codepipeline-stand-in/definition/read-template';
import type { Effect, PipelineEvent } from '../../src/codepipeline-stand-in/machine/event';
import { reduce } from '../../src/codepipeline-stand-in/machine/machine';
import { newPipeline, type Execution, type PipelineState } from '../../src/codepipeline-stand-in/machine/state';
import { alarm, approval, aTemplate, type StageSketch } from './templates';

const MODES = ['QUEUED', 'SUPERSEDED', 'PARALLEL'] as const;
const STAGES = ['source', 'build', 'ask', 'deploy', 'bake', 'nowhere'];

/** A pipeline with everything a stage may have; a parallel one has no rollback. */
function aPipeline(mode: (typeof MODES)[number]): PipelineState {
  const back = mode === 'PARALLEL' ? 'FAIL' : 'ROLLBACK';
  const stages: StageSketch[] = [
    { name: 'build', actions: ['api', 'web', { name: 'pack', order: 2, more: { Configuration: { Commit: '#{SourceVariables.CommitId}' } } }], policy: { OnFailure: { Result: 'RETRY' } } },
    { name: 'ask', actions: [approval('approve', { TimeoutInMinutes: 60 })], policy: alarm('BeforeEntry', 'SKIP', 'LambdaInvoke') },
    { name: 'deploy', policy: mode === 'PARALLEL' ? {} : { OnFailure: { Result: 'ROLLBACK' } } },
    { name: 'bake', policy: { ...alarm('BeforeEntry', 'FAIL'), ...alarm('OnSuccess', back) } },
  ];
  const { definition } = readTemplate(aTemplate(stages, { mode }));
  return newPipeline(definition, {}, 'property', 0);
}

/** What a moment brings. Numbers choose among what there is: an execution, something that runs, an open question. */
const moment = fc.record({
  minutes: fc.nat(90),
  pick: fc.nat(),
  stage: fc.constantFrom(...STAGES),
  good: fc.boolean(),
  what: fc.oneof(
    { weight: 12, arbitrary: fc.constant('end' as const) },
    { weight: 4, arbitrary: fc.constant('start' as const) },
    { weight: 3, arbitrary: fc.constant('approve' as const) },
    { weight: 6, arbitrary: fc.constantFrom('retry' as const, 'stop' as const, 'rollback' as const, 'override' as const, 'disable' as const, 'enable' as const, 'tick' as const) },
    { weight: 1, arbitrary: fc.constant('update' as const) },
  ),
});
type Moment = typeof moment extends fc.Arbitrary<infer T> ? T : never;

/** A pipeline that lives through moments. */
class Life {
  private at = 0;
  private readonly running = new Map<string, Effect & { type: 'runAction' | 'runRule' }>();

  constructor(public state: PipelineState) {}

  live({ minutes, pick, stage, good, what }: Moment): void {
    this.at += minutes * 60_000;
    const event = this.event(what, pick, stage, good);
    const { state, effects } = reduce(this.state, { ...event, at: this.at } as PipelineEvent);
    this.state = state;
    for (const effect of effects) {
      if (effect.type === 'cancel') this.running.delete(effect.run);
      else this.running.set(effect.run, effect);
    }
  }

  private event(what: Moment['what'], pick: number, stage: string, good: boolean): object {
    const execution = this.one(this.state.executions, pick)?.id ?? 'none';
    const result = { status: good ? 'Succeeded' : 'Failed', outputVariables: { CommitId: 'c0ffee' } };
    const effect = this.one([...this.running.values()], pick);
    const question = this.one(this.state.executions.flatMap(({ stages }) => stages.ask?.actions ?? []), pick);
    if (what === 'end') {
      if (!effect) return { type: 'actionEnded', run: 'nobody', result };
      this.running.delete(effect.run);
      return { type: effect.type === 'runAction' ? 'actionEnded' : 'ruleEnded', run: effect.run, result };
    }
    const events = {
      start: { trigger: { type: 'StartPipelineExecution', detail: 'test' } },
      approve: { stage: 'ask', action: 'approve', token: question?.approval?.token ?? 'none', approved: good, summary: 'seen' },
      retry: { stage, execution, mode: good ? 'FAILED_ACTIONS' : 'ALL_ACTIONS' },
      stop: { execution, abandon: good },
      rollback: { stage, target: execution },
      override: { stage, execution, condition: good ? 'beforeEntry' : 'onSuccess' },
      disable: { stage, reason: 'a freeze' },
      enable: { stage },
      tick: {},
      update: { definition: this.state.definitions[0] },
    };
    return { type: what, ...events[what] };
  }

  private one<T>(list: readonly T[], pick: number): T | undefined {
    return list[pick % list.length];
  }

  /** What an execution waits for. */
  waitsFor({ position, stages }: Execution): string {
    if (position.at === 'end') return 'nothing: it has ended';
    if (position.at === 'waiting') {
      const ahead = this.state.definitions[0].executionMode !== 'PARALLEL' && this.state.executions.some((other) => other.position.at !== 'end' && other.position.stage === position.stage && (other.position.at === 'inside' || other.position.arrived < position.arrived));
      return this.state.disabled[position.stage] ? 'a closed transition' : ahead ? 'another execution' : 'nothing';
    }
    const { actions, conditions } = stages[position.stage];
    const busy = [...actions, ...conditions.flatMap(({ rules }) => rules)].filter(({ status }) => status === 'InProgress');
    return busy.length === 0 ? 'nothing' : busy.every((run) => ('approval' in run && run.approval) || this.running.has(run.id)) ? 'a person or a hook' : 'a run nobody knows';
  }
}

function lived(mode: (typeof MODES)[number], moments: readonly Moment[], after: (life: Life) => void): void {
  const life = new Life(aPipeline(mode));
  for (const each of moments) {
    life.live(each);
    after(life);
  }
}

const histories = fc.array(moment, { minLength: 1, maxLength: 50 });

describe('whatever happens to a pipeline', () => {
  it.each(['QUEUED', 'SUPERSEDED'] as const)('no two executions are in one stage: %s', (mode) => {
    fc.assert(fc.property(histories, (moments) => lived(mode, moments, ({ state }) => {
      const inside = state.executions.flatMap(({ position }) => (position.at === 'inside' ? [position.stage] : []));
      expect(new Set(inside).size).toBe(inside.length);
    })));
  });

  it('a queue stays in order in every stage', () => {
    fc.assert(fc.property(histories, (moments) => lived('QUEUED', moments, ({ state }) => {
      const standard = state.executions.filter(({ type }) => type === 'STANDARD').map(({ id }) => id);
      for (const visits of Object.values(state.visits)) {
        const order = visits.filter((id) => standard.includes(id)).map((id) => standard.indexOf(id));
        expect(order).toEqual([...order].sort((a, b) => a - b));
      }
    })));
  });

  it('one execution at most waits in front of a stage of a superseding pipeline', () => {
    fc.assert(fc.property(histories, (moments) => lived('SUPERSEDED', moments, ({ state }) => {
      const waiting = state.executions.flatMap(({ position }) => (position.at === 'waiting' ? [position.stage] : []));
      expect(new Set(waiting).size).toBe(waiting.length);
    })));
  });

  it.each(MODES)('every execution has ended or waits for something one can name: %s', (mode) => {
    fc.assert(fc.property(histories, (moments) => lived(mode, moments, (life) => {
      for (const execution of life.state.executions) {
        expect(life.waitsFor(execution)).not.toMatch(/^(nothing|a run nobody knows)$/);
        expect(['InProgress', 'Stopping'].includes(execution.status)).toBe(execution.position.at !== 'end');
      }
    })));
  });

  it.each(MODES)('all executions end when hooks end, people answer and transitions open: %s', (mode) => {
    fc.assert(fc.property(histories, (moments) => {
      const life = new Life(aPipeline(mode));
      moments.forEach((each) => life.live(each));
      STAGES.forEach((stage) => life.live({ minutes: 0, pick: 0, stage, good: true, what: 'enable' }));
      for (let turns = 0; turns < 2000 && life.state.executions.some(({ position }) => position.at !== 'end'); turns++) {
        life.live({ minutes: 61, pick: turns, stage: 'build', good: true, what: 'end' });
      }
      expect(life.state.executions.filter(({ position }) => position.at !== 'end')).toEqual([]);
    }));
  });

  it('the state before an event stays as it was', () => {
    fc.assert(fc.property(histories, (moments) => {
      const life = new Life(aPipeline('QUEUED'));
      moments.slice(1).forEach((each) => life.live(each));
      const before = life.state;
      const copy = structuredClone(before);
      life.live(moments[0]);
      expect(before).toEqual(copy);
    }));
  });

  it('an action that was given up changes nothing when it ends late, although its execution runs again', () => {
    const { definition } = readTemplate(aTemplate([{ name: 'deploy' }]));
    let state = newPipeline(definition, {}, 'late', 0);
    const tell = (event: object) => ({ state } = reduce(state, { ...event, at: 0 } as PipelineEvent));
    tell({ type: 'start', trigger: { type: 'StartPipelineExecution', detail: 'test' } });
    const [{ id: execution }] = state.executions;
    const runs = () => state.executions[0].stages.source.actions;
    tell({ type: 'stop', execution, abandon: true });
    tell({ type: 'retry', stage: 'source', execution, mode: 'FAILED_ACTIONS' });
    tell({ type: 'actionEnded', run: runs()[0].id, result: { status: 'Succeeded' } });
    expect(runs().map(({ status }) => status)).toEqual(['Abandoned', 'InProgress']);
  });

  it('the same events make the same state, to the last id', () => {
    fc.assert(fc.property(histories, (moments) => {
      const [one, other] = [new Life(aPipeline('QUEUED')), new Life(aPipeline('QUEUED'))];
      moments.forEach((each) => { one.live(each); other.live(each); });
      expect(other.state).toEqual(one.state);
    }));
  });
});
