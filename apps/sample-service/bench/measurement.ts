/** What the service has to reach, whatever machine it is measured on. */
export const BARS = {
  /** Throughput of the service, as a part of bare Fastify's. */
  ratio: 0.7,
  /** From the start of the process to ready, in milliseconds. */
  readyMs: 500,
};

/** What was measured, each in its own order. */
export interface Samples {
  /** Requests per second of bare Fastify, one for each round. */
  readonly bare: number[];
  /** Requests per second of the service, one for each round. */
  readonly service: number[];
  /** Milliseconds from start to ready of the service, one for each start. */
  readonly readyMs: number[];
}

/** Medians, and whether they are good enough. */
export function judge({ bare, service, readyMs }: Samples) {
  // Each round's two are neighbours in time, so that what else the machine does weighs on both.
  const ratio = median(service.map((perSecond, round) => perSecond / bare[round]));
  const ready = median(readyMs);
  const passed = ratio >= BARS.ratio && ready <= BARS.readyMs;
  return { barePerSecond: Math.round(median(bare)), servicePerSecond: Math.round(median(service)), ratio: round(ratio, 3), readyMs: round(ready, 1), passed };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length / 2;
  return (sorted[Math.ceil(middle) - 1] + sorted[Math.floor(middle)]) / 2;
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
