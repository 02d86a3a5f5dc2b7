import { parseManifests } from '../src';

const read = (text: string) => parseManifests(text, 'a.yaml');

describe('reading manifests', () => {
  it('finds every object of a file and the line it begins at', () => {
    const found = read('# first\nkind: A\n---\n\n# second\nkind: B\n---\n');
    expect(found.map(({ line, object }) => [line, object.kind])).toEqual([[2, 'A'], [6, 'B']]);
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
    ['a key appears twice', 'kind: A\nspec: 1\nkind: B\n', /^a\.yaml:3 is not valid YAML: Map keys must be unique; correct it there$/],
    ['a tab indents', 'kind:\n\tname: x\n', /^a\.yaml:2 is not valid YAML: [^\n]+$/],
    ['a tag is unknown', 'a: 1\nb: !secret x\n', /^a\.yaml:2 is not valid YAML: Unresolved tag: !secret; correct it there$/],
    ['a document is no object', 'kind: A\n---\nhello\n', /^a\.yaml:3 is not a Kubernetes object, got "hello"; write a mapping with apiVersion and kind$/],
    ['an alias has no anchor', 'a: *nowhere\n', /^a\.yaml:1 [^\n]*nowhere[^\n]*$/],
    ['aliases multiply', bomb(), /^a\.yaml:1 cannot be read: [^\n]*alias[^\n]*; write the values out$/],
  ])('fails when %s, in one sentence with file and line', (_, text, sentence) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ name: 'ManifestSyntaxError', message: expect.stringMatching(sentence) }));
  });
});

function bomb(): string {
  const levels = Array.from({ length: 12 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(', ')}]`);
  return ['a0: &a0 x', ...levels].join('\n');
}
