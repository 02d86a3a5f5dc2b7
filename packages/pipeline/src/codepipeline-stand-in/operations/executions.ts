import { definitionOf, type Execution } from '../machine/state';
import { ServiceError } from '../service-error';
import { executionOf, pipelineOf, seconds, type Operations } from './operation';
import { pageOf } from './paging';

/** Executions of a pipeline. */
export const executions: Operations = {
  GetPipelineExecution: (input, standIn) => {
    const { state } = pipelineOf(input, standIn);
    const execution = executionOf(input, state);
    return {
      pipelineExecution: {
        pipelineName: definitionOf(state).name,
        pipelineVersion: execution.version,
        variables: Object.entries(execution.variables).map(([name, resolvedValue]) => ({ name, resolvedValue })),
        artifactRevisions: execution.revisions.map(({ artifact, id, summary, url, created }) => ({
          name: artifact, revisionId: id, revisionSummary: summary, revisionUrl: url, created: seconds(created),
        })),
        ...common(execution),
        executionMode: definitionOf(state, execution.version).executionMode,
      },
    };
  },

  ListPipelineExecutions: (input, standIn) => {
    const { state } = pipelineOf(input, standIn);
    const stage = input.maybe('filter')?.maybe('succeededInStage')?.text('stageName');
    if (stage !== undefined && !definitionOf(state).stages.some(({ name }) => name === stage)) throw new ServiceError('ValidationException', `stage ${stage} is not in the pipeline`);
    const found = [...state.executions].reverse().filter(({ stages }) => stage === undefined || stages[stage]?.status === 'Succeeded');
    const { page, nextToken } = pageOf(input, `executions:${stage ?? ''}`, found, 100);
    return {
      nextToken,
      pipelineExecutionSummaries: page.map((execution) => ({
        ...common(execution),
        startTime: seconds(execution.started),
        lastUpdateTime: seconds(execution.changed),
        sourceRevisions: execution.revisions.map(({ action, id, summary, url }) => ({ actionName: action, revisionId: id, revisionSummary: summary, revisionUrl: url })),
        stopTrigger: execution.stopReason === undefined ? undefined : { reason: execution.stopReason },
        executionMode: definitionOf(state, execution.version).executionMode,
      })),
    };
  },
};

/** What both answers say. */
function common({ id, status, statusSummary, trigger, type, rollbackTarget }: Execution) {
  return {
    pipelineExecutionId: id,
    status,
    statusSummary,
    trigger: { triggerType: trigger.type, triggerDetail: trigger.detail },
    executionType: type,
    rollbackMetadata: rollbackTarget === undefined ? undefined : { rollbackTargetPipelineExecutionId: rollbackTarget },
  };
}
