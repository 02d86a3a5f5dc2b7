import { Alias, Document, isAlias, isCollection, isNode, isPair, isScalar, Node, Pair } from 'yaml';

/** Most bytes of a file. The API server takes objects of 1.5 MB; what is larger than this is no manifest. */
export const MOST_BYTES = 10_000_000;

/** Most parts of one file as YAML's lexer counts them; what has more would take longer to read than a person waits. */
export const MOST_TOKENS = 500_000;

/** Most values of one file once its aliases are written out. */
export const MOST_VALUES = 200_000;

/** Most aliases of one file: YAML's reader searches all anchors for each. */
const MOST_ALIASES = 1000;

/** Most mappings and lists inside one another. */
export const MOST_LEVELS = 100;

/** A fault of a YAML tree, and the character it is at. */
export interface TreeFault {
  readonly offset: number;
  readonly problem: string;
}

interface Extent {
  readonly values: number;
  readonly levels: number;
}

const LEAF: Extent = { values: 1, levels: 0 };

/**
 * What is wrong with a YAML tree before its aliases are written out: keys that appear twice, keys that are no text,
 * aliases that lead nowhere, and trees that are too large or too deep with their aliases written out.
 */
export function treeFaults({ contents }: Document): TreeFault[] {
  const faults: TreeFault[] = [];
  const anchors = new Map<string, Extent>();
  let aliases = 0;
  const fault = (node: unknown, problem: string) => faults.push({ offset: offsetOf(node), problem });
  const extent = (node: unknown): Extent => {
    if (isAlias(node)) {
      if (++aliases === MOST_ALIASES + 1) fault(node, `must not have more than ${MOST_ALIASES} aliases; write the values out`);
      return extentOfAlias(node, anchors, fault);
    }
    const found = isCollection(node) ? written(node.items.map((item) => (isPair(item) ? extentOfPair(item, extent) : extent(item)))) : LEAF;
    if (isCollection(node)) keyFaults((node.items as unknown[]).filter((item) => isPair(item)), fault);
    if (isNode(node) && 'anchor' in node && node.anchor !== undefined) anchors.set(node.anchor, found);
    return found;
  };
  const { values, levels } = extent(contents);
  if (values > MOST_VALUES) fault(contents, `must not hold more than ${MOST_VALUES} values once its aliases are written out, got ${values}; write what they stand for once`);
  if (levels > MOST_LEVELS) fault(contents, `must not nest deeper than ${MOST_LEVELS} levels once its aliases are written out, got ${levels}; write it flatter`);
  return faults;
}

function extentOfAlias(node: Alias, anchors: ReadonlyMap<string, Extent>, fault: (node: unknown, problem: string) => void): Extent {
  const found = anchors.get(node.source);
  if (!found) fault(node, `has the alias *${node.source}, which no finished anchor before it has; write the value out`);
  return found ?? LEAF;
}

function extentOfPair({ key, value }: Pair, extent: (node: unknown) => Extent): Extent {
  return written([extent(value)], isScalar(key) ? 0 : extent(key).values, 0);
}

function written(parts: readonly Extent[], more = 0, deeper = 1): Extent {
  return { values: parts.reduce((sum, { values }) => sum + values, 1 + more), levels: parts.reduce((most, { levels }) => Math.max(most, levels), 0) + deeper };
}

function keyFaults(items: readonly Pair[], fault: (node: unknown, problem: string) => void): void {
  const seen = new Set<string>();
  for (const { key } of items) {
    // An alias of a text is a text to YAML; to a reader it is a riddle.
    if (key !== null && !(isScalar(key) && (typeof key.value !== 'object' || key.value === null))) {
      fault(key, 'has a key that is no text; write it out');
      continue;
    }
    const name = String(isScalar(key) ? key.source ?? key.value : key);
    if (seen.has(name)) fault(key, `has the key ${JSON.stringify(name)} twice in one mapping; remove one of them`);
    seen.add(name);
  }
}

function offsetOf(node: unknown): number {
  return (node as Node | null)?.range?.[0] ?? 0;
}
