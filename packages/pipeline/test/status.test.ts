import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { status } from '../src/runtime/status';
import { aContext, aFolder } from './repository';

/** Tuesday noon, as the service sends it: seconds. */
const NOON = Date.UTC(2026, 10, 24, 12) / 1000;

const STATES = [
  stage('source', 'Succeeded'),
  stage('prod-approval', 'InProgress', { token: 'secret-token' }),
  stage('prod-workloads', 'Failed', { status: 'Failed', errorDetails: { message: 'orders is not available' } }),
  { stageName: 'later', actionStates: [] },
];

function stage(stageName: string, of: string, action: object = {}) {
  return {
    stageName,
    latestExecution: { pipelineExecutionId: '01234567-89ab', status: of },
    actionStates: [{ actionName: 'act', latestExecution: { status: of, lastStatusChange: NOON, ...action } }],
  };
}

/** CodePipeline as it speaks: awsJson1.1. Keeps one pipeline, `acme`; `closed` is refused. */
function aCodePipeline(): Server {
  return createServer(async (request, response) => {
    let body = '';
    for await (const piece of request) body += piece;
    const { name } = JSON.parse(body);
    const errors: Record<string, string> = { closed: 'AccessDeniedException', stale: 'ExpiredTokenException', broken: 'InvalidStructureException' };
    const error = request.headers['x-amz-target'] !== 'CodePipeline_20150709.GetPipelineState' ? 'UnknownOperationException' : errors[name] ?? (name === 'acme' ? undefined : 'PipelineNotFoundException');
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    response.statusCode = error ? 400 : 200;
    response.end(JSON.stringify(error ? { __type: error, message: `says ${error}` } : { pipelineName: name, stageStates: STATES }));
  });
}

describe('the state of the pipeline', () => {
  const environment = process.env;
  let server: Server;

  beforeAll(async () => {
    server = aCodePipeline();
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  });
  afterAll(() => new Promise((closed) => server.close(closed)));
  beforeEach(() => {
    process.env = {
      ...environment,
      AWS_ENDPOINT_URL_CODEPIPELINE: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'key',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    };
  });
  afterEach(() => void (process.env = environment));

  it('is a table of the platform\'s stages', async () => {
    const context = aContext(aFolder({ 'platform.json': { name: 'acme', services: [] } }));
    await status([], context);
    expect(context.printed[0].split('\n')).toEqual([
      'stage           status      execution  changed (UTC)',
      'source          Succeeded   01234567   2026-11-24 12:00',
      'prod-approval   InProgress  01234567   2026-11-24 12:00  act: waiting for a person',
      'prod-workloads  Failed      01234567   2026-11-24 12:00  act: orders is not available',
      'later           never ran',
    ]);
  });

  it('is JSON for programs, without approval tokens', async () => {
    const context = aContext('/');
    await status(['--name', 'acme', '--json'], context);
    expect(JSON.parse(context.printed[0]).stages[2]).toEqual({
      stage: 'prod-workloads',
      status: 'Failed',
      execution: '01234567-89ab',
      changed: '2026-11-24T12:00:00.000Z',
      detail: 'act: orders is not available',
    });
    expect(context.printed[0]).not.toContain('secret-token');
  });

  it.each([
    ['unknown', /^pipeline unknown cannot be read, got "PipelineNotFoundException: says PipelineNotFoundException"; deploy it with 'cdk deploy/],
    ['closed', /"AccessDeniedException: .*; ask for codepipeline:GetPipelineState on this pipeline$/],
    ['stale', /"ExpiredTokenException: .*; log in again, for example with 'aws sso login'$/],
    ['broken', /"InvalidStructureException: .*; check the network and the AWS status, and try again$/],
  ])('fails when AWS refuses: %s', async (name, sentence) => {
    await expect(status(['--name', name], aContext('/'))).rejects.toThrow(sentence);
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
