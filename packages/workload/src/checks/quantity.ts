const QUANTITY = /^([+-]?(?:\d+\.?\d*|\.\d+))([KMGTPE]i|[numkMGTPE]|[eE][+-]?\d+)?$/;

/** Longer texts are no quantities, and take the pattern long to refuse. */
const LONGEST = 64;

const POWERS: Readonly<Record<string, number>> = { n: 1e-9, u: 1e-6, m: 1e-3, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18 };
const BINARY = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];

/** What a Kubernetes quantity such as `250m` or `256Mi` amounts to; undefined when it is none. */
export function quantity(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  const [, number, suffix = ''] = (typeof value === 'string' && value.length <= LONGEST && QUANTITY.exec(value)) || [];
  if (number === undefined) return undefined;
  const binary = BINARY.indexOf(suffix);
  if (binary >= 0) return Number(number) * 1024 ** (binary + 1);
  return Object.hasOwn(POWERS, suffix) ? Number(number) * POWERS[suffix] : Number(number + suffix);
}
