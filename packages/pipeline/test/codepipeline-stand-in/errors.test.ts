import * as sdk from '@aws-sdk/client-codepipeline';
import { approval, aTemplate } from './templates';
import { closeWorlds, World } from './world';

afterAll(closeWorlds);

const STRANGER = '01234567-89ab-cdef-0123-456789abcdef';
const acme = { pipelineName: 'acme' };
const deploy = { ...acme, stageName: 'deploy' };
const nowhere = { ...acme, stageName: 'nowhere' };

/** A source, a deploy that succeeded, and a question that is open. */
const world = World.of(aTemplate([{ name: 'deploy' }, { name: 'ask', actions: [approval('approve')] }], { variables: [{ Name: 'base' }] }));
const started = world.then((there) => there.start({ variables: [{ name: 'base', value: 'x' }] }));

/** Requests somebody may make, and the class of the SDK they are refused with. */
const REFUSED: [string, (execution: string) => { input: object }, keyof typeof sdk, RegExp][] = [
  ['a pipeline nobody made', () => new sdk.GetPipelineStateCommand({ name: 'other' }), 'PipelineNotFoundException', /^pipeline other is not in account 000000000000$/],
  ['a name with spaces', () => new sdk.GetPipelineStateCommand({ name: 'a b' }), 'ValidationException', /^name is not 1 to 100 letters, .*, got "a b"; write/],
  ['a version that never was', () => new sdk.GetPipelineCommand({ name: 'acme', version: 9 }), 'PipelineVersionNotFoundException', /no version 9$/],
  ['an execution that never was', () => new sdk.GetPipelineExecutionCommand({ ...acme, pipelineExecutionId: STRANGER }), 'PipelineExecutionNotFoundException', /^execution 01234567.* is not one of the pipeline$/],
  ['an id that is none', () => new sdk.GetPipelineExecutionCommand({ ...acme, pipelineExecutionId: 'latest' }), 'ValidationException', /^pipelineExecutionId is not an id such as/],
  ['a start without a variable that has no default', () => new sdk.StartPipelineExecutionCommand({ name: 'acme' }), 'ValidationException', /^variable base has no default and was not given$/],
  ['a start with a variable of another pipeline', () => new sdk.StartPipelineExecutionCommand({ name: 'acme', variables: [{ name: 'bass', value: 'x' }] }), 'ValidationException', /^variable bass is not one of pipeline acme$/],
  ['a start at a source there is not', () => new sdk.StartPipelineExecutionCommand({ name: 'acme', variables: [{ name: 'base', value: 'x' }], sourceRevisions: [{ actionName: 'deploy', revisionType: 'COMMIT_ID', revisionValue: 'x' }] }), 'ValidationException', /^action deploy is not a source/],
  ['a retry of a stage that succeeded', (id) => new sdk.RetryStageExecutionCommand({ ...deploy, pipelineExecutionId: id, retryMode: 'FAILED_ACTIONS' }), 'StageNotRetryableException', /: it is Succeeded$/],
  ['a retry of a stage there is not', (id) => new sdk.RetryStageExecutionCommand({ ...nowhere, pipelineExecutionId: id, retryMode: 'FAILED_ACTIONS' }), 'StageNotFoundException', /^stage nowhere is not in pipeline acme$/],
  ['a rollback to an execution that never was', () => new sdk.RollbackStageCommand({ ...deploy, targetPipelineExecutionId: STRANGER }), 'PipelineExecutionNotFoundException', /^execution 01234567/],
  ['a rollback of the source', (id) => new sdk.RollbackStageCommand({ ...acme, stageName: 'source', targetPipelineExecutionId: id }), 'UnableToRollbackStageException', /a source stage has nothing to go back to$/],
  ['a rollback to an execution that did not succeed there', (id) => new sdk.RollbackStageCommand({ ...acme, stageName: 'ask', targetPipelineExecutionId: id }), 'UnableToRollbackStageException', /did not succeed in the stage$/],
  ['an override where no condition is', (id) => new sdk.OverrideStageConditionCommand({ ...deploy, pipelineExecutionId: id, conditionType: 'ON_SUCCESS' }), 'ConditionNotOverridableException', /does not hold execution/],
  ['an answer to an action that asks nothing', () => new sdk.PutApprovalResultCommand({ ...deploy, actionName: 'work', token: STRANGER, result: { status: 'Approved', summary: '' } }), 'ActionNotFoundException', /^action work of stage deploy is no approval$/],
  ['a transition into nowhere', () => new sdk.DisableStageTransitionCommand({ ...nowhere, transitionType: 'Inbound', reason: 'x' }), 'StageNotFoundException', /^stage nowhere/],
  ['a page that is too long', () => new sdk.ListPipelineExecutionsCommand({ ...acme, maxResults: 101 }), 'ValidationException', /^maxResults is not a whole number from 1 to 100, got 101/],
  ['the next page of another list', () => new sdk.ListPipelineExecutionsCommand({ ...acme, nextToken: 'x' }), 'InvalidNextTokenException', /^nextToken is not one of this list, got "x"$/],
  ['a history of an execution that never was', () => new sdk.ListActionExecutionsCommand({ ...acme, filter: { pipelineExecutionId: STRANGER } }), 'PipelineExecutionNotFoundException', /^execution 01234567/],
  ['successes in a stage there is not', () => new sdk.ListPipelineExecutionsCommand({ ...acme, filter: { succeededInStage: { stageName: 'nowhere' } } }), 'ValidationException', /^stage nowhere is not in the pipeline$/],
];

describe('a request fails when it asks for', () => {
  it.each(REFUSED)('%s', async (_, command, type, message) => {
    const { client } = await world;
    const error = await client.send(command(await started) as sdk.GetPipelineStateCommand).then(() => undefined, (reason: Error) => reason);
    expect(error).toBeInstanceOf(sdk[type]);
    expect(error).toMatchObject({ name: type, $metadata: { httpStatusCode: 400 }, message: expect.stringMatching(message) });
  });

  it('a rollback of a stage that is running, to an execution that did run in it', async () => {
    const there = await World.of(aTemplate([{ name: 'deploy' }]));
    const good = await there.start();
    there.script.hold('deploy/work');
    const running = await there.start();
    const asked = there.client.send(new sdk.RollbackStageCommand({ ...deploy, targetPipelineExecutionId: good }));
    await expect(asked).rejects.toThrow(sdk.UnableToRollbackStageException);
    await expect(asked).rejects.toThrow(`execution ${running} is running in it`);
  });

  it('an operation the stand-in does not have', async () => {
    const { client } = await world;
    await expect(client.send(new sdk.ListWebhooksCommand({}))).rejects.toMatchObject({ name: 'UnknownOperationException', message: 'CodePipeline_20150709.ListWebhooks is not understood by the stand-in' });
  });

  it('a structure that cannot be run, and the pipeline keeps its own', async () => {
    const there = await world;
    await expect(there.update((pipeline) => ({ ...pipeline, stages: pipeline.stages?.slice(0, 1) }))).rejects.toThrow(sdk.InvalidStructureException);
    await expect(there.update((pipeline) => ({ ...pipeline, stages: pipeline.stages?.map((stage) => ({ ...stage, actions: stage.actions?.map((action) => ({ ...action, actionTypeId: { ...action.actionTypeId!, provider: 'Jenkins' } })) })) })))
      .rejects.toThrow('hooks.actions has nobody for a provider the pipeline uses, got "Jenkins"; give a hook for it');
    expect((await there.client.send(new sdk.GetPipelineCommand({ name: 'acme' }))).pipeline?.version).toBe(1);
  });
});
