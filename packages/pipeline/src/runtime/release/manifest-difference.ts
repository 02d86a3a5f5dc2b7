import { isDeepStrictEqual } from 'node:util';
import { objectsIn } from './manifest-images';

/** The first object in which two streams of manifests differ, in words; nothing when only their text does. */
export function firstDifference(environment: string, there: Uint8Array, rendered: Uint8Array): string {
  const [before, after] = [there, rendered].map((bytes) => objectsIn(environment, bytes));
  for (let i = 0; i < Math.max(before.length, after.length); i++) {
    if (before[i]?.name !== after[i]?.name) return `${before[i]?.name ?? 'the end'}, where ${after[i]?.name ?? 'the end'} is now`;
    if (!isDeepStrictEqual(before[i].value, after[i].value)) return before[i].name;
  }
  return 'the text alone';
}
