import { chmodSync, existsSync, lstatSync, readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A fixed date for everything that dates itself, in seconds: the tag promises that equal input gives an equal image, and
 * the date of a commit would break that for each commit that leaves the image alone.
 * @see https://reproducible-builds.org/specs/source-date-epoch/
 */
export const SOURCE_DATE_EPOCH = 315_532_800;

/** Gives the bundle one date and one mode on every machine: builders copy both into the image's layers. */
export function settleContext(folder: string): void {
  const bundle = join(folder, 'out', 'bundle');
  if (!existsSync(bundle)) return;
  const inside = readdirSync(bundle, { recursive: true, encoding: 'utf8' }).map((name) => join(bundle, name));
  // What a folder holds first, because writing there dates the folder.
  for (const path of [bundle, ...inside].reverse()) {
    chmodSync(path, lstatSync(path).isDirectory() ? 0o755 : 0o644);
    utimesSync(path, SOURCE_DATE_EPOCH, SOURCE_DATE_EPOCH);
  }
}
