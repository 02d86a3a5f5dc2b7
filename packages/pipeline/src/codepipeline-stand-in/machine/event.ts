import type { ConditionType, PipelineDefinition, RetryMode } from '../definition/pipeline-definition';
import type { Failure, PipelineState, TriggerType } from './state';

/** How an action or a rule ended. */
export interface RunResult {
  readonly status: 'Succeeded' | 'Failed';
  readonly summary?: string;
  readonly failure?: Failure;
  readonly externalExecutionId?: string;
  /** What later actions may read by the action's namespace. */
  readonly outputVariables?: Readonly<Record<string, string>>;
  /** The commit, when it was a source. */
  readonly revision?: { readonly id: string; readonly summary?: string; readonly url?: string };
}

interface Events {
  /** Nothing happened but time. */
  tick: object;
  start: {
    readonly trigger: { readonly type: TriggerType; readonly detail: string };
    readonly variables?: Readonly<Record<string, string>>;
    readonly overrides?: Readonly<Record<string, string>>;
    readonly requestToken?: string;
  };
  actionEnded: { readonly run: string; readonly result: RunResult };
  ruleEnded: { readonly run: string; readonly result: RunResult };
  approve: { readonly stage: string; readonly action: string; readonly token: string; readonly approved: boolean; readonly summary: string };
  retry: { readonly stage: string; readonly execution: string; readonly mode: RetryMode };
  stop: { readonly execution: string; readonly abandon: boolean; readonly reason?: string };
  rollback: { readonly stage: string; readonly target: string };
  override: { readonly stage: string; readonly execution: string; readonly condition: ConditionType };
  disable: { readonly stage: string; readonly reason: string };
  enable: { readonly stage: string };
  update: { readonly definition: PipelineDefinition };
}

/** What can happen to a pipeline, by name. */
export type EventOf<Type extends keyof Events> = Events[Type];

/** Something that happened, and when, in milliseconds. */
export type PipelineEvent = { [Type in keyof Events]: { readonly type: Type; readonly at: number } & Events[Type] }[keyof Events];

/** Names of the service's refusals. @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_Operations.html */
export type RefusalType =
  | 'ActionNotFoundException' | 'ApprovalAlreadyCompletedException' | 'ConditionNotOverridableException' | 'DuplicatedStopRequestException'
  | 'InvalidApprovalTokenException' | 'NotLatestPipelineExecutionException' | 'PipelineExecutionNotFoundException'
  | 'PipelineExecutionNotStoppableException' | 'StageNotFoundException' | 'StageNotRetryableException' | 'UnableToRollbackStageException' | 'ValidationException';

/** Why nothing came of an event. */
export interface Refusal {
  readonly refused: RefusalType;
  readonly message: string;
}

/** What somebody has to do now. */
export type Effect =
  | { readonly type: 'runAction' | 'runRule'; readonly execution: string; readonly stage: string; readonly run: string }
  | { readonly type: 'cancel'; readonly run: string };

/** What came of an event. */
export interface Step {
  readonly state: PipelineState;
  readonly effects: readonly Effect[];
  /** Id of the execution a request is about. */
  readonly execution?: string;
  readonly refusal?: Refusal;
}
