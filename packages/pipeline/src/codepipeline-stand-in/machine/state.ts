import type { ConditionResult, ConditionType, PipelineDefinition } from '../definition/pipeline-definition';

/** @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PipelineExecution.html */
export type ExecutionStatus = 'InProgress' | 'Stopping' | 'Stopped' | 'Succeeded' | 'Failed' | 'Superseded' | 'Cancelled';

/** @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_StageExecution.html */
export type StageStatus = 'InProgress' | 'Stopping' | 'Stopped' | 'Succeeded' | 'Failed' | 'Cancelled' | 'Skipped';

/** @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ActionExecution.html */
export type RunStatus = 'InProgress' | 'Succeeded' | 'Failed' | 'Abandoned';

/** @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ConditionExecution.html */
export type ConditionStatus = 'InProgress' | 'Succeeded' | 'Failed' | 'Overridden' | 'Abandoned';

/** What started an execution. @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ExecutionTrigger.html */
export type TriggerType = 'StartPipelineExecution' | 'CloudWatchEvent' | 'WebhookV2' | 'ManualRollback' | 'AutomatedRollback';

/** An artifact and where its bytes are, below the folder of all artifacts. */
export interface Artifact {
  name: string;
  location: string;
}

/** What went wrong. */
export interface Failure {
  code: string;
  message: string;
}

/** A commit a source action found. */
export interface Revision {
  action: string;
  artifact: string;
  id: string;
  summary?: string;
  url?: string;
  created: number;
}

/** What actions and rules have in common: they started, and some time later they end. */
export interface Run {
  id: string;
  /** Name of the action or of the rule. */
  name: string;
  status: RunStatus;
  started: number;
  changed: number;
  configuration: Record<string, string>;
  summary?: string;
  failure?: Failure;
  externalExecutionId?: string;
}

/** One run of an action; a retry makes another. */
export interface ActionRun extends Run {
  environment: Record<string, string>;
  inputs: Artifact[];
  outputs: Artifact[];
  outputVariables: Record<string, string>;
  /** The question to a person, when it is one. */
  approval?: { token: string; expires: number; answered: boolean };
}

/** One judgement of a condition. */
export interface ConditionRun {
  type: ConditionType;
  result: ConditionResult;
  status: ConditionStatus;
  summary?: string;
  changed: number;
  rules: Run[];
}

/** What an execution did in a stage. */
export interface StageRun {
  status: StageStatus;
  /** What it is doing there, or did last. */
  step: ConditionType | 'actions';
  /** Runs of actions, the oldest first. */
  actions: ActionRun[];
  /** Runs before this one belong to an attempt that was repeated as a whole. */
  from: number;
  conditions: ConditionRun[];
  retries: { automatic: number; manual: number; latest?: 'AutomatedStageRetry' | 'ManualStageRetry' };
}

/** Where an execution is: in front of a stage, inside of one, or nowhere any more. */
export type Position = { at: 'waiting'; stage: string; arrived: number } | { at: 'inside'; stage: string } | { at: 'end' };

/** One run of the pipeline. */
export interface Execution {
  id: string;
  /** Version of the structure it was started with. */
  version: number;
  type: 'STANDARD' | 'ROLLBACK';
  status: ExecutionStatus;
  statusSummary?: string;
  trigger: { type: TriggerType; detail: string };
  started: number;
  changed: number;
  position: Position;
  variables: Record<string, string>;
  /** Revisions asked for, by source action. */
  overrides: Record<string, string>;
  revisions: Revision[];
  /** What actions said, by namespace. */
  namespaces: Record<string, Record<string, string>>;
  artifacts: Artifact[];
  stages: Record<string, StageRun>;
  requestToken?: string;
  stopReason?: string;
  rollbackTarget?: string;
}

/** Everything there is to know of one pipeline. Plain data; only a `Turn` changes it, on a copy of its own. */
export interface PipelineState {
  /** Structures, the first version first. */
  definitions: readonly PipelineDefinition[];
  created: number;
  updated: number;
  /** The oldest first. */
  executions: Execution[];
  /** Executions that entered a stage, in the order they did. */
  visits: Record<string, string[]>;
  /** Stages nobody may enter now. */
  disabled: Record<string, { reason: string; changed: number }>;
  /** Ids are made from a seed and a count, so that the same events make the same ids. */
  ids: { seed: string; made: number };
  /** Counts arrivals in front of stages. */
  arrivals: number;
}

/** A pipeline nobody has started yet. */
export function newPipeline(definition: PipelineDefinition, disabled: Readonly<Record<string, string>>, seed: string, at: number): PipelineState {
  return {
    definitions: [definition],
    created: at,
    updated: at,
    executions: [],
    visits: {},
    disabled: Object.fromEntries(Object.entries(disabled).map(([stage, reason]) => [stage, { reason, changed: at }])),
    ids: { seed, made: 0 },
    arrivals: 0,
  };
}

/** The structure of an execution. */
export function definitionOf(state: PipelineState, version = state.definitions.length): PipelineDefinition {
  return state.definitions[version - 1];
}

/** The newest run of an action in the attempt that counts. */
export function latestRun(run: StageRun, action: string): ActionRun | undefined {
  return run.actions.slice(run.from).findLast(({ name }) => name === action);
}
