import { pino } from 'pino';
import { RequestLogger } from '../src/request-logger';

/** What a request's logger writes, and what pino's own child would. */
function both(write: (logger: Pick<RequestLogger, 'info' | 'debug' | 'error' | 'child'>) => void): [unknown[], unknown[]] {
  const lines: [unknown[], unknown[]] = [[], []];
  const loggers = lines.map((to) => pino({ base: undefined, timestamp: false }, { write: (line) => { to.push(JSON.parse(line)); } }));
  write(new RequestLogger(loggers[0], { requestId: 'r-1' }));
  write(loggers[1].child({ requestId: 'r-1' }) as never);
  return lines;
}

describe('the logger of a request writes what a child of pino would', () => {
  it.each<[string, Parameters<typeof both>[0]]>([
    ['a message', (log) => log.info('taken')],
    ['a message with values', (log) => log.info('taken in %d ms', 5)],
    ['an object', (log) => log.info({ orderId: 7 })],
    ['an object and a message', (log) => log.info({ orderId: 7 }, 'taken')],
    ['an error', (log) => log.error(new Error('no database'))],
    ['an error with a message', (log) => log.error(new Error('no database'), 'request failed')],
    ['an error as a field', (log) => log.error({ err: new Error('no database') }, 'request failed')],
    ['a child with more ids', (log) => log.child({ traceId: 't-1' }).info('taken')],
    ['nothing below its level', (log) => log.debug('detail')],
  ])('%s', (_, write) => {
    const withoutStacks = (lines: unknown[]) => JSON.parse(JSON.stringify(lines, (key, value) => (key === 'stack' ? typeof value : value)));
    const [ours, pinos] = both(write);
    expect(withoutStacks(ours)).toEqual(withoutStacks(pinos));
    expect(ours.length).toBe(pinos.length);
  });
});
