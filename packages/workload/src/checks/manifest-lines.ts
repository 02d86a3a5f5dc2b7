import { isMap, isScalar, isSeq, Node, Pair, YAMLMap } from 'yaml';

const KEYS = /\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|([\w$-]+)/g;

/**
 * Where in a text the value at a path is written, or the nearest thing around it when it is not.
 * @param path as `ManifestNode` has it, such as `spec.containers[0].image`
 * @returns the character; undefined when not even the path's first key is written
 */
export function offsetOf(root: unknown, path: string): number | undefined {
  let node = root;
  let offset: number | undefined;
  for (const [, quoted, index, plain] of path.matchAll(KEYS)) {
    const found = index === undefined ? inMap(node, plain ?? JSON.parse(`"${quoted}"`)) : inList(node, Number(index));
    if (!found) break;
    node = found.value;
    offset = found.offset;
  }
  return offset;
}

interface Found {
  readonly value: unknown;
  readonly offset?: number;
}

/** Pairs of each mapping by key: a mapping of many keys can have as many findings. */
const pairsOf = new WeakMap<YAMLMap, ReadonlyMap<string, Pair>>();

/** A key's own place: its value may begin on a later line. */
function inMap(node: unknown, name: string): Found | undefined {
  if (!isMap(node)) return undefined;
  const pairs = pairsOf.get(node) ?? new Map(node.items.map((pair) => [isScalar(pair.key) ? String(pair.key.value) : '', pair]));
  pairsOf.set(node, pairs);
  const pair = pairs.get(name);
  return pair && { value: pair.value, offset: startOf(pair.key) };
}

function inList(node: unknown, index: number): Found | undefined {
  const item: unknown = isSeq(node) ? node.items[index] : undefined;
  return item === undefined ? undefined : { value: item, offset: startOf(item) };
}

function startOf(node: unknown): number | undefined {
  return (node as Node | null)?.range?.[0];
}
