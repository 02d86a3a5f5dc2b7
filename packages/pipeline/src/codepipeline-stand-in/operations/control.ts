import { ID, NAME, type Fields, type Pattern } from '../definition/fields';
import { definitionOf, type PipelineState } from '../machine/state';
import { ServiceError } from '../service-error';
import { pipelineOf, seconds, type Operations } from './operation';

const REASON: Pattern = { matches: /^[^!@%^=|[\]{}\\]{1,200}$/, is: 'a reason of at most 200 characters' };

/** What people and programs ask a pipeline to do. */
export const control: Operations = {
  StartPipelineExecution: (input, standIn) => {
    const pipeline = pipelineOf(input, standIn, 'name');
    const variables = input.list('variables').map((each) => [each.text('name'), each.text('value', { matches: /^[^]{1,1000}$/, is: '1 to 1000 characters' })]);
    const overrides = input.list('sourceRevisions').map((each) => {
      each.oneOf('revisionType', ['COMMIT_ID', 'IMAGE_DIGEST', 'S3_OBJECT_VERSION_ID', 'S3_OBJECT_KEY']);
      return [each.text('actionName', NAME), each.text('revisionValue')];
    });
    const requestToken = input.maybeText('clientRequestToken', { matches: /^[a-zA-Z0-9-]{1,128}$/, is: '1 to 128 letters, digits or -' });
    const trigger = { type: 'StartPipelineExecution', detail: 'stand-in' } as const;
    return { pipelineExecutionId: pipeline.tell({ type: 'start', trigger, variables: Object.fromEntries(variables), overrides: Object.fromEntries(overrides), requestToken }) };
  },

  StopPipelineExecution: (input, standIn) => {
    const pipeline = pipelineOf(input, standIn);
    const execution = input.text('pipelineExecutionId', ID);
    return { pipelineExecutionId: pipeline.tell({ type: 'stop', execution, abandon: input.flag('abandon'), reason: input.maybeText('reason', REASON) }) };
  },

  RetryStageExecution: (input, standIn) => {
    const pipeline = pipelineOf(input, standIn);
    const mode = input.oneOf('retryMode', ['FAILED_ACTIONS', 'ALL_ACTIONS']);
    return { pipelineExecutionId: pipeline.tell({ type: 'retry', stage: input.text('stageName', NAME), execution: input.text('pipelineExecutionId', ID), mode }) };
  },

  RollbackStage: (input, standIn) => {
    const pipeline = pipelineOf(input, standIn);
    return { pipelineExecutionId: pipeline.tell({ type: 'rollback', stage: input.text('stageName', NAME), target: input.text('targetPipelineExecutionId', ID) }) };
  },

  OverrideStageCondition: (input, standIn) => {
    const pipeline = pipelineOf(input, standIn);
    const condition = input.oneOf('conditionType', ['BEFORE_ENTRY', 'ON_SUCCESS']) === 'BEFORE_ENTRY' ? 'beforeEntry' : 'onSuccess';
    pipeline.tell({ type: 'override', stage: input.text('stageName', NAME), execution: input.text('pipelineExecutionId', ID), condition });
    return {};
  },

  DisableStageTransition: (input, standIn) => {
    const pipeline = pipelineOf(input, standIn);
    const reason = input.text('reason', { matches: /^[a-zA-Z0-9!@ ().*?\-]{1,300}$/, is: '1 to 300 letters, digits, spaces or !@().*?-' });
    pipeline.tell({ type: 'disable', stage: transitionOf(input, pipeline.state), reason });
    return {};
  },

  EnableStageTransition: (input, standIn) => {
    const pipeline = pipelineOf(input, standIn);
    pipeline.tell({ type: 'enable', stage: transitionOf(input, pipeline.state) });
    return {};
  },

  PutApprovalResult: (input, standIn) => {
    const pipeline = pipelineOf(input, standIn);
    const result = input.object('result');
    const summary = result.text('summary', { matches: /^[^]{0,512}$/, is: 'at most 512 characters' });
    const approved = result.oneOf('status', ['Approved', 'Rejected']) === 'Approved';
    pipeline.tell({ type: 'approve', stage: input.text('stageName', NAME), action: input.text('actionName', NAME), token: input.text('token', ID), approved, summary });
    return { approvedAt: seconds(standIn.now()) };
  },
};

/** The stage in front of which a transition ends. Out of one stage is into the next. @see https://docs.aws.amazon.com/codepipeline/latest/userguide/transitions.html */
function transitionOf(input: Fields, state: PipelineState): string {
  const name = input.text('stageName', NAME);
  if (input.oneOf('transitionType', ['Inbound', 'Outbound']) === 'Inbound') return name;
  const { stages } = definitionOf(state);
  const index = stages.findIndex((stage) => stage.name === name);
  if (index < 0) throw new ServiceError('StageNotFoundException', `stage ${name} is not in the pipeline`);
  if (index === stages.length - 1) throw new ServiceError('ValidationException', `stage ${name} is the last and leads nowhere`);
  return stages[index + 1].name;
}
