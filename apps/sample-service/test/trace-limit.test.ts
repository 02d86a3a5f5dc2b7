import { ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import { SamplingDecision } from '@opentelemetry/sdk-trace-node';
import { traceLimit } from '../src/trace-limit';

/** How many of this many requests are recorded, in the second that the clock shows. */
function recorded(limit: ReturnType<typeof traceLimit>, requests: number, parent = ROOT_CONTEXT): number {
  const decisions = Array.from({ length: requests }, () => limit.shouldSample(parent, 'a'.repeat(32), 'GET /', SpanKind.SERVER, {}, []).decision);
  return decisions.filter((decision) => decision === SamplingDecision.RECORD_AND_SAMPLED).length;
}

const callerThat = (samples: boolean) => trace.setSpanContext(ROOT_CONTEXT, { traceId: 'b'.repeat(32), spanId: 'c'.repeat(16), traceFlags: samples ? 1 : 0, isRemote: true });

describe('the limit of traces', () => {
  it('records all of a quiet service, and of a busy one so many in each second', () => {
    let now = 5500;
    const limit = traceLimit(10, () => now);
    expect(recorded(limit, 8)).toBe(8);
    expect(recorded(limit, 100)).toBe(2);
    now = 6000;
    expect(recorded(limit, 100)).toBe(10);
  });

  it('follows the caller, whatever it decided', () => {
    const limit = traceLimit(1, () => 0);
    expect(recorded(limit, 100, callerThat(true))).toBe(100);
    expect(recorded(limit, 100, callerThat(false))).toBe(0);
  });

  it('can be none', () => expect(recorded(traceLimit(0), 100)).toBe(0));
});
