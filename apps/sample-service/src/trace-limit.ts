import { ParentBasedSampler, SamplingDecision, type Sampler } from '@opentelemetry/sdk-trace-node';

/**
 * Records at most this many traces a second, and of a quiet service all of them. What a caller decided holds, so a
 * trace is whole or not there. A request without a recorded trace has its ids in the log all the same.
 */
export function traceLimit(perSecond: number, now: () => number = () => performance.now()): Sampler {
  let second = -Infinity;
  let recorded = 0;
  const root: Sampler = {
    shouldSample() {
      const current = Math.floor(now() / 1000);
      if (current !== second) [second, recorded] = [current, 0];
      recorded += 1;
      return { decision: recorded <= perSecond ? SamplingDecision.RECORD_AND_SAMPLED : SamplingDecision.NOT_RECORD };
    },
    toString: () => `TraceLimit{${perSecond}/s}`,
  };
  return new ParentBasedSampler({ root });
}
