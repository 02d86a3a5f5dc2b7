import { Dirent, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { FargateBill, fargateBilling } from './fargate-billing';
import { Manifest, ManifestProblem, ManifestSyntaxError, parseManifests } from './manifest';
import { CheckResult, fileFindings, fileRules, Finding, judgeObjects } from './manifest-check';
import { MOST_BYTES } from './manifest-limits';
import { CheckOptions } from './manifest-rule';

/** What a folder's check came to. */
export interface ManifestReport extends CheckResult {
  /** Files read. */
  readonly files: number;
  /** Objects in them. */
  readonly objects: number;
  /** What the pods of Fargate's namespaces are billed as; none without such namespaces. */
  readonly billing: readonly FargateBill[];
}

interface FileRead {
  readonly folder: string;
  readonly manifests: readonly Manifest[];
  readonly unreadable: readonly Finding[];
}

/**
 * Checks every `.yaml`, `.yml` and `.json` file of a folder and the folders in it. Files of one folder are taken to be
 * applied together. A file that cannot be read is a finding too; a link to a folder is not followed.
 */
export function checkManifestFiles(directory: string, options: CheckOptions = {}): ManifestReport {
  const { files, links } = manifestFiles(directory);
  const read = files.map((file): FileRead => ({ folder: dirname(file), ...manifestsOf(file) }));
  const folders = new Map<string, Manifest[]>();
  for (const { folder, manifests } of read) folders.set(folder, [...(folders.get(folder) ?? []), ...manifests]);
  const judged = read.map(({ folder, manifests, unreadable }) => ({ unreadable, ...judgeObjects(manifests, options, folders.get(folder)) }));
  return {
    files: files.length,
    objects: read.reduce((sum, { manifests }) => sum + manifests.length, 0),
    findings: [...judged.flatMap(({ unreadable, findings }) => [...unreadable, ...findings]), ...fileFindings(links, fileRules.slice(1))],
    suppressed: judged.flatMap(({ suppressed }) => suppressed),
    billing: [...folders.values()].flatMap((manifests) => fargateBilling(manifests, options.fargateNamespaces ?? [])),
  };
}

/** The files to read, by name, and the links that are not followed. */
function manifestFiles(directory: string): { readonly files: string[]; readonly links: ManifestProblem[] } {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true }).map((entry) => ({ entry, path: join(entry.parentPath, entry.name) }));
  const isLinkToFolder = ({ entry, path }: { entry: Dirent; path: string }) => entry.isSymbolicLink() && folderBehind(path);
  return {
    files: entries.filter((found) => !found.entry.isDirectory() && /\.(ya?ml|json)$/.test(found.entry.name) && !isLinkToFolder(found)).map(({ path }) => path).sort(),
    links: entries.filter(isLinkToFolder).map(({ path }) => ({ file: path, line: 1, problem: 'is a link to a folder, which is not followed' })),
  };
}

/** Whether a link leads to a folder; one that leads nowhere, or in a circle, does not. */
function folderBehind(link: string): boolean {
  try {
    return statSync(link).isDirectory();
  } catch {
    return false;
  }
}

function manifestsOf(file: string): { readonly manifests: readonly Manifest[]; readonly unreadable: readonly Finding[] } {
  try {
    return { manifests: parseManifests(textOf(file), file), unreadable: [] };
  } catch (error) {
    if (!(error instanceof ManifestSyntaxError)) throw error;
    return { manifests: [], unreadable: fileFindings(error.problems) };
  }
}

/** @throws ManifestSyntaxError when there is no text to have */
function textOf(file: string): string {
  const refused = (problem: string) => new ManifestSyntaxError([{ file, line: 1, problem }]);
  try {
    const stats = statSync(file);
    if (!stats.isFile()) throw refused('is neither a file nor a folder; remove it');
    if (stats.size > MOST_BYTES) throw refused(`must not be larger than ${MOST_BYTES} bytes, got ${stats.size}; split it, or move it out of the folder`);
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') throw refused('is not UTF-8; save it as UTF-8');
    if (error instanceof ManifestSyntaxError || code === undefined) throw error;
    throw refused(`cannot be read, got ${code}; correct its rights, or where it leads`);
  }
}
