import { RetryBudget, retryDelay } from '../src/retry';

const LATEST = () => 1;
const EARLIEST = () => 0;

describe('another attempt', () => {
  it.each([
    ['no connection', undefined, true], ['502', 502, true], ['503', 503, true], ['504', 504, true],
    ['200', 200, false], ['404', 404, false], ['500', 500, false], ['501', 501, false],
  ])('after %s: %s → %s', (_case, status, again) => {
    expect(retryDelay({ method: 'GET', resends: 0, status }) !== undefined).toBe(again);
  });

  it('is for methods that may be repeated', () => {
    const repeated = ['GET', 'HEAD', 'PUT', 'DELETE', 'POST', 'PATCH'].filter((method) => retryDelay({ method, resends: 0, status: 503 }) !== undefined);
    expect(repeated).toEqual(['GET', 'HEAD', 'PUT', 'DELETE']);
  });

  it('waits anywhere between nothing and a limit that doubles up to a second', () => {
    const latest = [0, 1, 2, 3, 4, 5, 6].map((resends) => retryDelay({ method: 'GET', resends }, LATEST));
    expect(latest).toEqual([50, 100, 200, 400, 800, 1000, 1000]);
    expect(retryDelay({ method: 'GET', resends: 6 }, EARLIEST)).toBe(0);
  });

  it('waits as long as it is told to, and after 429 comes only then', () => {
    const after = (retryAfter?: string) => retryDelay({ method: 'GET', resends: 0, status: 429, retryAfter }, EARLIEST);
    expect([after(), after('soon'), after('2')]).toEqual([undefined, undefined, 2000]);
    expect(after(new Date(Date.now() + 60_000).toUTCString())).toBeGreaterThan(55_000);
  });
});

describe('the retry budget', () => {
  it('is spent by five failures in a row, and ten successes allow one more retry', () => {
    const budget = new RetryBudget();
    for (let failures = 0; failures < 4; failures += 1) budget.record(false);
    expect(budget.allows).toBe(true);
    budget.record(false);
    expect(budget.allows).toBe(false);
    for (let successes = 0; successes < 10; successes += 1) budget.record(true);
    expect(budget.allows).toBe(true);
  });
});
