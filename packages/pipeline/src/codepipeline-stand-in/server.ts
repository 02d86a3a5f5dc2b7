import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Fields } from './definition/fields';
import { OPERATIONS } from './operations';
import { ServiceError } from './service-error';
import type { StandIn } from './stand-in';

/** What a request names before the operation. */
const SERVICE = 'CodePipeline_20150709.';

/** More than the largest structure there can be. */
const MOST_BYTES = 1024 * 1024;

/** A stand-in that listens. */
export interface Served {
  /** For `endpoint` of the SDK's client, or `AWS_ENDPOINT_URL_CODEPIPELINE`. */
  readonly endpoint: string;
  /** Ends what runs, and stops listening. */
  close(): Promise<void>;
}

/**
 * Gives a stand-in a free port on loopback, where it speaks the service's protocol to whoever asks; signatures are not looked at.
 *
 * @see https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
 */
export async function serve(standIn: StandIn): Promise<Served> {
  const server = createServer((request, response) => void answer(standIn, request, response));
  server.requestTimeout = 30_000;
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await Promise.all([closed, standIn.close()]);
    },
  };
}

async function answer(standIn: StandIn, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { status, body } = await outcome(standIn, request);
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': randomUUID() });
  response.end(JSON.stringify(body));
}

async function outcome(standIn: StandIn, request: IncomingMessage): Promise<{ status: number; body: object }> {
  try {
    const input = await readInput(request);
    const target = String(request.headers['x-amz-target'] ?? '');
    const name = target.startsWith(SERVICE) ? target.slice(SERVICE.length) : '';
    if (!Object.hasOwn(OPERATIONS, name)) throw new ServiceError('UnknownOperationException', `${target || 'a request without x-amz-target'} is not understood by the stand-in`);
    return { status: 200, body: OPERATIONS[name](input, standIn) };
  } catch (error) {
    const { message } = error as Error;
    // What is not the caller's mistake is ours; the service says so too, and the SDK's clients then try again.
    return error instanceof ServiceError ? { status: 400, body: { __type: error.type, message } } : { status: 500, body: { __type: 'InternalFailure', message } };
  }
}

async function readInput(request: IncomingMessage): Promise<Fields> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of request) {
    size += (piece as Buffer).length;
    if (size > MOST_BYTES) throw new ServiceError('SerializationException', `the request is longer than ${MOST_BYTES} bytes`);
    pieces.push(piece as Buffer);
  }
  let value: unknown;
  try {
    value = JSON.parse(Buffer.concat(pieces).toString('utf8') || '{}');
  } catch (error) {
    throw new ServiceError('SerializationException', `the request is not JSON: ${(error as Error).message}`);
  }
  return new Fields('', value, (sentence) => new ServiceError('ValidationException', sentence));
}
