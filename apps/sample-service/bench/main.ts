import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import autocannon from 'autocannon';
import { buildSync } from 'esbuild';
import { BARS, judge, type Samples } from './measurement';
import { readSettings } from '../src/settings';
import { startServer, type Server } from './server';

const ROUNDS = 7;
const ROUND_SECONDS = 4;
const CONNECTIONS = 64;
const STARTS = 10;

const SERVICE = join(__dirname, '../out/bundle/main.js');

/** Measures the service as it runs in a cluster, logs, traces and metrics on, beside the same handlers on bare Fastify. */
async function main(): Promise<number> {
  const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
  if (!existsSync(SERVICE)) throw new Error(`the bundle is missing, got no ${SERVICE}; run 'npx nx run sample-service:bench', which makes it`);
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const collector = createServer((request, response) => request.resume().on('end', () => response.end('{}'))).listen(0, '127.0.0.1');
  await once(collector, 'listening');
  const env = { ...tracing(), OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(collector.address() as AddressInfo).port}` };
  const servers: Server[] = [];
  const start = async (bundle: string) => {
    const server = await startServer(bundle, join(folder, `${servers.length}.log`), env);
    servers.push(server);
    return server;
  };
  try {
    const bare = join(folder, 'bare.js');
    buildSync({ entryPoints: [join(__dirname, 'bare-server.ts')], outfile: bare, bundle: true, platform: 'node', target: 'node20' });
    const samples = { ...await startTimes(() => start(SERVICE), () => servers.pop()?.stop()), ...await throughput(await start(bare), await start(SERVICE)) };
    const verdict = judge(samples);
    console.log(values.json ? JSON.stringify({ ...verdict, bars: BARS, samples }) : table(verdict, samples));
    return verdict.passed ? 0 : 1;
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
    collector.close();
    rmSync(folder, { recursive: true });
  }
}

/** `TRACES_PER_SECOND`, as it is given to the benchmark; without it, the service's own default. */
function tracing(): Record<string, string> {
  const { TRACES_PER_SECOND: given } = process.env;
  return given ? { TRACES_PER_SECOND: given } : {};
}

async function startTimes(start: () => Promise<Server>, stop: () => Promise<void> | undefined): Promise<Pick<Samples, 'readyMs'>> {
  const readyMs: number[] = [];
  for (let index = 0; index < STARTS; index++) {
    readyMs.push((await start()).readyMs);
    await stop();
  }
  return { readyMs };
}

/** In turns, and each round in the other order; the first round only warms up. */
async function throughput(bare: Server, service: Server): Promise<Pick<Samples, 'bare' | 'service'>> {
  const rates = new Map<Server, number[]>([[bare, []], [service, []]]);
  for (let round = 0; round <= ROUNDS; round++) {
    for (const server of round % 2 === 0 ? [bare, service] : [service, bare]) {
      const rate = await perSecond(server.url);
      if (round > 0) rates.get(server)?.push(rate);
    }
  }
  return { bare: rates.get(bare) ?? [], service: rates.get(service) ?? [] };
}

async function perSecond(url: string): Promise<number> {
  const { requests, errors, timeouts, non2xx } = await autocannon({
    url: `${url}/orders`, connections: CONNECTIONS, duration: ROUND_SECONDS,
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ item: 'tea', quantity: 1 }),
  });
  if (errors + timeouts + non2xx > 0) throw new Error(`requests failed, got ${errors} errors, ${timeouts} timeouts and ${non2xx} answers other than 2xx; nothing is measured`);
  return requests.average;
}

function table({ barePerSecond, servicePerSecond, ratio, readyMs, passed }: ReturnType<typeof judge>, samples: Samples): string {
  const list = (values: number[]) => values.map((value) => Math.round(value)).join(' ');
  const percent = (part: number) => `${Math.round(part * 1000) / 10} %`;
  return [
    `POST /orders, ${CONNECTIONS} connections, medians of ${ROUNDS} rounds of ${ROUND_SECONDS} s in turns; Node ${process.versions.node}`,
    `traces recorded: at most ${tracing().TRACES_PER_SECOND ?? readSettings({}).tracesPerSecond} a second`,
    '',
    `bare Fastify    ${barePerSecond} requests/s   (${list(samples.bare)})`,
    `the service     ${servicePerSecond} requests/s   (${list(samples.service)})`,
    `ratio           ${percent(ratio)}, at least ${percent(BARS.ratio)}`,
    `start to ready  ${readyMs} ms, at most ${BARS.readyMs} ms   (${list(samples.readyMs)})`,
    '',
    passed ? 'passed' : 'missed',
  ].join('\n');
}

main().then((code) => { process.exitCode = code; }, (error: Error) => {
  console.error(`bench: ${error.message}`);
  process.exitCode = 1;
});
