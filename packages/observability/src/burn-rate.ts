/** What a service answered in some time. */
export interface Traffic {
  /** Requests answered. */
  readonly requests: number;
  /** Of them, answered with 500 or above. */
  readonly errors: number;
}

/**
 * The pair that pages: 2 % of a 30-day budget is gone in an hour, and it is still burning.
 * @see https://sre.google/workbook/alerting-on-slos/ (multiwindow, multi-burn-rate alerts)
 */
export const FAST_BURN = { burnRate: 14.4, longMinutes: 60, shortMinutes: 5 } as const;

/** Half of all requests failing pages whatever was promised; below 96.5 % a rate of 14.4 would need more than that. */
const ALWAYS_PAGES = 0.5;

/** Failures in the long window that make an outage; fewer are a lone failure at night, not a trend. */
const FEWEST_FAILURES = 5;

/** Share of requests that may fail; `availability` in percent. */
export function errorBudget(availability: number): number {
  if (!(availability > 0 && availability < 100)) {
    throw new Error(`slo.availability must be above 0 and below 100, got ${availability}; 99.9 is a common start`);
  }
  // 100 - 99.9 is 0.0999…: rounded, because the number is printed into an alarm.
  return Number(((100 - availability) / 100).toFixed(6));
}

/** How many times faster than promised the budget burns: 1 uses it up exactly at the end of the period. */
export function burnRate(traffic: Traffic, availability: number): number {
  return traffic.requests === 0 ? 0 : traffic.errors / traffic.requests / errorBudget(availability);
}

/** The burn rate above which a window is in alarm. */
export function pageThreshold(availability: number): number {
  return Math.min(FAST_BURN.burnRate, ALWAYS_PAGES / errorBudget(availability));
}

/** Whether the traffic, one entry a minute and the newest last, pages now. */
export function shouldPage(minutes: readonly Traffic[], availability: number): boolean {
  const long = sum(minutes.slice(-FAST_BURN.longMinutes));
  const short = sum(minutes.slice(-FAST_BURN.shortMinutes));
  const threshold = pageThreshold(availability);
  return long.errors >= FEWEST_FAILURES
    && burnRate(long, availability) > threshold
    && burnRate(short, availability) > threshold;
}

/**
 * `burnRate` as CloudWatch metric math over `errors` and `requests`. A service that never failed has no `errors`
 * series and one without traffic has neither: both give no data, which the alarms take as good.
 */
export function burnRateExpression(availability: number, window: 'long' | 'short'): string {
  const rate = `FILL(errors, 0) / requests / ${errorBudget(availability)}`;
  return window === 'long' ? `IF(FILL(errors, 0) >= ${FEWEST_FAILURES}, ${rate}, 0)` : rate;
}

function sum(minutes: readonly Traffic[]): Traffic {
  return minutes.reduce(
    (total, minute) => ({ requests: total.requests + minute.requests, errors: total.errors + minute.errors }),
    { requests: 0, errors: 0 },
  );
}
