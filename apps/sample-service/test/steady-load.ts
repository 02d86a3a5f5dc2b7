import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const ORDER = JSON.stringify({ item: 'tea', quantity: 1 });
/** Every hundredth request is an upload that stops half-way for this long. */
const SLOW_MS = 3000;
const PATIENCE_MS = 20_000;

/** Requests at a fixed rate, whether or not earlier ones were answered: reads, writes and slow uploads. */
export async function steadyLoad(url: string, { perSecond, seconds }: { perSecond: number; seconds: number }) {
  const agent = new Agent({ keepAlive: true });
  const start = performance.now();
  const answers: Promise<string>[] = [];
  for (let index = 0; index < perSecond * seconds; index++) {
    const early = start + (index * 1000) / perSecond - performance.now();
    if (early > 0) await sleep(early);
    answers.push(ask(url, agent, index).catch((error) => error.code ?? error.message));
  }
  const elapsedMs = performance.now() - start;
  const counts: Record<string, number> = {};
  for (const answer of await Promise.all(answers)) counts[answer] = (counts[answer] ?? 0) + 1;
  agent.destroy();
  return { counts, elapsedMs };
}

/** The status of one request that was answered to its end. */
async function ask(url: string, agent: Agent, index: number): Promise<string> {
  const write = index % 2 === 1;
  const headers = write ? { 'content-type': 'application/json', 'content-length': ORDER.length } : {};
  const asked = request(`${url}/${write ? 'orders' : ''}`, { agent, headers, method: write ? 'POST' : 'GET', signal: AbortSignal.timeout(PATIENCE_MS) });
  const answered = once(asked, 'response');
  if (write) {
    asked.write(ORDER.slice(0, 5));
    if (index % 100 === 99) await Promise.race([sleep(SLOW_MS), answered]);
    asked.write(ORDER.slice(5));
  }
  asked.end();
  const [answer] = await answered;
  answer.resume();
  await once(answer, 'end');
  return String(answer.statusCode);
}
