import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LockEntry } from './small-repository';

/** Files at the root every image is made with. */
const ROOT_FILES = ['tsconfig.base.json', 'nx.json', '.npmrc'];

/** npm packages that make images. */
const TOOLS = ['esbuild', 'tsx'];

/**
 * Builds as nobody could better: an image's digest is that of all it is made from, and of nothing else. Knows of no commit, no
 * base and no cache, and shares no line with what it is to judge.
 */
export function builtImage(root: string, service: string): string {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as { packages: Record<string, LockEntry> };
  const folders = workspacesOf(packages, `apps/${service}`);
  const files = [...ROOT_FILES, ...folders.flatMap((folder) => filesIn(root, folder))].map((path) => [path, textOf(root, path)]);
  const installed = [...folders.map((folder) => [folder, ...packagesOf(packages, folder)]), packagesOf(packages, `apps/${service}`, TOOLS)];
  return `registry.example/acme/${service}@sha256:${createHash('sha256').update(JSON.stringify([files, installed])).digest('hex')}`;
}

/** A workspace and all it depends on that are workspaces too. */
function workspacesOf(packages: Record<string, LockEntry>, folder: string): string[] {
  const found = [folder];
  for (const at of found) {
    for (const name of Object.keys(packages[at].dependencies ?? {})) {
      const { link, resolved } = packages[`node_modules/${name}`] ?? {};
      if (link && resolved && !found.includes(resolved)) found.push(resolved);
    }
  }
  return found.sort();
}

/** What a workspace's npm packages are, all the way down. */
function packagesOf(packages: Record<string, LockEntry>, folder: string, names = Object.keys(packages[folder].dependencies ?? {})): string[] {
  const found = new Map<string, string>();
  const add = (from: string, wanted: readonly string[]) => {
    for (const name of wanted) {
      const path = resolved(packages, from, name);
      if (!path || packages[path].link || found.has(path)) continue;
      found.set(path, `${path} ${packages[path].version} ${packages[path].integrity}`);
      add(path, Object.keys(packages[path].dependencies ?? {}));
    }
  };
  add(folder, names);
  return [...found.values()].sort();
}

/** Node's way: a folder's own, else the root's. */
function resolved(packages: Record<string, LockEntry>, from: string, name: string): string | undefined {
  return [`${from}/node_modules/${name}`, `${from.split('/node_modules/')[0]}/node_modules/${name}`, `node_modules/${name}`].find((path) => path in packages);
}

function filesIn(root: string, folder: string): string[] {
  const inside = readdirSync(join(root, folder), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return inside.map(({ parentPath, name }) => join(parentPath, name).slice(root.length + 1)).filter((path) => !path.endsWith('.md') && !path.startsWith(`${folder}/out/`)).sort();
}

function textOf(root: string, path: string): string | undefined {
  return existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : undefined;
}
