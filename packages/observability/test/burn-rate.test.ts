import { burnRate, burnRateExpression, errorBudget, pageThreshold, shouldPage, Traffic } from '../src';

const minutes = (count: number, requests: number, failing: number): Traffic[] =>
  Array.from({ length: count }, () => ({ requests, errors: Math.round(requests * failing) }));

/** Minutes, counted from the start, in which the stream pages. */
const paged = (stream: Traffic[], availability = 99.9): number[] =>
  stream.map((_, i) => i).filter((i) => shouldPage(stream.slice(0, i + 1), availability));

const healthy = minutes(60, 1000, 0);

describe('the error budget', () => {
  it.each([[99.9, 0.001], [99.99, 0.0001], [99.5, 0.005], [90, 0.1]])('of %d % is %d of the requests', (availability, budget) => {
    expect(errorBudget(availability)).toBe(budget);
  });

  it('burns at rate 1 when exactly as many requests fail as may', () => {
    expect(burnRate({ requests: 100_000, errors: 100 }, 99.9)).toBeCloseTo(1);
    expect(burnRate({ requests: 1000, errors: 1000 }, 99.9)).toBeCloseTo(1000);
  });

  it('does not burn without traffic', () => {
    expect(burnRate({ requests: 0, errors: 0 }, 99.9)).toBe(0);
  });

  it('at a rate of 14.4 loses 2 % in an hour', () => {
    const hours = 30 * 24;
    expect((pageThreshold(99.9) / hours) * 100).toBeCloseTo(2);
  });

  it.each([99.99, 99.9, 99, 97, 95, 90])('of %d % can be burnt fast enough to page: an outage always does', (availability) => {
    expect(pageThreshold(availability)).toBeLessThan(1 / errorBudget(availability));
  });

  it.each([100, 0, -1, Number.NaN])('fails when the promise is %d %', (availability) => {
    expect(() => errorBudget(availability)).toThrow(/slo.availability must be above 0 and below 100, got/);
  });
});

describe('who is woken up', () => {
  it('nobody, while all is well', () => {
    expect(paged(healthy)).toEqual([]);
  });

  it('nobody, without any traffic', () => {
    expect(paged(minutes(120, 0, 0))).toEqual([]);
  });

  it('nobody, for a lone failure in a quiet night', () => {
    expect(paged([...minutes(59, 0, 0), { requests: 1, errors: 1 }, ...minutes(59, 0, 0)])).toEqual([]);
  });

  it('nobody, for a spike of half a minute', () => {
    expect(paged([...healthy, { requests: 1000, errors: 500 }, ...healthy])).toEqual([]);
  });

  it('nobody, for a slow burn: twice the budget does not end it tonight', () => {
    expect(paged([...healthy, ...minutes(240, 10_000, 0.002)])).toEqual([]);
  });

  it('someone, in the first minute in which an outage cost 1.44 % of the hour', () => {
    expect(paged([...healthy, ...minutes(10, 1000, 1)])[0]).toBe(60);
  });

  it('someone, within an hour, when 2 % fail', () => {
    const [first] = paged([...healthy, ...minutes(60, 1000, 0.02)]);
    expect(first - 60).toBeGreaterThan(30);
    expect(first - 60).toBeLessThan(60);
  });

  it('nobody any more, five minutes after the outage ended', () => {
    const stream = [...healthy, ...minutes(10, 1000, 1), ...healthy];
    expect(paged(stream).at(-1)).toBe(60 + 10 + 5 - 2);
  });

  it('someone, at an outage of a service that promised little', () => {
    expect(paged([...healthy, ...minutes(60, 1000, 1)], 90).length).toBeGreaterThan(0);
  });
});

describe('the same as CloudWatch metric math', () => {
  const FILL = (value: number | undefined, otherwise: number) => value ?? otherwise;
  const IF = (condition: boolean, yes: number, no: number) => (condition ? yes : no);
  const evaluate = (expression: string, traffic: Traffic) =>
    new Function('errors', 'requests', 'FILL', 'IF', `return ${expression}`)(traffic.errors || undefined, traffic.requests, FILL, IF);

  it.each([[0, 10], [4, 4], [5, 10], [20, 1000], [1000, 1000]])('with %d errors in %d requests', (errors, requests) => {
    const traffic = { requests, errors };
    expect(evaluate(burnRateExpression(99.9, 'short'), traffic)).toBeCloseTo(burnRate(traffic, 99.9));
    const inAlarm = evaluate(burnRateExpression(99.9, 'long'), traffic) > pageThreshold(99.9);
    expect(inAlarm).toBe(shouldPage([traffic], 99.9));
  });
});
