import { RequestLog } from '../src';
import { aRequestLine } from './request-line';

describe('the request line', () => {
  it('has nothing to complain about when a service writes the whole contract', () => {
    expect(RequestLog.problems(aRequestLine())).toEqual([]);
  });

  it('is read by Logs Insights and by metric filters where Fluent Bit puts it', () => {
    expect(RequestLog.insights('route')).toBe('log_processed.route');
    expect(RequestLog.selector('route')).toBe('$.log_processed.route');
  });

  it('fails when a field has another name', () => {
    const { durationMs, ...rest } = aRequestLine();
    expect(RequestLog.problems({ ...rest, responseTime: durationMs })).toEqual([
      'request log.durationMs is missing, got undefined; add it to the request line',
    ]);
  });

  it('fails when a number is logged as text, which no metric filter would count', () => {
    expect(RequestLog.problems({ ...aRequestLine(), statusCode: '500' })).toEqual([
      'request log.statusCode must be a number, got "500"; log it as a number',
    ]);
  });

  it('fails when the line is not an object', () => {
    expect(RequestLog.problems('GET / 200')).toHaveLength(1);
  });
});
