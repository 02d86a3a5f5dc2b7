import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Explained, type Command } from './command';
import { Docker } from './docker';
import { dockerAuthorization } from './docker-credentials';
import { RECORD, writeJson, type ImageRecord } from './image-record';
import { ImageRegistry } from './image-registry';
import { findWorkspace, serviceOf } from './workspace';

/** What an image is called. */
export interface ImageName {
  /** Registry host. */
  readonly registry: string;
  /** `<platform>/<service>`. */
  readonly repository: string;
  /** Hash of everything it is made from. */
  readonly tag: string;
}

/** `image`: the image of the service in this folder, from the registry if it has one of this hash, else built. */
export const image: Command = async (args, { cwd, env, say }) => {
  parseArgs({ args, options: {} });
  const workspace = findWorkspace(cwd);
  const service = serviceOf(workspace, cwd);
  const name = imageName(workspace.platform, service, env.PLINTH_REGISTRY, env.NX_TASK_HASH);
  if (!existsSync(join(cwd, 'Dockerfile'))) throw new Explained(`apps/${service}/Dockerfile is missing; add one, or remove the service from .projenrc.ts`);

  const registry = new ImageRegistry(name.registry, await dockerAuthorization(name.registry, env));
  const docker = new Docker(cwd, env, (piece) => say(piece.trimEnd()));
  const { digest, built } = await ensureImage(name, registry, docker);
  const record: ImageRecord = { service, image: `${name.registry}/${name.repository}@${digest}`, tag: name.tag, built };
  writeJson(join(cwd, RECORD), record);
  say(`${record.image} ${built ? 'built and pushed' : 'found in the registry'}`);
};

/** Names the image, or says what is missing to name it. */
export function imageName(platform: string, service: string, registry: string | undefined, hash: string | undefined): ImageName {
  if (!registry) throw new Explained('PLINTH_REGISTRY is not set; set it to the registry host, for example 127.0.0.1:5000');
  if (!/^[a-z0-9.-]+(:\d+)?$/.test(registry)) throw new Explained(`PLINTH_REGISTRY is not a host, got "${registry}"; write host or host:port, no scheme and no path`);
  if (!hash || !/^[0-9A-Za-z]{8,}$/.test(hash)) throw new Explained(`NX_TASK_HASH is not a task's hash, got "${hash ?? ''}"; run it as 'nx run ${service}:image'`);
  return { registry, repository: `${platform}/${service}`, tag: hash.slice(0, 32) };
}

/** Asks first; builds; pushes once. Two builders of one tag end with one image: who comes second takes the first's. */
async function ensureImage({ registry: host, repository, tag }: ImageName, registry: ImageRegistry, docker: Docker): Promise<{ digest: string; built: boolean }> {
  const there = await registry.digestOf(repository, tag);
  if (there) return { digest: there, built: false };

  const reference = `${host}/${repository}:${tag}`;
  await docker.build(reference, tag);
  const { pushed, refusal } = await docker.push(reference);
  const digest = await registry.digestOf(repository, tag);
  if (!digest) throw new Explained(`docker push of ${reference} failed, got "${refusal}"; log in with 'docker login ${host}' and check that you may push`);
  return { digest, built: pushed };
}
