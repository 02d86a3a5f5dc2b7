import { Explained } from './command';
import type { Docker } from './docker';
import type { ImageName } from './image-name';
import type { ImageRegistry } from './image-registry';

/** The image that stands for a tag. */
export interface StandingImage {
  readonly digest: string;
  /** Whether this run built it. */
  readonly built: boolean;
}

/**
 * Asks first; builds; pushes once. Who comes second takes the first's image, whether the registry refuses the second
 * push, as one with immutable tags does, or not: what counts is what the registry has afterwards.
 */
export async function ensureImage({ registry: host, repository, tag }: ImageName, registry: ImageRegistry, docker: Docker): Promise<StandingImage> {
  const there = await registry.digestOf(repository, tag);
  if (there) return { digest: there, built: false };

  const reference = `${host}/${repository}:${tag}`;
  await docker.build(reference, tag);
  // A build takes long enough for somebody else to finish the same one.
  const meanwhile = await registry.digestOf(repository, tag);
  if (meanwhile) return { digest: meanwhile, built: false };

  const { digest, refusal } = await docker.push(reference);
  const standing = await registry.digestOf(repository, tag);
  if (!standing) throw notPushed(reference, host, refusal);
  return { digest: standing, built: refusal === undefined && (digest ?? standing) === standing };
}

function notPushed(reference: string, host: string, refusal = 'success, and no such tag'): Explained {
  const login = /denied|unauthori[sz]ed|credentials|authentication|forbidden/i.test(refusal);
  return new Explained(`docker push of ${reference} failed, got "${refusal}"; ${login ? `log in with 'docker login ${host}' and check that you may push` : 'run it again, and see what the registry says'}`);
}
