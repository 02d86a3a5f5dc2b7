import { setTimeout as sleep } from 'node:timers/promises';
import { aBalancer } from './a-balancer';
import { aProcess, bundle } from './a-process';
import { steadyLoad } from './steady-load';

const PER_SECOND = 200;
const SECONDS = 30;

type Process = Awaited<ReturnType<typeof aProcess>>;

describe('a rolling restart', () => {
  let file: string;
  let balancer: Awaited<ReturnType<typeof aBalancer>>;
  const running = new Set<Process>();
  beforeAll(async () => {
    file = bundle('rolling-restart');
    balancer = await aBalancer();
  });
  afterAll(async () => {
    for (const service of running) service.kill('SIGKILL');
    await balancer.stop();
  });

  it('loses no request at 200 a second, though every process is replaced under load', async () => {
    const old = await Promise.all([start(), start()]);
    const load = steadyLoad(balancer.url, { perSecond: PER_SECOND, seconds: SECONDS });

    for (const service of old) {
      await sleep(4000);
      const successor = await start();
      expect(await stop(service)).toBe(0);
      await sleep(1000);
      expect(requestLines(successor)).toBeGreaterThan(0);
    }
    const { counts, elapsedMs } = await load;
    expect(Object.keys(counts).sort()).toEqual(['200', '201']);
    expect(counts['200'] + counts['201']).toBe(PER_SECOND * SECONDS);
    expect(elapsedMs / 1000).toBeLessThan(SECONDS + 1);
    // The processes that were stopped had their share of the load until then.
    for (const service of old) expect(requestLines(service)).toBeGreaterThan(PER_SECOND);
  }, 90_000);

  /** A process that the balancer has found ready. It drains for longer than the balancer takes to notice. */
  async function start(): Promise<Process> {
    const service = await aProcess(file, { DRAIN_SECONDS: '5' });
    running.add(service);
    await balancer.add(service.url);
    return service;
  }

  async function stop(service: Process): Promise<number | null> {
    service.kill('SIGTERM');
    const code = await service.exited;
    running.delete(service);
    balancer.remove(service.url);
    return code;
  }
});

function requestLines(service: Process): number {
  return service.lines().filter(({ msg }) => msg === 'request completed').length;
}
