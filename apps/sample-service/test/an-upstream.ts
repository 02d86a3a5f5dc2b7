import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Reply = (response: ServerResponse) => void;

export const status = (code: number, headers: Record<string, string> = {}): Reply => (response) => { response.writeHead(code, headers).end('{}'); };
export const inStock = (available: unknown): Reply => (response) => { response.end(JSON.stringify({ available })); };
/** Takes the request, and says nothing until the caller gives up. */
export const silence: Reply = () => {};

/** Another service, as a real server: gives these replies in order, the last one again and again. */
export async function anUpstream(...replies: Reply[]) {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    replies[Math.min(requests.length, replies.length) - 1](response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const connections = () => new Promise<number>((resolve) => server.getConnections((_error, count) => resolve(count)));
  const close = () => { server.closeAllConnections(); server.close(); };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests, connections, close };
}

/** Nobody listens there. */
export async function nobody(): Promise<string> {
  const { url, close } = await anUpstream(silence);
  close();
  return url;
}
