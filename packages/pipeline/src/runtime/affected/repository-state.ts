import type { LockfilePackages } from '@plinth/template/config';
import type { Git } from '../git';
import { refuse } from './refusals';
import { workspaceOf, type TurboTasks, type WorkspaceNode } from './workspace-node';

/** Folders workspaces are in, as the root's package.json says. */
const GROUPS = ['packages', 'apps'];

/** What decides who reads what, at one commit. */
export interface RepositoryState {
  readonly workspaces: readonly WorkspaceNode[];
  /** The root's package.json. */
  readonly rootPackage: Record<string, unknown>;
  /** package-lock.json. @default - there is none */
  readonly lockfile?: Lockfile;
  /** Name of the platform, the first part of every image's name. */
  readonly platform?: string;
  /** Services it declares. */
  readonly services: readonly string[];
}

/** A package-lock.json. */
export interface Lockfile {
  readonly lockfileVersion?: number;
  readonly packages: LockfilePackages;
}

/** Reads a commit from git's objects, whatever is checked out. */
export async function readState(git: Git, commit: string): Promise<RepositoryState> {
  const manifests = (await git.folders(commit, ...GROUPS)).map((folder) => `${folder}/package.json`);
  const files = await git.read(commit, ['package.json', 'package-lock.json', 'platform.json', 'turbo.json', ...manifests]);
  return stateOf(files, commit);
}

/** What files say, by their paths; others are passed over. @param commit names them in sentences */
export function stateOf(files: ReadonlyMap<string, string>, commit: string): RepositoryState {
  const json = (path: string) => parsed(path, files.get(path), commit);
  const platform = json('platform.json');
  const turbo = json('turbo.json') as TurboTasks | undefined;
  const folders = [...files.keys()].filter((path) => /^[^/]+\/[^/]+\/package\.json$/.test(path)).map((path) => path.slice(0, path.lastIndexOf('/')));
  return {
    workspaces: folders.sort().map((folder) => workspaceOf(folder, json(`${folder}/package.json`) ?? {}, turbo)),
    rootPackage: json('package.json') ?? {},
    lockfile: json('package-lock.json') as Lockfile | undefined,
    platform: platform?.name as string | undefined,
    services: ((platform?.services ?? []) as { name: string }[]).map(({ name }) => name),
  };
}

function parsed(path: string, text: string | undefined, commit: string): Record<string, unknown> | undefined {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch (error) {
    throw refuse.notJson(path, commit, (error as Error).message);
  }
}
