import { parseManifests } from '../src';
import { millisecondsSince } from './processor-time';

const read = (text: string) => parseManifests(text, 'a.yaml');

describe('reading manifests', () => {
  it('finds every object of a file and the line it begins at', () => {
    const found = read('# first\nkind: A\n---\n\n# second\nkind: B\n---\n');
    expect(found.map(({ line, object }) => [line, object.kind])).toEqual([[2, 'A'], [6, 'B']]);
  });

  it('knows the line of each value, and of what is around one that is not there', () => {
    const [{ lineOf }] = read('kind: A\nmetadata:\n  annotations:\n    "a.b/c": x\nspec:\n  containers:\n    - name: one\n    - name: two\n      image:\n        y\n');
    expect(['kind', 'metadata.annotations["a.b/c"]', 'spec.containers[1]', 'spec.containers[1].image', 'spec.containers[1].ports[0]', 'spec.containers[7].image', 'data.x', ''].map((path) => lineOf?.(path)))
      .toEqual([1, 4, 8, 9, 8, 6, 1, 1]);
  });

  it('knows the line of each value of a List, of JSON, and where an alias stands for it', () => {
    expect(read('kind: List\nitems:\n  - kind: A\n  - kind: B\n').map(({ lineOf }) => lineOf?.('kind'))).toEqual([3, 4]);
    expect(read('{\n"kind": "A",\n"spec": { "a": [\n1,\n2] } }')[0].lineOf?.('spec.a[1]')).toBe(5);
    expect(read('kind: A\na: &a { b: 1 }\nc: *a\n')[0].lineOf?.('c.b')).toBe(3);
  });

  it('takes a List for its items', () => {
    expect(read('kind: List\nitems: [{ kind: A }, { kind: B }]').map(({ object }) => object.kind)).toEqual(['A', 'B']);
  });

  it('reads JSON too', () => {
    expect(read('{"kind": "A"}')[0].object).toEqual({ kind: 'A' });
  });

  it('reads plain values as Kubernetes does', () => {
    const [{ object }] = read('flag: yes\nmode: 0644\ntime: 22:30\nday: 2026-01-31\nquoted: "no"');
    expect(object).toEqual({ flag: true, mode: 420, time: '22:30', day: '2026-01-31', quoted: 'no' });
  });

  it('follows anchors and merges', () => {
    expect(read('a: &a { p: 1 }\nb:\n  <<: *a\n  q: 2')[0].object).toEqual({ a: { p: 1 }, b: { p: 1, q: 2 } });
  });

  it.each([
    ['a bracket is open', 'kind: A\nspec: [1,\n', /^a\.yaml:\d is not valid YAML: [^\n]+; correct it there$/],
    ['a key appears twice', 'kind: A\nspec: 1\nkind: B\n', /^a\.yaml:3 has the key "kind" twice in one mapping; remove one of them$/],
    ['a tab indents', 'kind:\n\tname: x\n', /^a\.yaml:2 is not valid YAML: [^\n]+$/],
    ['a tag is unknown', 'a: 1\nb: !secret x\n', /^a\.yaml:2 is not valid YAML: Unresolved tag: !secret; correct it there$/],
    ['a document is no object', 'kind: A\n---\nhello\n', /^a\.yaml:3 is not a Kubernetes object, got "hello"; write a mapping with apiVersion and kind$/],
    ['an alias has no anchor', 'a: *nowhere\n', /^a\.yaml:1 has the alias \*nowhere, which no finished anchor before it has; write the value out$/],
    ['a nested key appears twice', 'a:\n  - b: 1\n    "b": 2\n', /^a\.yaml:3 has the key "b" twice in one mapping; remove one of them$/],
    ['a key is a list', '[1, 2]: x\n', /^a\.yaml:1 has a key that is no text; write it out$/],
    ['an anchor holds itself', 'a: &a [*a]\n', /^a\.yaml:1 has the alias \*a, which no finished anchor before it has; write the value out$/],
    ['a merge is of no mapping', 'a:\n  <<: x\n', /^a\.yaml:1 cannot be read: Merge sources must be maps or map aliases; write the values out$/],
    ['there is a NUL byte', 'kind: A\nname: a\0b\n', /^a\.yaml:2 must be text, got a NUL byte; remove it$/],
    ['merges multiply', mergeBomb(), /^a\.yaml:1 must not hold more than 200000 values once its aliases are written out, got \d+; write what they stand for once$/],
    ['aliases go down too deep', chain(150), /^a\.yaml:1 must not nest deeper than 100 levels once its aliases are written out, got 151; write it flatter$/],
    ['there are too many aliases', `a: &a x\nb: [${Array(1001).fill('*a').join(', ')}]\n`, /^a\.yaml:2 must not have more than 1000 aliases; write the values out$/],
    ['lists open and open', `a: ${'['.repeat(100_000)}`, /^a\.yaml:1 must not nest deeper than 100 levels; write it flatter$/],
    ['mappings go down and down', Array.from({ length: 3000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'), /^a\.yaml:101 must not nest deeper than 100 levels; write it flatter$/],
    ['it is long beyond reading', 'a: {}\n---\n'.repeat(100_000), /^a\.yaml:\d+ must not have more than 500000 parts; split the file$/],
    ['every line is wrong', `a: [${','.repeat(100_000)}]`, /^(a\.yaml:1 is not valid YAML: Unexpected , in flow sequence; correct it there\n?){20}$/],
    ['aliases multiply', bomb(), /^a\.yaml:1 must not hold more than 200000 values once its aliases are written out, got 357449882121; write what they stand for once$/],
  ])('fails when %s, in one sentence with file and line, and soon', (_, text, sentence) => {
    const start = process.cpuUsage();
    expect(() => read(text)).toThrow(expect.objectContaining({ name: 'ManifestSyntaxError', message: expect.stringMatching(sentence) }));
    expect(millisecondsSince(start)).toBeLessThan(2000);
  });
});

function bomb(): string {
  const levels = Array.from({ length: 12 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(', ')}]`);
  return ['a0: &a0 x', ...levels].join('\n');
}

function mergeBomb(): string {
  const levels = Array.from({ length: 12 }, (_, i) => `b${i + 1}: &b${i + 1} { <<: [${Array(9).fill(`*b${i}`).join(', ')}] }`);
  return ['b0: &b0 { x: 1 }', ...levels].join('\n');
}

function chain(length: number): string {
  return ['a0: &a0 x', ...Array.from({ length }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}]`)].join('\n');
}
