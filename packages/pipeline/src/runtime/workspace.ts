import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { taskRunnerOf, type TaskRunner } from '@plinth/template/config';
import { Explained } from './command';

/** The repository as `platform.json` describes it. */
export interface Workspace {
  /** Folder of `platform.json`. */
  readonly root: string;
  /** Platform name. */
  readonly platform: string;
  /** Names of the services; each lives in `apps/<name>`. */
  readonly services: string[];
  /** Names of the environments. */
  readonly environments: string[];
  /** Who runs tasks here. */
  readonly runner: TaskRunner;
}

/** Finds the repository a folder belongs to. */
export function findWorkspace(cwd: string): Workspace {
  for (let root = cwd; ; root = dirname(root)) {
    const file = join(root, 'platform.json');
    if (existsSync(file)) return read(root, file);
    if (root === dirname(root)) throw new Explained(`platform.json is not in this folder or above, got "${cwd}"; run inside the repository`);
  }
}

/** The service whose folder this is. */
export function serviceOf({ root, services }: Workspace, cwd: string): string {
  const service = basename(cwd);
  if (relative(root, cwd) !== join('apps', service) || !services.includes(service)) {
    throw new Explained(`this folder is no service of platform.json, got "${relative(root, cwd)}"; run in apps/<service>, one of: ${services.join(', ')}`);
  }
  return service;
}

function read(root: string, file: string): Workspace {
  try {
    const { name, services, environments = [], taskRunner } = JSON.parse(readFileSync(file, 'utf8'));
    const names = (list: { name: string }[]) => list.map((one) => one.name);
    return { root, platform: name, services: names(services), environments: names(environments), runner: taskRunnerOf({ taskRunner }) };
  } catch (error) {
    throw new Explained(`platform.json cannot be read, got "${(error as Error).message}"; restore it with 'npx projen'`);
  }
}
