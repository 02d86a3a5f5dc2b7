import { cp, lstat, mkdir, readdir } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { Explained } from '../../runtime/command';
import type { ArtifactFiles } from './buildspec';

/** Copies a folder as it is, links as links. */
export async function copyFolder(from: string, to: string): Promise<void> {
  await cp(from, to, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
}

/**
 * Copies the files of an artifact out of a build's source. Refuses an artifact without files, as the service does.
 *
 * @see https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html
 */
export async function collectFiles(source: string, { base, files, excluded }: ArtifactFiles, to: string): Promise<void> {
  const folder = join(source, base);
  if (!(await lstat(folder).catch(() => undefined))?.isDirectory()) throw new Explained(`artifacts.base-directory is not there after the build, got "${base}"; let a command make it`);
  const chosen = (await filesBelow(folder)).filter((path) => matches(path, files) && !matches(path, excluded));
  if (chosen.length === 0) throw new Explained(`artifacts.files match nothing in ${base}, got ${JSON.stringify(files)}; name files the build makes`);
  for (const path of chosen) {
    await mkdir(dirname(join(to, path)), { recursive: true });
    await cp(join(folder, path), join(to, path), { verbatimSymlinks: true, preserveTimestamps: true });
  }
}

/** Paths of all files below a folder, with `/`, sorted. */
async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => !entry.isDirectory()).map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/')).sort();
}

function matches(path: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => patternOf(pattern).test(path));
}

/** `**` is any number of folders, `*` and `?` stay within one name. */
function patternOf(glob: string): RegExp {
  const pieces = glob.replace(/^\.\//, '').split(/(\*\*\/|\*\*|\*|\?)/);
  const meanings: Record<string, string> = { '**/': '(?:.*/)?', '**': '.*', '*': '[^/]*', '?': '[^/]' };
  return new RegExp(`^${pieces.map((piece) => meanings[piece] ?? piece.replace(/[.+^${}()|[\]\\]/g, '\\$&')).join('')}$`);
}
