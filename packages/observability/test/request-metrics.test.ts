import { aRequestLine } from './request-line';
import { anEnvironment, Json, resources } from './world';

const filters = Object.values(resources(anEnvironment().shared, 'AWS::Logs::MetricFilter')).map((r) => r.Properties);

/** Which metrics a line of a container ends in, by the filters' own patterns. */
function countedAs(line: Record<string, unknown>): string[] {
  const event = { log: JSON.stringify(line), log_processed: line };
  return filters
    .filter(({ FilterPattern }) => matches(FilterPattern, event))
    .map(({ MetricTransformations }) => MetricTransformations[0].MetricName)
    .sort();
}

/** Conjunctions of `$.a.b op value`, the part of the syntax that is used. */
function matches(pattern: string, event: object): boolean {
  return pattern.replace(/[{}()]/g, '').split('&&').every((term) => {
    const [, path, operator, literal] = /\$\.(\S+) (=|!=|>=) (.+)/.exec(term.trim()) ?? [];
    const value = path.split('.').reduce<Json>((at, key) => at?.[key], event);
    const wanted = JSON.parse(literal);
    if (operator === '>=') return typeof value === 'number' && value >= wanted;
    if (operator === '!=') return value !== wanted;
    return wanted === '*' ? value !== undefined : value === wanted;
  });
}

describe('metrics from request lines', () => {
  it('counts and times a request', () => {
    expect(countedAs(aRequestLine())).toEqual(['Latency', 'Requests']);
  });

  it('counts an answer of 500 or above as a server error, and a 404 not', () => {
    expect(countedAs(aRequestLine({ statusCode: 503 }))).toEqual(['Latency', 'Requests', 'ServerErrors']);
    expect(countedAs(aRequestLine({ statusCode: 404 }))).toEqual(['Latency', 'Requests']);
  });

  it.each(['/healthz', '/readyz'])('does not take the health probe %s for traffic', (route) => {
    expect(countedAs(aRequestLine({ route }))).toEqual([]);
  });

  it('ignores lines that are no requests, and lines of another environment', () => {
    expect(countedAs({ level: 'info', msg: 'listening', service: 'orders', environment: 'prod' })).toEqual([]);
    expect(countedAs(aRequestLine({ environment: 'staging' }))).toEqual([]);
  });

  it('takes the dimensions from the line, so that a new service needs no new filter', () => {
    expect(filters).toHaveLength(3);
    for (const { MetricTransformations: [transformation] } of filters) {
      expect(transformation.Dimensions).toEqual([
        { Key: 'Service', Value: '$.log_processed.service' },
        { Key: 'Environment', Value: '$.log_processed.environment' },
      ]);
      expect(transformation).not.toHaveProperty('DefaultValue');
    }
  });

  it('measures latency in milliseconds', () => {
    const latency = filters.find(({ FilterName }) => FilterName === 'Latency').MetricTransformations[0];
    expect(latency).toMatchObject({ MetricValue: '$.log_processed.durationMs', Unit: 'Milliseconds' });
  });
});
