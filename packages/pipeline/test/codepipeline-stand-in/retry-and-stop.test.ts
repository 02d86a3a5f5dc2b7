import {
  DuplicatedStopRequestException, NotLatestPipelineExecutionException, PipelineExecutionNotStoppableException, RetryStageExecutionCommand, StageNotRetryableException,
  StageRetryMode, StopPipelineExecutionCommand,
} from '@aws-sdk/client-codepipeline';
import { aTemplate, type StageSketch } from './templates';
import { closeWorlds, World } from './world';

afterAll(closeWorlds);

const TWO: StageSketch = { name: 'deploy', actions: ['api', 'web', { name: 'check', order: 2 }] };

const retry = async (world: World, execution: string, retryMode: StageRetryMode = StageRetryMode.FAILED_ACTIONS) => {
  await world.client.send(new RetryStageExecutionCommand({ pipelineName: 'acme', stageName: 'deploy', pipelineExecutionId: execution, retryMode }));
  await world.pause();
};
const stop = async (world: World, execution: string, abandon = false) => {
  await world.client.send(new StopPipelineExecutionCommand({ pipelineName: 'acme', pipelineExecutionId: execution, abandon, reason: 'lunch' }));
  await world.pause();
};

/** A deploy of which one half failed. */
async function aHalfDeploy(): Promise<{ world: World; execution: string }> {
  const world = await World.of(aTemplate([TWO, { name: 'after' }]));
  world.script.fail('deploy/web');
  const execution = await world.start();
  world.script.pass('deploy/web');
  world.script.started.length = 0;
  return { world, execution };
}

describe('a retry', () => {
  it('runs what failed again, then what comes after', async () => {
    const { world, execution } = await aHalfDeploy();
    await retry(world, execution);
    expect(world.script.started).toEqual(['deploy/web', 'deploy/check', 'after/work']);
    expect(await world.status(execution)).toBe('Succeeded');
    expect((await world.stage('deploy')).retryStageMetadata).toEqual({ manualStageRetryAttempt: 1, latestRetryTrigger: 'ManualStageRetry' });
  });

  it('runs everything again when it is asked to, and the history keeps both', async () => {
    const { world, execution } = await aHalfDeploy();
    await retry(world, execution, StageRetryMode.ALL_ACTIONS);
    expect(world.script.started).toEqual(['deploy/api', 'deploy/web', 'deploy/check', 'after/work']);
    expect((await world.actions(execution)).filter(({ actionName }) => actionName === 'web').map(({ status }) => status)).toEqual(['Succeeded', 'Failed']);
  });

  it('of what failed does not wait for what still runs; of everything does', async () => {
    const world = await World.of(aTemplate([TWO]));
    world.script.hold('deploy/api');
    world.script.fail('deploy/web');
    const execution = await world.start();
    world.script.pass('deploy/web');
    await expect(retry(world, execution, StageRetryMode.ALL_ACTIONS)).rejects.toThrow(StageNotRetryableException);
    await retry(world, execution);
    expect(world.script.running).toEqual(['deploy/api']);
    await world.end('deploy/api');
    expect(await world.status(execution)).toBe('Succeeded');
  });

  it('fails when a later commit is in the stage, when nothing failed, and when the structure has changed', async () => {
    const { world, execution } = await aHalfDeploy();
    const later = await world.start();
    await expect(retry(world, execution)).rejects.toThrow(NotLatestPipelineExecutionException);
    await expect(retry(world, later)).rejects.toThrow(StageNotRetryableException);
    world.script.fail('deploy/web');
    const failed = await world.start();
    await world.update();
    await expect(retry(world, failed)).rejects.toThrow(`stage deploy cannot be retried by execution ${failed}: the structure of the pipeline has changed since`);
  });

  it.each([['RETRY of failed actions', 'FAILED_ACTIONS', ['deploy/web']], ['RETRY of all actions', 'ALL_ACTIONS', ['deploy/api', 'deploy/web']]])('happens by itself, once: %s', async (_, RetryMode, again) => {
    const policy = { OnFailure: { Result: 'RETRY', RetryConfiguration: { RetryMode } } };
    const world = await World.of(aTemplate([{ ...TWO, policy }]));
    world.script.fail('deploy/web');
    const execution = await world.start();
    expect(world.script.started).toEqual(['source/commit', 'deploy/api', 'deploy/web', ...again]);
    expect(await world.status(execution)).toBe('Failed');
    expect((await world.stage('deploy')).retryStageMetadata).toEqual({ autoStageRetryAttempt: 1, latestRetryTrigger: 'AutomatedStageRetry' });
  });
});

describe('an execution that is stopped', () => {
  async function aDeploy(): Promise<{ world: World; execution: string }> {
    const world = await World.of(aTemplate([TWO]));
    world.script.hold('deploy/api');
    return { world, execution: await world.start() };
  }

  it('ends what runs and starts nothing more, when it waits', async () => {
    const { world, execution } = await aDeploy();
    await stop(world, execution);
    expect(await world.status(execution)).toBe('Stopping');
    expect((await world.stage('deploy')).latestExecution?.status).toBe('Stopping');
    await world.end('deploy/api');
    expect(await world.status(execution)).toBe('Stopped');
    expect(world.script.started).not.toContain('deploy/check');
  });

  it('ends at once when what runs is given up, and what ran ends too', async () => {
    const { world, execution } = await aDeploy();
    await stop(world, execution, true);
    expect(world.script.cancelled).toEqual(['deploy/api']);
    expect(await world.status(execution)).toBe('Stopped');
    expect((await world.actions(execution)).find(({ actionName }) => actionName === 'api')?.status).toBe('Abandoned');
  });

  it('frees its stage for the next commit', async () => {
    const { world, execution } = await aDeploy();
    const next = await world.start();
    await stop(world, execution, true);
    expect((await world.stage('deploy')).latestExecution?.pipelineExecutionId).toBe(next);
  });

  it('may change its mind from waiting to giving up, and can be retried', async () => {
    const { world, execution } = await aDeploy();
    await stop(world, execution);
    await expect(stop(world, execution)).rejects.toThrow(DuplicatedStopRequestException);
    await stop(world, execution, true);
    world.script.pass('deploy/api');
    await retry(world, execution);
    expect(await world.status(execution)).toBe('Succeeded');
  });

  it('fails when it has ended or never was', async () => {
    const { world, execution } = await aDeploy();
    await stop(world, execution, true);
    await expect(stop(world, execution)).rejects.toThrow(PipelineExecutionNotStoppableException);
    await expect(stop(world, '01234567-89ab-cdef-0123-456789abcdef')).rejects.toThrow(PipelineExecutionNotStoppableException);
  });

  it('is cancelled by a new structure', async () => {
    const { world, execution } = await aDeploy();
    const waiting = await world.start();
    await world.update();
    expect([await world.status(execution), await world.status(waiting)]).toEqual(['Cancelled', 'Cancelled']);
    expect(world.script.cancelled).toEqual(['deploy/api']);
    expect((await world.stage('deploy')).latestExecution?.status).toBe('Cancelled');
  });
});
