import { judge } from '../bench/measurement';

describe('the benchmark', () => {
  it('passes at 70 % of bare Fastify and 500 ms to ready, by medians', () => {
    expect(judge({ bare: [100, 100, 100], service: [70, 90, 10], readyMs: [400, 500, 600, 9000, 100] })).toEqual({
      barePerSecond: 100, servicePerSecond: 70, ratio: 0.7, readyMs: 500, passed: true,
    });
  });

  it('compares what was measured side by side, so a slow minute of the machine changes no ratio', () => {
    expect(judge({ bare: [100, 10, 50], service: [80, 8, 40], readyMs: [1] }).ratio).toBe(0.8);
  });

  it('fails when the service is slower than that', () => {
    expect(judge({ bare: [100], service: [69], readyMs: [1] }).passed).toBe(false);
  });

  it('fails when the start takes longer than that', () => {
    expect(judge({ bare: [100], service: [100], readyMs: [500, 502] })).toMatchObject({ readyMs: 501, passed: false });
  });
});
