import { once } from 'node:events';
import { Agent, createServer, request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** How often each target is asked whether it is ready. */
const POLL_MS = 250;
/** Polls in a row that a target in service has to fail before it gets no more requests, as with an ALB. */
const UNREADY_POLLS = 2;

/**
 * A load balancer as clouds have them: it keeps connections, asks `/readyz`, takes turns between the ready targets, and
 * tries nothing twice. A target that breaks a connection is a 502 for the client.
 */
export async function aBalancer() {
  const targets = new Map<string, { agent: Agent; ready: boolean; failures: number }>();
  const polls = new AbortController();
  let turn = 0;

  const next = () => {
    const ready = [...targets].filter(([, target]) => target.ready);
    return ready.length > 0 ? ready[turn++ % ready.length] : undefined;
  };
  const server = createServer((incoming, outgoing) => {
    const target = next();
    const refuse = (status: number) => outgoing.headersSent ? outgoing.destroy() : outgoing.writeHead(status).end();
    if (!target) return refuse(503);
    const [url, { agent }] = target;
    const forwarded = request(url + incoming.url, { agent, method: incoming.method, headers: forwardable(incoming) }, (answer) => {
      outgoing.writeHead(answer.statusCode as number, forwardable(answer));
      answer.on('error', () => refuse(502)).pipe(outgoing);
    });
    forwarded.on('error', () => refuse(502));
    incoming.pipe(forwarded);
  }).listen(0, '127.0.0.1');
  // Longer than the load lasts: a connection that a client is about to use again must not be closed here.
  server.keepAliveTimeout = 120_000;
  await once(server, 'listening');

  const poll = async (url: string) => {
    while (!polls.signal.aborted && targets.has(url)) {
      const answered = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(1000) }).then(({ ok }) => ok, () => false);
      const target = targets.get(url);
      if (!target) return;
      target.failures = answered ? 0 : target.failures + 1;
      target.ready = answered || (target.ready && target.failures < UNREADY_POLLS);
      await sleep(POLL_MS);
    }
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Puts a target into service; comes back when it is ready. */
    async add(url: string): Promise<void> {
      targets.set(url, { agent: new Agent({ keepAlive: true }), ready: false, failures: 0 });
      void poll(url);
      while (!targets.get(url)?.ready) await sleep(10);
    },
    /** Takes a target that is gone out of the list. */
    remove(url: string): void {
      targets.get(url)?.agent.destroy();
      targets.delete(url);
    },
    async stop(): Promise<void> {
      polls.abort();
      for (const { agent } of targets.values()) agent.destroy();
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

/** Headers without those that are about one connection only. */
function forwardable({ headers }: IncomingMessage): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'connection' && name !== 'keep-alive'));
}
