import { checkTemplates, templateRules } from '../../src';
import { RULE_EXAMPLES } from './rule-examples';

const ROUNDS = 3000;
const SCRAPS: readonly unknown[] = [
  null, true, false, 0, -1, 1e9, '', 'x', '1.36', '0.0.0.0/0', '{"a":', '[]', 'ALARM((', 'toString', { Ref: 'AWS::NoValue' }, { Ref: 'Thing' }, { Ref: null },
  { 'Fn::Join': [] }, { 'Fn::Sub': 7 }, { 'Fn::GetStackOutput': 'x' }, { 'Fn::ImportValue': ['x'] }, [], [[null]], {},
];

/** The same numbers in every run. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32) / 2 ** 32;
}

/** A value like `value`, with something else in a few of its places. */
function spoilt(value: unknown, next: () => number): unknown {
  if (next() < 0.15) return SCRAPS[Math.floor(next() * SCRAPS.length)];
  if (Array.isArray(value)) return value.map((item) => spoilt(item, next));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [next() < 0.05 ? '__proto__x' : key, spoilt(item, next)]));
}

describe('templates nobody would write', () => {
  const examples = Object.values(RULE_EXAMPLES).flatMap(({ type, fails, passes, beside }) => [...fails.map(([properties]) => properties), ...passes]
    .map((properties) => ({ Resources: { ...beside, Thing: { Type: type, Properties: properties } }, Outputs: { Out: { Value: { Ref: 'Thing' }, Export: { Name: 'x' } } } })));

  it('are judged without falling over', () => {
    const next = numbers(20_261_123);
    const known = new Set(templateRules.map(({ id }) => id));
    const strange = new Set<string>();
    for (let i = 0; i < ROUNDS; i++) {
      const body = spoilt(examples[i % examples.length], next);
      for (const { rule, path } of checkTemplates([{ name: 'a', body }], { extendedSupport: 'refused', today: '2030-01-01' })) if (!known.has(rule) || !path.startsWith('Properties')) strange.add(rule);
    }
    expect([...strange]).toEqual([]);
  });

  it.each([[undefined], [null], [7], ['x'], [[]], [{ Resources: [] }], [{ Resources: { A: null, B: 'x', C: { Type: 7 } } }], [{ Resources: { 'Fn::ForEach::A': [] } }], [{ Resources: {}, Outputs: 1 }]])('have nothing wrong when they are %j', (body) => {
    expect(checkTemplates([{ name: 'a', body }])).toEqual([]);
  });
});
