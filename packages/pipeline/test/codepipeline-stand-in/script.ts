import type { ActionCall, ActionHook, RuleCall, RuleHook, RunResult } from '../../src/codepipeline-stand-in';

const GOOD: RunResult = { status: 'Succeeded' };

/** Something that runs until the test ends it. */
interface Held {
  readonly key: string;
  readonly execution: string;
  readonly end: (result: RunResult) => void;
}

/** Plays every provider. Actions and rules are called `<stage>/<name>` and succeed at once, unless a test says otherwise. */
export class Script implements ActionHook, RuleHook {
  /** Everything that was started, as `<stage>/<name>`. */
  readonly started: string[] = [];
  /** What was ended before its time. */
  readonly cancelled: string[] = [];
  /** Calls, the newest last. */
  readonly calls: (ActionCall | RuleCall)[] = [];
  private readonly plans = new Map<string, RunResult | 'hold'>();
  private held: Held[] = [];

  /** From now on it fails. */
  fail(key: string, message = 'broken'): void {
    this.plans.set(key, { status: 'Failed', failure: { code: 'JobFailed', message } });
  }

  /** From now on it succeeds, and says this. */
  pass(key: string, more: Partial<RunResult> = {}): void {
    this.plans.set(key, { ...GOOD, ...more });
  }

  /** From now on it runs until `end`. */
  hold(key: string): void {
    this.plans.set(key, 'hold');
  }

  /** Ends the oldest run that is held. */
  async end(key: string, result: RunResult = GOOD): Promise<void> {
    const held = this.held.find((each) => each.key === key);
    if (!held) throw new Error(`${key} does not run`);
    held.end(result);
    await new Promise((later) => setImmediate(later));
  }

  /** What runs now. */
  get running(): string[] {
    return this.held.map(({ key }) => key).sort();
  }

  run(call: ActionCall, signal: AbortSignal): Promise<RunResult> {
    return this.play(`${call.stage}/${call.action.name}`, call, signal);
  }

  ask(call: RuleCall, signal: AbortSignal): Promise<RunResult> {
    return this.play(`${call.stage}/${call.rule.name}`, call, signal);
  }

  private play(key: string, call: ActionCall | RuleCall, signal: AbortSignal): Promise<RunResult> {
    this.started.push(key);
    this.calls.push(call);
    const plan = this.plans.get(key) ?? this.byDefault(call);
    if (plan !== 'hold') return Promise.resolve(plan);
    return new Promise((resolve) => {
      const end = (result: RunResult) => {
        this.held = this.held.filter((each) => each !== held);
        resolve(result);
      };
      const held = { key, execution: call.execution.id, end };
      this.held.push(held);
      signal.addEventListener('abort', () => {
        this.cancelled.push(key);
        end({ status: 'Failed' });
      });
    });
  }

  /** A source finds the commit it was asked for, or one of its own. */
  private byDefault(call: ActionCall | RuleCall): RunResult {
    if (!('action' in call) || call.action.actionTypeId.category !== 'Source') return GOOD;
    const id = call.execution.overrides[call.action.name] ?? call.execution.id.replaceAll('-', '').padEnd(40, '0');
    return { ...GOOD, revision: { id, summary: 'a change' }, outputVariables: { CommitId: id, BranchName: 'main' } };
  }
}
