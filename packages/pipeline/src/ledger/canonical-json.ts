/**
 * The one text of a value: keys sorted by code unit, two spaces, a line feed at the end. Equal values are equal bytes on every
 * machine, so bytes can be compared and hashed in place of values. Fields that are `undefined` are left out.
 */
export function canonicalJson(value: unknown): string {
  return `${JSON.stringify(sorted(value), null, 2)}\n`;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const keys = Object.keys(value).sort();
  return Object.fromEntries(keys.map((key) => [key, sorted((value as Record<string, unknown>)[key])]));
}
