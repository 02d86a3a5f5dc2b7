import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Release } from '../../ledger';
import { describeBundle, parseRelease, serialiseRelease } from '../../ledger/release';
import { readManifests } from './manifest-files';
import type { Images, Manifests } from './release-steps';

/** The release that `dist/` is of; what makes `dist/` anew takes it away. Deploy stages read the commit from it. */
const FILE = join('dist', 'release.json');

/** Says of `dist/` which release it is: all of it or nothing, after `kill -9` too. */
export function writeRelease(root: string, release: Release): void {
  const file = join(root, FILE);
  const half = `${file}.${process.pid}`;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(half, serialiseRelease(release));
  renameSync(half, file);
}

/** The manifests in `dist/`, when all of it was made from one of these commits and these images. */
export function manifestsThere(root: string, commits: readonly string[], images: Images): Manifests | undefined {
  const release = tryRead(root);
  if (!release || !commits.includes(release.commit) || !isDeepStrictEqual(release.images, images)) return undefined;
  const manifests = readManifests(join(root, 'dist', 'manifests'), Object.keys(release.manifests));
  const isWhole = Object.entries(manifests).every(([environment, bytes]) => describeBundle(bytes).sha256 === release.manifests[environment].sha256);
  return isWhole ? manifests : undefined;
}

function tryRead(root: string): Release | undefined {
  try {
    return parseRelease(FILE, readFileSync(join(root, FILE)));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
