import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { baseImages } from './image-base';
import type { Material } from './image-provenance';
import { runProgram } from './program';

const LOCKFILE = 'package-lock.json';

/** What a service's image is made from, as far as it has a digest: the commit, the lockfile, the base images. */
export async function materials(root: string, service: string, env: NodeJS.ProcessEnv): Promise<Material[]> {
  const dockerfile = readFileSync(join(root, 'apps', service, 'Dockerfile'), 'utf8');
  return [...(await source(root)), ...lockfile(root), ...baseImages(dockerfile, { RUNTIME_IMAGE: env.PLINTH_RUNTIME_IMAGE })];
}

/** Nothing outside of a checkout. */
async function source(root: string): Promise<Material[]> {
  const git = async (...args: string[]) => {
    const { code, stdout } = await runProgram('git', args, { cwd: root });
    return code === 0 ? stdout.trim() : undefined;
  };
  const commit = await git('rev-parse', '--verify', '--quiet', 'HEAD');
  if (!commit) return [];
  const remote = await git('remote', 'get-url', 'origin');
  const changed = await git('status', '--porcelain');
  return [{ name: 'source', uri: remote && remoteUri(remote), digest: { gitCommit: commit }, ...(changed && { annotations: { changed: true } }) }];
}

/** A remote's address without anybody's login; nothing for a folder of this machine. */
export function remoteUri(remote: string): string | undefined {
  const [, host, path] = /^(?:[\w.-]+@)?([\w.-]+):(?![/:])(.+)$/.exec(remote) ?? [];
  if (host) return `git+ssh://${host}/${path}`;
  if (!URL.canParse(remote) || remote.startsWith('file:')) return undefined;
  return `git+${remote.replace(/^([\w:.+-]+:\/\/)[^/@]*@/, '$1')}`;
}

function lockfile(root: string): Material[] {
  const file = join(root, LOCKFILE);
  if (!existsSync(file)) return [];
  return [{ name: LOCKFILE, digest: { sha256: createHash('sha256').update(readFileSync(file)).digest('hex') } }];
}
