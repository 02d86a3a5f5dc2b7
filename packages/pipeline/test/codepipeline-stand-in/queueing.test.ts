import { DisableStageTransitionCommand, EnableStageTransitionCommand, StageTransitionType, StopPipelineExecutionCommand } from '@aws-sdk/client-codepipeline';
import { aTemplate } from './templates';
import { closeWorlds, World } from './world';

afterAll(closeWorlds);

/** A pipeline whose build takes as long as the test wants. */
async function aSlowBuild(mode: string): Promise<World> {
  const world = await World.of(aTemplate([{ name: 'build' }, { name: 'deploy' }], { mode }));
  world.script.hold('build/work');
  return world;
}

const statuses = async (world: World, executions: string[]) => Promise.all(executions.map((execution) => world.status(execution)));
const inFrontOf = async (world: World, stage: string) => (await world.stage(stage)).inboundExecutions?.map(({ pipelineExecutionId }) => pipelineExecutionId);
const deployed = (world: World) => world.script.calls.filter(({ stage }) => stage === 'deploy').map(({ execution }) => execution.id);

describe('a queued pipeline', () => {
  it('keeps commits in order, one in a stage at a time', async () => {
    const world = await aSlowBuild('QUEUED');
    const [first, second, third] = [await world.start(), await world.start(), await world.start()];
    expect(await inFrontOf(world, 'build')).toEqual([second, third]);
    expect((await world.stage('build')).inboundExecution?.pipelineExecutionId).toBe(second);
    for (let commits = 0; commits < 3; commits++) {
      expect(world.script.running).toEqual(['build/work']);
      await world.end('build/work');
    }
    expect(await statuses(world, [first, second, third])).toEqual(['Succeeded', 'Succeeded', 'Succeeded']);
    expect(deployed(world)).toEqual([first, second, third]);
  });

  it('goes on with the next commit when one fails', async () => {
    const world = await aSlowBuild('QUEUED');
    const [first, second] = [await world.start(), await world.start()];
    await world.end('build/work', { status: 'Failed' });
    await world.end('build/work');
    expect(await statuses(world, [first, second])).toEqual(['Failed', 'Succeeded']);
  });

  it('lets a commit leave the queue when somebody stops it', async () => {
    const world = await aSlowBuild('QUEUED');
    const [first, second, third] = [await world.start(), await world.start(), await world.start()];
    await world.client.send(new StopPipelineExecutionCommand({ pipelineName: 'acme', pipelineExecutionId: second, reason: 'not that one' }));
    await world.end('build/work');
    await world.end('build/work');
    expect(await statuses(world, [first, second, third])).toEqual(['Succeeded', 'Stopped', 'Succeeded']);
    expect((await world.executions()).find(({ pipelineExecutionId }) => pipelineExecutionId === second)?.stopTrigger).toEqual({ reason: 'not that one' });
  });
});

describe('a superseding pipeline', () => {
  it('lets the newest commit overtake those that wait, and never one that is in a stage', async () => {
    const world = await aSlowBuild('SUPERSEDED');
    const [first, second, third] = [await world.start(), await world.start(), await world.start()];
    expect(await inFrontOf(world, 'build')).toEqual([third]);
    expect(await statuses(world, [first, second, third])).toEqual(['InProgress', 'Superseded', 'InProgress']);
    await world.end('build/work');
    await world.end('build/work');
    expect(deployed(world)).toEqual([first, third]);
    expect((await world.executions()).find(({ status }) => status === 'Superseded')?.statusSummary).toBe(`superseded by ${third}`);
  });
});

describe('a parallel pipeline', () => {
  it('builds all commits at once', async () => {
    const world = await aSlowBuild('PARALLEL');
    await world.start();
    await world.start();
    await world.start();
    expect(world.script.running).toEqual(['build/work', 'build/work', 'build/work']);
    expect((await world.executions()).map(({ status, executionMode }) => `${executionMode} ${status}`)).toEqual(Array(3).fill('PARALLEL InProgress'));
  });
});

describe('a stage nobody may enter', () => {
  const change = { pipelineName: 'acme', stageName: 'deploy', transitionType: StageTransitionType.Inbound };

  it('holds commits in their order, says why, and lets them in when it is opened', async () => {
    const world = await World.of(aTemplate([{ name: 'build' }, { name: 'deploy' }]));
    await world.client.send(new DisableStageTransitionCommand({ ...change, reason: 'a freeze before the holidays' }));
    const [first, second] = [await world.start(), await world.start()];
    expect((await world.stage('deploy')).inboundTransitionState).toEqual({ enabled: false, disabledReason: 'a freeze before the holidays', lastChangedAt: new Date(world.now) });
    expect(await inFrontOf(world, 'deploy')).toEqual([first, second]);
    expect(deployed(world)).toEqual([]);
    await world.client.send(new EnableStageTransitionCommand(change));
    await world.pause();
    expect(deployed(world)).toEqual([first, second]);
  });

  it('keeps only the newest commit when the pipeline supersedes', async () => {
    const world = await World.of(aTemplate([{ name: 'build' }, { name: 'deploy' }], { mode: 'SUPERSEDED' }));
    await world.client.send(new DisableStageTransitionCommand({ ...change, stageName: 'build', transitionType: StageTransitionType.Outbound, reason: 'a freeze' }));
    const [first, second] = [await world.start(), await world.start()];
    expect(await statuses(world, [first, second])).toEqual(['Superseded', 'InProgress']);
    await world.client.send(new EnableStageTransitionCommand(change));
    await world.pause();
    expect(deployed(world)).toEqual([second]);
  });

  it('is open again when a new structure has it no more, and a later one has', async () => {
    const world = await World.of(aTemplate([{ name: 'build' }, { name: 'deploy' }]));
    await world.client.send(new DisableStageTransitionCommand({ ...change, reason: 'a freeze' }));
    await world.update((pipeline) => ({ ...pipeline, stages: pipeline.stages?.map((stage) => (stage.name === 'deploy' ? { ...stage, name: 'ship' } : stage)) }));
    await world.update((pipeline) => ({ ...pipeline, stages: pipeline.stages?.map((stage) => (stage.name === 'ship' ? { ...stage, name: 'deploy' } : stage)) }));
    expect((await world.stage('deploy')).inboundTransitionState).toEqual({ enabled: true });
  });

  it('is closed from the beginning when the template says so', async () => {
    const world = await World.of(aTemplate([{ name: 'deploy' }], { more: { DisableInboundStageTransitions: [{ StageName: 'deploy', Reason: 'not yet' }] } }));
    const execution = await world.start();
    expect(await inFrontOf(world, 'deploy')).toEqual([execution]);
  });
});

describe('actions of one stage', () => {
  it('run at once when they have one run order, and after each other when they do not', async () => {
    const actions = [{ name: 'api' }, { name: 'web' }, { name: 'check', order: 2 }];
    const world = await World.of(aTemplate([{ name: 'deploy', actions }]));
    actions.forEach(({ name }) => world.script.hold(`deploy/${name}`));
    const execution = await world.start();
    expect(world.script.running).toEqual(['deploy/api', 'deploy/web']);
    await world.end('deploy/web');
    expect(world.script.running).toEqual(['deploy/api']);
    await world.end('deploy/api');
    expect(world.script.running).toEqual(['deploy/check']);
    await world.end('deploy/check');
    expect(await world.status(execution)).toBe('Succeeded');
  });

  it('fail their stage when one fails, after the others have ended, and later ones are not started', async () => {
    const world = await World.of(aTemplate([{ name: 'deploy', actions: [{ name: 'api' }, { name: 'web' }, { name: 'check', order: 2 }] }]));
    world.script.hold('deploy/api');
    world.script.fail('deploy/web');
    const execution = await world.start();
    expect(await world.status(execution)).toBe('InProgress');
    await world.end('deploy/api');
    expect(await world.status(execution)).toBe('Failed');
    expect(world.script.started).not.toContain('deploy/check');
  });
});
