import type { ActionDefinition, RuleDefinition } from '../definition/pipeline-definition';
import type { RunResult } from '../machine/event';
import type { ActionRun, Execution, Run } from '../machine/state';

/** What both hooks know. */
export interface HookCall {
  readonly pipeline: string;
  readonly stage: string;
  /** The execution, to be read only. */
  readonly execution: Readonly<Execution>;
}

/** An action that is to run now. */
export interface ActionCall extends HookCall {
  readonly action: ActionDefinition;
  /** Its run, with configuration and variables resolved. */
  readonly run: Readonly<ActionRun>;
}

/** A rule that is to be asked now. */
export interface RuleCall extends HookCall {
  readonly rule: RuleDefinition;
  /** Its run, with the configuration resolved. */
  readonly run: Readonly<Run>;
}

/** Does the work of a provider's actions. */
export interface ActionHook {
  /** Runs an action to its end. Ends early, leaving no process behind, when the signal says so; what it answers then is not read. */
  run(call: ActionCall, signal: AbortSignal): Promise<RunResult>;
}

/** Answers a provider's rules. */
export interface RuleHook {
  /** Whether the rule is met: `Succeeded` when it is. */
  ask(call: RuleCall, signal: AbortSignal): Promise<RunResult>;
}

/** Who does what, by provider. Approvals need no hook. */
export interface Hooks {
  /** `CodeBuild`, `CodeCommit`, … */
  readonly actions: Readonly<Record<string, ActionHook>>;
  /** `CloudWatchAlarm`, `LambdaInvoke`, … @default - none */
  readonly rules?: Readonly<Record<string, RuleHook>>;
}
