import type { ConditionType, StageDefinition } from '../definition/pipeline-definition';
import { definitionOf, type ActionRun, type Execution, type PipelineState, type Run } from '../machine/state';
import { pipelineOf, seconds, type Operations } from './operation';

/** Where a pipeline stands. @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_GetPipelineState.html */
export const pipelineState: Operations = {
  GetPipelineState: (input, standIn) => {
    const { state } = pipelineOf(input, standIn, 'name');
    const { name, stages } = definitionOf(state);
    return {
      pipelineName: name,
      pipelineVersion: state.definitions.length,
      stageStates: stages.map((stage) => stageState(state, stage)),
      created: seconds(state.created),
      updated: seconds(state.updated),
    };
  },
};

function stageState(state: PipelineState, stage: StageDefinition) {
  const visitors = (state.visits[stage.name] ?? []).flatMap((id) => state.executions.find((execution) => execution.id === id) ?? []);
  const latest = visitors.at(-1);
  const waiting = state.executions.flatMap(({ id, type, position }) => (position.at === 'waiting' && position.stage === stage.name ? [{ id, type, arrived: position.arrived }] : []));
  const inboundExecutions = waiting.sort((a, b) => a.arrived - b.arrived).map(({ id, type }) => ({ pipelineExecutionId: id, status: 'InProgress', type }));
  const { automatic, manual, latest: latestRetryTrigger } = latest?.stages[stage.name].retries ?? { automatic: 0, manual: 0 };
  return {
    stageName: stage.name,
    inboundExecution: inboundExecutions[0],
    inboundExecutions,
    inboundTransitionState: transitionState(state, stage),
    actionStates: stage.actions.map(({ name }) => actionState(state, stage, name, visitors)),
    latestExecution: latest && { pipelineExecutionId: latest.id, status: latest.stages[stage.name].status, type: latest.type },
    beforeEntryConditionState: latest && conditionState(latest, stage, 'beforeEntry'),
    onSuccessConditionState: latest && conditionState(latest, stage, 'onSuccess'),
    onFailureConditionState: latest && conditionState(latest, stage, 'onFailure'),
    retryStageMetadata: latestRetryTrigger && { autoStageRetryAttempt: automatic || undefined, manualStageRetryAttempt: manual || undefined, latestRetryTrigger },
  };
}

function transitionState({ disabled }: PipelineState, { name }: StageDefinition) {
  const closed = disabled[name];
  return closed ? { enabled: false, disabledReason: closed.reason, lastChangedAt: seconds(closed.changed) } : { enabled: true };
}

/** The newest run of an action, whoever ran it: an execution that has not come to it yet shows the one before. */
function actionState(state: PipelineState, stage: StageDefinition, action: string, visitors: readonly Execution[]) {
  const ran = visitors.findLast(({ stages }) => stages[stage.name].actions.some(({ name }) => name === action));
  const run = ran?.stages[stage.name].actions.findLast(({ name }) => name === action);
  const revision = ran?.revisions.find((each) => each.action === action);
  return {
    actionName: action,
    currentRevision: revision && { revisionId: revision.id, revisionChangeId: revision.id, created: seconds(revision.created) },
    revisionUrl: revision?.url,
    latestExecution: run && { actionExecutionId: run.id, token: openToken(state, run), ...runState(run) },
  };
}

/** @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PutApprovalResult.html */
function openToken(state: PipelineState, { status, approval }: ActionRun): string | undefined {
  return status === 'InProgress' && definitionOf(state).executionMode !== 'PARALLEL' ? approval?.token : undefined;
}

function conditionState({ stages }: Execution, { name }: StageDefinition, type: ConditionType) {
  const condition = stages[name].conditions.findLast((each) => each.type === type);
  if (!condition) return undefined;
  const { status, summary, changed, rules } = condition;
  const ruleStates = rules.map((rule) => ({ ruleName: rule.name, latestExecution: { ruleExecutionId: rule.id, ...runState(rule) } }));
  return { latestExecution: { status, summary }, conditionStates: [{ latestExecution: { status, summary, lastStatusChange: seconds(changed) }, ruleStates }] };
}

function runState({ status, summary, changed, externalExecutionId, failure }: Run) {
  return { status, summary, lastStatusChange: seconds(changed), externalExecutionId, errorDetails: failure };
}
