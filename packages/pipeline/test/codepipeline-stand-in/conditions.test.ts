import { ConditionNotOverridableException, ListRuleExecutionsCommand, NotLatestPipelineExecutionException, OverrideStageConditionCommand, type ConditionType } from '@aws-sdk/client-codepipeline';
import { alarm, aTemplate } from './templates';
import { closeWorlds, World } from './world';

afterAll(closeWorlds);

/** A deploy behind an alarm, and something after it. */
async function aGuardedDeploy(policy: object): Promise<World> {
  return World.of(aTemplate([{ name: 'deploy', policy }, { name: 'after' }]));
}

const override = async (world: World, execution: string, conditionType: ConditionType) => {
  await world.client.send(new OverrideStageConditionCommand({ pipelineName: 'acme', stageName: 'deploy', pipelineExecutionId: execution, conditionType }));
  await world.pause();
};
const ran = (world: World) => world.script.started.filter((key) => key !== 'source/commit');

describe('a condition before a stage', () => {
  it('lets an execution in when its rules are met', async () => {
    const world = await aGuardedDeploy(alarm('BeforeEntry', 'FAIL'));
    const execution = await world.start();
    expect(ran(world)).toEqual(['deploy/Alarm', 'deploy/work', 'after/work']);
    expect(await world.status(execution)).toBe('Succeeded');
    expect((await world.stage('deploy')).beforeEntryConditionState?.latestExecution?.status).toBe('Succeeded');
  });

  it('fails it when an alarm is on, and a person may let it in all the same', async () => {
    const world = await aGuardedDeploy(alarm('BeforeEntry', 'FAIL'));
    world.script.fail('deploy/Alarm', 'acme-errors is in ALARM');
    const execution = await world.start();
    const { beforeEntryConditionState: state, latestExecution } = await world.stage('deploy');
    expect(latestExecution?.status).toBe('Failed');
    expect(state?.latestExecution).toEqual({ status: 'Failed', summary: 'not met: Alarm' });
    expect(state?.conditionStates?.[0].ruleStates?.[0]).toMatchObject({ ruleName: 'Alarm', latestExecution: { status: 'Failed', errorDetails: { message: 'acme-errors is in ALARM' } } });
    await override(world, execution, 'BEFORE_ENTRY');
    expect(ran(world)).toEqual(['deploy/Alarm', 'deploy/work', 'after/work']);
    expect(await world.status(execution)).toBe('Succeeded');
    expect((await world.stage('deploy')).beforeEntryConditionState?.latestExecution?.status).toBe('Overridden');
  });

  it('skips the stage, and only this one, when it is to', async () => {
    const world = await aGuardedDeploy(alarm('BeforeEntry', 'SKIP', 'LambdaInvoke'));
    world.script.fail('deploy/Alarm');
    const execution = await world.start();
    expect(ran(world)).toEqual(['deploy/Alarm', 'after/work']);
    expect((await world.stage('deploy')).latestExecution?.status).toBe('Skipped');
    await expect(override(world, execution, 'BEFORE_ENTRY')).rejects.toThrow(ConditionNotOverridableException);
  });

  it('does not hold a rollback back, which restores what ran there', async () => {
    const world = await aGuardedDeploy({ ...alarm('BeforeEntry', 'FAIL'), OnFailure: { Result: 'ROLLBACK' } });
    await world.start();
    world.script.hold('deploy/work');
    await world.start();
    world.script.fail('deploy/Alarm');
    world.script.started.length = 0;
    await world.end('deploy/work', { status: 'Failed' });
    expect(ran(world)).toEqual(['deploy/work']);
  });

  it('is not waited for any more when a person overrides it', async () => {
    const world = await aGuardedDeploy(alarm('BeforeEntry', 'FAIL'));
    world.script.hold('deploy/Alarm');
    const execution = await world.start();
    expect(ran(world)).toEqual(['deploy/Alarm']);
    await override(world, execution, 'BEFORE_ENTRY');
    expect(world.script.cancelled).toEqual(['deploy/Alarm']);
    expect(await world.status(execution)).toBe('Succeeded');
  });
});

describe('a condition after a stage', () => {
  it('holds the next stage back while it bakes', async () => {
    const world = await aGuardedDeploy(alarm('OnSuccess', 'FAIL'));
    world.script.hold('deploy/Alarm');
    await world.start();
    expect(ran(world)).toEqual(['deploy/work', 'deploy/Alarm']);
    await world.end('deploy/Alarm');
    expect(ran(world)).toEqual(['deploy/work', 'deploy/Alarm', 'after/work']);
  });

  it('fails the stage, and a person may overrule it until the next execution comes', async () => {
    const world = await aGuardedDeploy(alarm('OnSuccess', 'FAIL'));
    world.script.fail('deploy/Alarm');
    const [first, second] = [await world.start(), await world.start()];
    await expect(override(world, first, 'ON_SUCCESS')).rejects.toThrow(NotLatestPipelineExecutionException);
    await override(world, second, 'ON_SUCCESS');
    expect([await world.status(first), await world.status(second)]).toEqual(['Failed', 'Succeeded']);
  });

  it('rolls the stage back to the last execution that baked well', async () => {
    const world = await aGuardedDeploy(alarm('OnSuccess', 'ROLLBACK'));
    const good = await world.start();
    world.script.fail('deploy/Alarm');
    const bad = await world.start();
    const [rollback] = await world.executions();
    expect(rollback).toMatchObject({ executionType: 'ROLLBACK', rollbackMetadata: { rollbackTargetPipelineExecutionId: good }, trigger: { triggerDetail: bad } });
    await expect(override(world, bad, 'ON_SUCCESS')).rejects.toThrow(NotLatestPipelineExecutionException);
  });

  it('is judged when all its rules have ended, not when the first has', async () => {
    const [{ Rules: [rule] }] = alarm('OnSuccess', 'FAIL').OnSuccess.Conditions;
    const world = await aGuardedDeploy({ OnSuccess: { Conditions: [{ Result: 'FAIL', Rules: [rule, { ...rule, Name: 'Latency' }] }] } });
    world.script.hold('deploy/Alarm');
    world.script.fail('deploy/Latency');
    const execution = await world.start();
    expect(await world.status(execution)).toBe('InProgress');
    await world.end('deploy/Alarm');
    expect(await world.status(execution)).toBe('Failed');
    expect((await world.stage('deploy')).onSuccessConditionState?.latestExecution?.summary).toBe('not met: Latency');
  });

  it('lets a rollback repeat its own stage and nothing after it', async () => {
    const world = await aGuardedDeploy({ OnFailure: { Result: 'ROLLBACK' } });
    await world.start();
    world.script.hold('deploy/work');
    await world.start();
    await world.end('deploy/work', { status: 'Failed' });
    await world.end('deploy/work');
    expect((await world.executions())[0]).toMatchObject({ executionType: 'ROLLBACK', status: 'Succeeded' });
    expect(ran(world).filter((key) => key === 'after/work')).toHaveLength(1);
  });
});

describe('a condition of a failed stage', () => {
  it.each([['rolls back when its rule is not met', 'fail', 'ROLLBACK'], ['leaves the stage failed when it is', 'pass', 'STANDARD']] as const)('%s', async (_, plan, newest) => {
    const world = await aGuardedDeploy(alarm('OnFailure', 'ROLLBACK'));
    await world.start();
    world.script.fail('deploy/work');
    world.script[plan]('deploy/Alarm');
    await world.start();
    expect((await world.executions())[0].executionType).toBe(newest);
  });
});

it('keeps a history of rules', async () => {
  const world = await aGuardedDeploy(alarm('OnSuccess', 'FAIL'));
  const [first] = [await world.start(), await world.start()];
  const filter = { latestInPipelineExecution: { pipelineExecutionId: first, startTimeRange: 'Latest' as const } };
  const all = await world.client.send(new ListRuleExecutionsCommand({ pipelineName: 'acme' }));
  expect(all.ruleExecutionDetails).toHaveLength(2);
  const { ruleExecutionDetails } = await world.client.send(new ListRuleExecutionsCommand({ pipelineName: 'acme', filter }));
  expect(ruleExecutionDetails).toMatchObject([{ pipelineExecutionId: first, stageName: 'deploy', ruleName: 'Alarm', status: 'Succeeded', input: { resolvedConfiguration: { AlarmName: 'acme-errors' } } }]);
});
