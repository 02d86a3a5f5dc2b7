import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Explained, type Command } from './command';
import { Docker } from './docker';
import { dockerAuthorization } from './docker-credentials';
import { attest } from './image-attestations';
import { ensureImage } from './image-build';
import { materials } from './image-materials';
import { imageName } from './image-name';
import { buildRun, provenance } from './image-provenance';
import { RECORD, writeJson, type ImageRecord } from './image-record';
import { ImageReferrers } from './image-referrers';
import { ImageRegistry } from './image-registry';
import { findWorkspace, serviceOf } from './workspace';

/** `image`: the image of the service in this folder, from the registry if it has one of this hash, else built. */
export const image: Command = async (args, { cwd, env, say }) => {
  parseArgs({ args, options: {} });
  const startedOn = new Date();
  const workspace = findWorkspace(cwd);
  const service = serviceOf(workspace, cwd);
  const name = imageName(workspace.platform, service, env);
  if (!existsSync(join(cwd, 'Dockerfile'))) throw new Explained(`apps/${service}/Dockerfile is missing; add one, or remove the service from .projenrc.ts`);

  const registry = new ImageRegistry(name.registry, await dockerAuthorization(name.registry, env));
  const { digest, built } = await ensureImage(name, registry, new Docker(cwd, env, (piece) => say(piece.trimEnd())));
  const stored = await registry.kept(name.repository, digest);
  const attestations = await attest(new ImageReferrers(registry, name.repository, digest), stored.descriptor, {
    bill: billOf(cwd),
    built,
    statement: async () => provenance(name, digest, await materials(workspace.root, service, env), built ? buildRun(env, startedOn) : undefined),
  });

  const record: ImageRecord = {
    service, image: `${name.registry}/${name.repository}@${digest}`, tag: name.tag, built, size: await registry.size(name.repository, stored), ...attestations,
  };
  writeJson(join(cwd, RECORD), record);
  say(`${record.image} ${built ? 'built and pushed' : 'found in the registry'}, ${(record.size / 1e6).toFixed(1)} MB`);
};

/** The list of packages `bundle` left. */
function billOf(folder: string): Buffer | undefined {
  const file = join(folder, 'out', 'bundle', 'sbom.json');
  return existsSync(file) ? readFileSync(file) : undefined;
}
