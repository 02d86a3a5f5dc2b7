/** How executions of one pipeline meet. @see https://docs.aws.amazon.com/codepipeline/latest/userguide/concepts-how-it-works.html */
export type ExecutionMode = 'QUEUED' | 'SUPERSEDED' | 'PARALLEL';

/** Which actions of a stage a retry runs again. */
export type RetryMode = 'FAILED_ACTIONS' | 'ALL_ACTIONS';

/** What follows a condition that is not met, or a failed stage. */
export type ConditionResult = 'ROLLBACK' | 'FAIL' | 'RETRY' | 'SKIP';

/** When a stage's condition is judged. */
export type ConditionType = 'beforeEntry' | 'onSuccess' | 'onFailure';

/** Who runs an action or a rule. */
export interface TypeId {
  readonly category: string;
  readonly owner: string;
  readonly provider: string;
  readonly version: string;
}

/** An artifact by its name. */
export interface ArtifactName {
  readonly name: string;
}

/** A variable an action gets. */
export interface EnvironmentVariable {
  readonly name: string;
  readonly value: string;
  readonly type: 'PLAINTEXT' | 'SECRETS_MANAGER';
}

/** One action, with what CodePipeline would fill in filled in. */
export interface ActionDefinition {
  readonly name: string;
  readonly actionTypeId: TypeId;
  /** Actions of one number run at once, lower numbers first. */
  readonly runOrder: number;
  readonly configuration: Readonly<Record<string, string>>;
  readonly inputArtifacts: readonly ArtifactName[];
  readonly outputArtifacts: readonly ArtifactName[];
  readonly environmentVariables: readonly EnvironmentVariable[];
  /** Under which name later actions find this one's variables. */
  readonly namespace?: string;
  readonly commands?: readonly string[];
  readonly outputVariables?: readonly string[];
  readonly roleArn?: string;
  readonly region?: string;
  readonly timeoutInMinutes?: number;
}

/** One rule of a condition. */
export interface RuleDefinition {
  readonly name: string;
  readonly ruleTypeId: TypeId;
  readonly configuration: Readonly<Record<string, string>>;
  readonly inputArtifacts: readonly ArtifactName[];
  readonly commands?: readonly string[];
  readonly roleArn?: string;
  readonly region?: string;
  readonly timeoutInMinutes?: number;
}

/** Rules that all have to be met, and what follows when one is not. */
export interface ConditionDefinition {
  readonly result: ConditionResult;
  readonly rules: readonly RuleDefinition[];
}

/** What follows a failed stage. */
export interface FailurePolicy {
  readonly result?: ConditionResult;
  readonly retryConfiguration?: { readonly retryMode: RetryMode };
  readonly conditions?: readonly ConditionDefinition[];
}

/** One stage. */
export interface StageDefinition {
  readonly name: string;
  readonly actions: readonly ActionDefinition[];
  readonly beforeEntry?: { readonly conditions: readonly ConditionDefinition[] };
  readonly onSuccess?: { readonly conditions: readonly ConditionDefinition[] };
  readonly onFailure?: FailurePolicy;
}

/** A variable of the pipeline, given when an execution starts. */
export interface VariableDefinition {
  readonly name: string;
  readonly defaultValue?: string;
  readonly description?: string;
}

/** A pipeline's structure, in the words of the service's own API, so that `GetPipeline` answers it as it is. */
export interface PipelineDefinition {
  readonly name: string;
  readonly roleArn: string;
  readonly pipelineType: 'V1' | 'V2';
  readonly executionMode: ExecutionMode;
  readonly stages: readonly StageDefinition[];
  readonly variables: readonly VariableDefinition[];
  readonly triggers: readonly object[];
  readonly artifactStore?: object;
  readonly artifactStores?: object;
}

/** The condition a stage has at a moment; there is at most one. @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_BeforeEntryConditions.html */
export function conditionOf(stage: StageDefinition, type: ConditionType): ConditionDefinition | undefined {
  return stage[type]?.conditions?.[0];
}
