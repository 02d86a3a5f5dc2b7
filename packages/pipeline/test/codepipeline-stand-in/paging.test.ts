import { ListPipelinesCommand, paginateListActionExecutions, paginateListPipelineExecutions, StartPipelineExecutionCommand } from '@aws-sdk/client-codepipeline';
import { aTemplate } from './templates';
import { closeWorlds, World } from './world';

afterAll(closeWorlds);

describe('a history of 120 executions', () => {
  let world: World;
  const started: string[] = [];

  beforeAll(async () => {
    world = await World.of(aTemplate([{ name: 'deploy' }]));
    for (let commits = 0; commits < 120; commits++) {
      world.now += 60_000;
      if (commits % 3 === 0) world.script.fail('deploy/work');
      else world.script.pass('deploy/work');
      started.push(await world.start());
    }
  }, 60_000);

  it('is read by the SDK\'s paginator page by page, the newest first, each once', async () => {
    const pages: string[][] = [];
    for await (const { pipelineExecutionSummaries = [] } of paginateListPipelineExecutions({ client: world.client, pageSize: 50 }, { pipelineName: 'acme' })) {
      pages.push(pipelineExecutionSummaries.map(({ pipelineExecutionId = '' }) => pipelineExecutionId));
    }
    expect(pages.map(({ length }) => length)).toEqual([50, 50, 20]);
    expect(pages.flat()).toEqual([...started].reverse());
  });

  it('can be asked for what succeeded in a stage', async () => {
    const found: string[] = [];
    for await (const { pipelineExecutionSummaries = [] } of paginateListPipelineExecutions({ client: world.client }, { pipelineName: 'acme', maxResults: 7, filter: { succeededInStage: { stageName: 'deploy' } } })) {
      found.push(...pipelineExecutionSummaries.map(({ pipelineExecutionId = '' }) => pipelineExecutionId));
    }
    expect(found).toEqual(started.filter((_, index) => index % 3 !== 0).reverse());
  });

  it('has every run of an action, 100 at once at most', async () => {
    const sizes: number[] = [];
    for await (const { actionExecutionDetails = [] } of paginateListActionExecutions({ client: world.client }, { pipelineName: 'acme' })) sizes.push(actionExecutionDetails.length);
    expect(sizes).toEqual([100, 100, 40]);
  });

});

it('does not show an execution twice when others start between two pages', async () => {
  const world = await World.of(aTemplate([{ name: 'deploy' }]));
  const started = [await world.start(), await world.start(), await world.start()];
  const found: string[] = [];
  for await (const { pipelineExecutionSummaries = [] } of paginateListPipelineExecutions({ client: world.client, pageSize: 2 }, { pipelineName: 'acme' })) {
    found.push(...pipelineExecutionSummaries.map(({ pipelineExecutionId = '' }) => pipelineExecutionId));
    await world.start();
  }
  expect(found).toEqual(started.reverse());
});

it('lists pipelines with the version of their structure', async () => {
  const world = await World.of(aTemplate([{ name: 'deploy' }], { mode: 'SUPERSEDED' }));
  world.now += 60_000;
  await world.update();
  expect((await world.client.send(new ListPipelinesCommand({}))).pipelines).toEqual([
    { name: 'acme', version: 2, pipelineType: 'V2', executionMode: 'SUPERSEDED', created: new Date(world.now - 60_000), updated: new Date(world.now) },
  ]);
});

it('takes the same request twice as one when it has a token', async () => {
  const world = await World.of(aTemplate([{ name: 'deploy' }]));
  const request = new StartPipelineExecutionCommand({ name: 'acme', clientRequestToken: 'one-and-only' });
  const [first, second] = [await world.client.send(request), await world.client.send(request)];
  expect(second.pipelineExecutionId).toBe(first.pipelineExecutionId);
  expect(await world.executions()).toHaveLength(1);
});
