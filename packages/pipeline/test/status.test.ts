import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { status } from '../src/runtime/status';
import { approval, aTemplate } from './codepipeline-stand-in/templates';
import { closeWorlds, World } from './codepipeline-stand-in/world';
import { aContext, aFolder } from './repository';

/** Refuses every request; the pipeline's name is the reason. */
function aRefusal(): Server {
  return createServer(async (request, response) => {
    let body = '';
    for await (const piece of request) body += piece;
    const { name } = JSON.parse(body);
    response.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify({ __type: name, message: `says ${name}` }));
  });
}

describe('the state of the pipeline', () => {
  const environment = process.env;
  let server: Server;

  /** A commit that failed in production, and a second one that waits for a person. */
  async function aPipeline(): Promise<World> {
    const world = await World.of(aTemplate([{ name: 'prod-approval', actions: [approval('approve')] }, { name: 'prod-workloads', actions: ['deploy'] }, { name: 'later' }]));
    world.script.fail('prod-workloads/deploy', 'orders is not available');
    await world.start();
    await world.answer('prod-approval', await world.token('prod-approval') ?? '');
    await world.start();
    process.env.AWS_ENDPOINT_URL_CODEPIPELINE = await world.endpoint();
    return world;
  }

  beforeAll(async () => {
    server = aRefusal();
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  });
  afterAll(() => Promise.all([closeWorlds(), new Promise((closed) => server.close(closed))]));
  beforeEach(() => {
    process.env = {
      ...environment,
      AWS_ENDPOINT_URL_CODEPIPELINE: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'key',
      AWS_SECRET_ACCESS_KEY: 'secret',
    };
  });
  afterEach(() => void (process.env = environment));

  it('is a table of the platform\'s stages', async () => {
    const [waiting, failed] = await (await aPipeline()).executions();
    const context = aContext(aFolder({ 'platform.json': { name: 'acme', services: [] } }));
    await status([], context);
    expect(context.printed[0].split('\n')).toEqual([
      'stage           status      execution  changed (UTC)',
      `source          Succeeded   ${waiting.pipelineExecutionId?.slice(0, 8)}   2026-11-24 12:00`,
      `prod-approval   InProgress  ${waiting.pipelineExecutionId?.slice(0, 8)}   2026-11-24 12:00  approve: waiting for a person`,
      `prod-workloads  Failed      ${failed.pipelineExecutionId?.slice(0, 8)}   2026-11-24 12:00  deploy: orders is not available`,
      'later           never ran',
    ]);
  });

  it('is JSON for programs, without approval tokens', async () => {
    const world = await aPipeline();
    const context = aContext('/');
    await status(['--name', 'acme', '--json'], context);
    expect(JSON.parse(context.printed[0]).stages[2]).toEqual({
      stage: 'prod-workloads',
      status: 'Failed',
      execution: (await world.executions())[1].pipelineExecutionId,
      changed: '2026-11-24T12:00:00.000Z',
      detail: 'deploy: orders is not available',
    });
    expect(context.printed[0]).not.toContain(await world.token('prod-approval'));
  });

  it.each([
    ['AccessDeniedException', /"AccessDeniedException: .*; ask for codepipeline:GetPipelineState on this pipeline$/],
    ['ExpiredTokenException', /"ExpiredTokenException: .*; log in again, for example with 'aws sso login'$/],
    ['InvalidStructureException', /"InvalidStructureException: .*; check the network and the AWS status, and try again$/],
  ])('fails when AWS refuses: %s', async (name, sentence) => {
    await expect(status(['--name', name], aContext('/'))).rejects.toThrow(sentence);
  });

  it('fails when there is no such pipeline', async () => {
    await aPipeline();
    const shown = status(['--name', 'other'], aContext('/'));
    await expect(shown).rejects.toThrow(/^pipeline other cannot be read, got "PipelineNotFoundException: pipeline other is not in account .*"; deploy it with 'cdk deploy/);
  });

  it('fails when the network does', async () => {
    process.env.AWS_ENDPOINT_URL_CODEPIPELINE = 'http://127.0.0.1:9';
    process.env.AWS_MAX_ATTEMPTS = '1';
    await expect(status(['--name', 'acme'], aContext('/'))).rejects.toThrow(/^pipeline acme cannot be read, got ".*ECONNREFUSED.*"; check the network/);
  });

  it('fails when no region is known', async () => {
    delete process.env.AWS_REGION;
    Object.assign(process.env, { AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null' });
    await expect(status(['--name', 'acme'], aContext('/'))).rejects.toThrow('region is not usable, got "Region is missing"; give --region or set AWS_REGION');
  });

  it('fails when nobody is logged in', async () => {
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) delete process.env[name];
    Object.assign(process.env, { AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null', AWS_EC2_METADATA_DISABLED: 'true' });
    await expect(status(['--name', 'acme'], aContext('/'))).rejects.toThrow(/"CredentialsProviderError: .*; log in to the tooling account/);
  });

  it('fails when there is no platform here and no name', async () => {
    await expect(status([], aContext(aFolder()))).rejects.toThrow(/^platform.json is not in this folder or above, got ".+"; run inside the repository$/);
  });
});
