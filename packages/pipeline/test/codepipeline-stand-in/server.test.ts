import { serve, StandIn, type Served } from '../../src/codepipeline-stand-in';
import { aTemplate } from './templates';
import { Script } from './script';

describe('the server', () => {
  let served: Served;
  const standIn = new StandIn({ now: () => 1_800_000_000_123 });

  beforeAll(async () => {
    const script = new Script();
    standIn.add(aTemplate([{ name: 'deploy' }]), { actions: { CodeCommit: script, CodeBuild: script } });
    served = await serve(standIn);
  });
  afterAll(() => served.close());

  const ask = async (operation: string | undefined, body: string) => {
    const response = await fetch(served.endpoint, { method: 'POST', body, headers: operation ? { 'x-amz-target': operation } : {} });
    return { status: response.status, type: response.headers.get('content-type'), said: await response.json() as Record<string, unknown> };
  };

  it('listens on loopback only', () => {
    expect(served.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it('writes moments as seconds, with a fraction', async () => {
    const { status, type, said } = await ask('CodePipeline_20150709.ListPipelines', '{}');
    expect([status, type]).toEqual([200, 'application/x-amz-json-1.1']);
    expect(said.pipelines).toMatchObject([{ name: 'acme', created: 1_800_000_000.123 }]);
  });

  it.each([
    ['no operation', undefined, '{}', 'UnknownOperationException'],
    ['an operation of another service', 'AWSInsightsIndexService.GetCostAndUsage', '{}', 'UnknownOperationException'],
    ['an operation that is a property of every object', 'CodePipeline_20150709.constructor', '{}', 'UnknownOperationException'],
    ['no JSON', 'CodePipeline_20150709.ListPipelines', '{', 'SerializationException'],
    ['a list', 'CodePipeline_20150709.ListPipelines', '[]', 'ValidationException'],
    ['more than a megabyte', 'CodePipeline_20150709.ListPipelines', JSON.stringify({ nextToken: 'x'.repeat(1024 * 1024) }), 'SerializationException'],
  ])('refuses %s', async (_, operation, body, type) => {
    const { status, said } = await ask(operation, body);
    expect(status).toBe(400);
    expect(said).toEqual({ __type: type, message: expect.stringMatching(/\w/) });
  });
});

it('ends what runs when it is closed', async () => {
  const script = new Script();
  script.hold('source/commit');
  const standIn = new StandIn();
  const pipeline = standIn.add(aTemplate([{ name: 'deploy' }]), { actions: { CodeCommit: script, CodeBuild: script } });
  const served = await serve(standIn);
  pipeline.tell({ type: 'start', trigger: { type: 'WebhookV2', detail: 'push' } });
  await served.close();
  expect(script.cancelled).toEqual(['source/commit']);
  await expect(fetch(served.endpoint)).rejects.toThrow();
});
