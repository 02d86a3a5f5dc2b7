import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A call a service got: its operation, and what it was given. */
export interface Call {
  readonly operation: string;
  readonly input: Record<string, never> & Record<string, unknown>;
}

/** A refusal, by the name AWS gives it. */
export class Refused extends Error {
  constructor(name: string, message = `says ${name}`) {
    super(message);
    this.name = name;
  }
}

type Operations = Record<string, (input: Call['input']) => object>;

/**
 * Services of AWS on loopback, as they speak: awsJson1.1, times in seconds. The SDK's own clients talk to them.
 * @param services operations by service, such as `{ CODECOMMIT: { GetPullRequest: () => … } }`
 */
export async function jsonServices(services: Record<string, Operations>): Promise<{ environment: NodeJS.ProcessEnv; calls: Call[]; stop: () => Promise<unknown> }> {
  const calls: Call[] = [];
  const operations: Operations = Object.assign({}, ...Object.values(services));
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const piece of request) body += piece;
    const operation = String(request.headers['x-amz-target']).split('.')[1];
    const input = JSON.parse(body || '{}');
    calls.push({ operation, input });
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    try {
      if (!Object.hasOwn(operations, operation)) throw new Refused('UnknownOperationException', operation);
      response.end(JSON.stringify(operations[operation](input)));
    } catch (error) {
      response.statusCode = 400;
      response.end(JSON.stringify({ __type: (error as Error).name, message: (error as Error).message }));
    }
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    calls,
    environment: {
      ...Object.fromEntries(Object.keys(services).map((service) => [`AWS_ENDPOINT_URL_${service}`, url])),
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'key',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_MAX_ATTEMPTS: '1',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    },
    stop: () => new Promise((closed) => { server.closeAllConnections(); server.close(closed); }),
  };
}

/** Runs with these variables set; the SDK reads the process's own. */
export async function withEnvironment<T>(variables: NodeJS.ProcessEnv, work: () => Promise<T>): Promise<T> {
  const before = process.env;
  process.env = { ...before, ...variables };
  try {
    return await work();
  } finally {
    process.env = before;
  }
}
