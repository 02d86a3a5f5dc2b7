import { RollbackStageCommand, UnableToRollbackStageException } from '@aws-sdk/client-codepipeline';
import type { Template } from '../../src/codepipeline-stand-in';
import { templatesOf, twoAccounts } from '../world';
import { closeWorlds, World } from './world';

const STAGES = ['source', 'build', 'staging-infrastructure', 'staging-workloads', 'prod-approval', 'prod-infrastructure', 'prod-workloads'];
let template: Template;

/** The platform's own pipeline, with one commit delivered everywhere. */
async function aDeliveredPlatform(): Promise<{ world: World; first: string }> {
  const world = await World.of(template);
  return { world, first: await deliver(world) };
}

async function deliver(world: World): Promise<string> {
  const execution = await world.start();
  await world.answer('prod-approval', await world.token('prod-approval') ?? '');
  return execution;
}

beforeAll(() => void (template = templatesOf(twoAccounts)['acme-Pipeline'].toJSON()));
afterAll(closeWorlds);

describe('a commit on its way through the platform\'s pipeline', () => {
  it('passes staging, waits for a person, and reaches production', async () => {
    const world = await World.of(template);
    const execution = await world.start({ sourceRevisions: [{ actionName: 'commit', revisionType: 'COMMIT_ID', revisionValue: 'c0ffee' }] });
    expect(await world.stages()).toEqual({ 'source': 'Succeeded', 'build': 'Succeeded', 'staging-infrastructure': 'Succeeded', 'staging-workloads': 'Succeeded', 'prod-approval': 'InProgress' });
    await world.answer('prod-approval', await world.token('prod-approval') ?? '');
    expect(Object.keys(await world.stages())).toEqual(STAGES);
    const [summary] = await world.executions('prod-workloads');
    expect(summary).toMatchObject({ pipelineExecutionId: execution, status: 'Succeeded', executionMode: 'QUEUED', executionType: 'STANDARD', sourceRevisions: [{ actionName: 'commit', revisionId: 'c0ffee', revisionSummary: 'a change' }] });
    expect(summary.startTime).toEqual(new Date(world.now));
  });

  it('tells the build which commit to compare with: the variable of the execution, or its default', async () => {
    const world = await World.of(template);
    await world.start();
    await world.start({ variables: [{ name: 'base', value: 'c0ffee' }] });
    const builds = (await world.actions()).filter(({ stageName }) => stageName === 'build').map(({ input }) => JSON.parse(input?.resolvedConfiguration?.EnvironmentVariables ?? '[]')[0].value);
    expect(builds).toEqual(['c0ffee', 'everything']);
  });
});

describe('workloads that fail', () => {
  it('are rolled back to the last good release, with its artifacts and its revision', async () => {
    const { world, first } = await aDeliveredPlatform();
    const before = world.script.calls.length;
    world.script.fail('prod-workloads/deploy', 'orders is not available');
    const second = await deliver(world);
    const [rollback, failed] = await world.executions();
    expect(failed).toMatchObject({ pipelineExecutionId: second, status: 'Failed' });
    expect(rollback).toMatchObject({
      executionType: 'ROLLBACK', trigger: { triggerType: 'AutomatedRollback', triggerDetail: second }, rollbackMetadata: { rollbackTargetPipelineExecutionId: first },
      sourceRevisions: (await world.executions()).find(({ pipelineExecutionId }) => pipelineExecutionId === first)?.sourceRevisions,
    });
    const inputs = world.script.calls.slice(before).flatMap((call) => ('inputs' in call.run && call.stage === 'prod-workloads' ? call.run.inputs : []));
    expect(inputs.map(({ location }) => location.split('/')[0])).toEqual([second, first]);
  });

  it('run again as they did, and production stands where it stood', async () => {
    const { world, first } = await aDeliveredPlatform();
    world.script.hold('prod-workloads/deploy');
    await deliver(world);
    await world.end('prod-workloads/deploy', { status: 'Failed' });
    expect(world.script.running).toEqual(['prod-workloads/deploy']);
    await world.end('prod-workloads/deploy');
    expect((await world.stage('prod-workloads')).latestExecution).toMatchObject({ status: 'Succeeded', type: 'ROLLBACK' });
    expect((await world.executions('prod-workloads')).map(({ executionType }) => executionType)).toEqual(['ROLLBACK', 'STANDARD']);
    expect((await world.executions())[0].rollbackMetadata?.rollbackTargetPipelineExecutionId).toBe(first);
  });

  it('are never rolled back to a rollback, only to what it went back to', async () => {
    const { world, first } = await aDeliveredPlatform();
    world.script.hold('prod-workloads/deploy');
    await deliver(world);
    await world.end('prod-workloads/deploy', { status: 'Failed' });
    await world.end('prod-workloads/deploy');
    const [rollback] = await world.executions();
    const asked = world.client.send(new RollbackStageCommand({ pipelineName: 'acme', stageName: 'prod-workloads', targetPipelineExecutionId: rollback.pipelineExecutionId }));
    await expect(asked).rejects.toThrow('the execution is a rollback itself');
    await deliver(world);
    await world.end('prod-workloads/deploy', { status: 'Failed' });
    expect((await world.executions())[0].rollbackMetadata?.rollbackTargetPipelineExecutionId).toBe(first);
  });

  it('can be rolled back by a person, to any execution that was good', async () => {
    const { world, first } = await aDeliveredPlatform();
    await deliver(world);
    const { pipelineExecutionId } = await world.client.send(new RollbackStageCommand({ pipelineName: 'acme', stageName: 'prod-workloads', targetPipelineExecutionId: first }));
    await world.pause();
    const [rollback] = await world.executions();
    expect(rollback).toMatchObject({ pipelineExecutionId, status: 'Succeeded', trigger: { triggerType: 'ManualRollback' }, rollbackMetadata: { rollbackTargetPipelineExecutionId: first } });
    expect((await world.actions(pipelineExecutionId)).map(({ stageName }) => stageName)).toEqual(['prod-workloads']);
  });

  it('stay as they are when nothing was ever good, and when the rollback fails too', async () => {
    const world = await World.of(template);
    world.script.fail('staging-workloads/deploy');
    await world.start();
    expect(await world.executions()).toHaveLength(1);
    world.script.pass('staging-workloads/deploy');
    await world.start();
    world.script.fail('staging-workloads/deploy');
    await world.start();
    expect((await world.executions()).map((each) => `${each.executionType} ${each.status}`)).toEqual(['ROLLBACK Failed', 'STANDARD Failed', 'STANDARD InProgress', 'STANDARD Failed']);
  });

  it('are not rolled back across a change of the pipeline\'s structure, neither by itself nor by a person', async () => {
    const { world, first } = await aDeliveredPlatform();
    expect(await world.update()).toMatchObject({ name: 'acme', version: 2 });
    world.script.fail('prod-workloads/deploy');
    await deliver(world);
    expect((await world.executions()).map((each) => `${each.executionType} ${each.status}`)).toEqual(['STANDARD Failed', 'STANDARD Succeeded']);
    const asked = world.client.send(new RollbackStageCommand({ pipelineName: 'acme', stageName: 'prod-workloads', targetPipelineExecutionId: first }));
    await expect(asked).rejects.toThrow(UnableToRollbackStageException);
    await expect(asked).rejects.toThrow(`stage prod-workloads cannot be rolled back to ${first}: the execution was started in structure version 1, and the pipeline is at version 2`);
  });
});
