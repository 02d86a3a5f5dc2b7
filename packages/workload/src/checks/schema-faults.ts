import { Field, FieldType, KubernetesSchema } from './kubernetes-schema';
import { isRecord, ManifestNode } from './manifest-node';
import { Violation, violation } from './manifest-rule';
import { quantity } from './quantity';

/** A violation of the API's schema, and which sort it is. */
export interface SchemaFault extends Violation {
  readonly sort: 'unknown field' | 'wrong type' | 'missing field';
}

/** Read by another rule, or written by the cluster and ignored when applied. */
const ELSEWHERE = ['apiVersion', 'kind', 'status'];

const RFC3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

/** What each scalar must be: the words for it and the test. */
const SCALARS: Readonly<Record<string, readonly [string, (value: unknown) => boolean]>> = {
  any: ['anything', () => true],
  string: ['a string', (value) => typeof value === 'string'],
  boolean: ['true or false', (value) => typeof value === 'boolean'],
  number: ['a number', (value) => typeof value === 'number'],
  integer: ['a whole number', Number.isInteger],
  intOrString: ['a whole number or a string', (value) => Number.isInteger(value) || typeof value === 'string'],
  quantity: ["a quantity such as '250m' or '256Mi'", (value) => quantity(value) !== undefined],
  time: ["an RFC 3339 time such as '2026-01-31T00:00:00Z'", (value) => typeof value === 'string' && RFC3339.test(value)],
};

/** Every place where an object departs from its resource's schema. */
export function schemaFaults(object: Record<string, unknown>, resource: string): SchemaFault[] {
  const fields = Object.fromEntries(Object.entries(object).filter(([key]) => !ELSEWHERE.includes(key)));
  const faults = objectFaults(new ManifestNode(fields), resource, KubernetesSchema.load());
  const metadata = new ManifestNode(object).get('metadata');
  const named = metadata.get('name').present || metadata.get('generateName').present;
  return named ? faults : [...faults, { ...violation(metadata.get('name'), 'is required'), sort: 'missing field' }];
}

function objectFaults(node: ManifestNode, type: string, schema: KubernetesSchema): SchemaFault[] {
  if (!isRecord(node.value)) return [wrongType(node, 'a mapping')];
  const fields = schema.fieldsOf(type);
  const unknown = node.keys.filter((key) => !fields.has(key))
    .map((key): SchemaFault => ({ ...violation(node.get(key), `is not a field${suggestion(key, [...fields.keys()])}`), sort: 'unknown field' }));
  return [...unknown, ...[...fields].flatMap(([name, field]) => fieldFaults(node.get(name), field, schema))];
}

function fieldFaults(node: ManifestNode, { type, required }: Field, schema: KubernetesSchema): SchemaFault[] {
  if (node.present) return typeFaults(node, type, schema);
  return required ? [{ ...violation(node, 'is required'), sort: 'missing field' }] : [];
}

function typeFaults(node: ManifestNode, type: FieldType, schema: KubernetesSchema): SchemaFault[] {
  switch (type.kind) {
    case 'object':
      return objectFaults(node, type.name, schema);
    case 'list':
      return Array.isArray(node.value) ? node.items.flatMap((item) => typeFaults(item, type.of, schema)) : [wrongType(node, 'a list')];
    case 'map':
      return isRecord(node.value) ? node.keys.flatMap((key) => typeFaults(node.get(key), type.of, schema)) : [wrongType(node, 'a mapping')];
    default: {
      const [words, fits] = SCALARS[type.kind];
      return fits(node.value) ? [] : [wrongType(node, words)];
    }
  }
}

function wrongType(node: ManifestNode, words: string): SchemaFault {
  return { ...violation(node, `must be ${words}`), sort: 'wrong type' };
}

function suggestion(key: string, fields: readonly string[]): string {
  const near = fields.filter((field) => Math.abs(field.length - key.length) <= 2).map((field) => ({ field, edits: edits(key.toLowerCase(), field.toLowerCase()) })).sort((a, b) => a.edits - b.edits)[0];
  return near && near.edits <= 2 ? `; did you mean ${near.field}?` : '';
}

/** Levenshtein distance. */
function edits(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    row = next;
  }
  return row[b.length];
}
