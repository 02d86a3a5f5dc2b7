import { ApprovalAlreadyCompletedException, InvalidApprovalTokenException, StopPipelineExecutionCommand } from '@aws-sdk/client-codepipeline';
import { approval, aTemplate } from './templates';
import { closeWorlds, World } from './world';

const DAY = 24 * 60 * 60 * 1000;
const STRANGER = '01234567-89ab-cdef-0123-456789abcdef';

afterAll(closeWorlds);

async function aQuestion(mode = 'QUEUED', more?: object): Promise<{ world: World; execution: string; token: string }> {
  const world = await World.of(aTemplate([{ name: 'ask', actions: [approval('approve', more)] }, { name: 'deploy' }], { mode }));
  const execution = await world.start();
  return { world, execution, token: await world.token('ask') ?? '' };
}

describe('an approval', () => {
  it('holds its stage until somebody says yes, and later commits wait', async () => {
    const { world, execution, token } = await aQuestion();
    const next = await world.start();
    expect((await world.stage('ask')).inboundExecution?.pipelineExecutionId).toBe(next);
    const { approvedAt } = await world.answer('ask', token);
    expect(approvedAt).toEqual(new Date(world.now));
    expect(await world.status(execution)).toBe('Succeeded');
    expect((await world.stage('ask')).latestExecution?.pipelineExecutionId).toBe(next);
    expect(await world.token('ask')).not.toBe(token);
  });

  it('fails its stage when somebody says no, with what was said', async () => {
    const { world, execution, token } = await aQuestion();
    await world.answer('ask', token, 'Rejected');
    expect(await world.status(execution)).toBe('Failed');
    expect((await world.stage('ask')).actionStates?.[0].latestExecution).toMatchObject({ status: 'Failed', summary: 'seen', errorDetails: { code: 'Rejected', message: 'seen' } });
  });

  it('fails when a token is made up, or of a question that was asked before', async () => {
    const { world, token } = await aQuestion();
    await expect(world.answer('ask', STRANGER)).rejects.toThrow(InvalidApprovalTokenException);
    await world.start();
    await world.answer('ask', token);
    await expect(world.answer('ask', token, 'Rejected')).rejects.toThrow(ApprovalAlreadyCompletedException);
    expect(await world.token('ask')).toBeDefined();
  });

  it('fails when its execution was stopped meanwhile', async () => {
    const { world, execution, token } = await aQuestion();
    await world.client.send(new StopPipelineExecutionCommand({ pipelineName: 'acme', pipelineExecutionId: execution, abandon: true }));
    await expect(world.answer('ask', token)).rejects.toThrow(InvalidApprovalTokenException);
  });

  it.each([['after seven days', undefined, 7 * DAY], ['after the time the action says', { TimeoutInMinutes: 60 }, DAY / 24]])('fails when nobody answers: %s', async (_, more, time) => {
    const { world, execution, token } = await aQuestion('QUEUED', more);
    world.now += time - 1;
    expect(await world.status(execution)).toBe('InProgress');
    world.now += 1;
    await expect(world.answer('ask', token)).rejects.toThrow(InvalidApprovalTokenException);
    expect(await world.status(execution)).toBe('Failed');
    expect((await world.stage('ask')).actionStates?.[0].latestExecution?.errorDetails?.message).toBe('nobody answered in time');
  });

  it('of a parallel pipeline has its token in the history of actions, for each execution its own', async () => {
    const { world, execution } = await aQuestion('PARALLEL');
    const other = await world.start();
    expect(await world.token('ask')).toBeUndefined();
    const [{ output }] = await world.actions(execution);
    await world.answer('ask', output?.executionResult?.externalExecutionId ?? '');
    expect([await world.status(execution), await world.status(other)]).toEqual(['Succeeded', 'InProgress']);
  });
});
