import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { refuseEdited } from '@plinth/template/config';
import { changedFiles, readManagedFiles } from './managed-files';

/** How managed files are written again. */
export interface Regeneration {
  /** The repository. */
  readonly root: string;
  /** In `ci` nobody commits what changes, so there any change is an error. */
  readonly place: 'desk' | 'ci';
  /** Writes the managed files. */
  readonly projen: () => void;
}

/**
 * Writes the managed files again, but not over a `platform.json` that a person edited.
 * @returns the files that changed
 */
export function regenerate({ root, place, projen }: Regeneration): string[] {
  const platform = join(root, 'platform.json');
  if (existsSync(platform)) refuseEdited(platform);
  const before = readManagedFiles(root);
  projen();
  const changed = changedFiles(before, readManagedFiles(root));
  if (place === 'ci' && changed.length > 0) {
    throw new Error(`managed files differ from .projenrc.ts, got ${changed.join(', ')}; run npx projen and commit what it changes`);
  }
  return changed;
}
