import type { NamedImages } from './named-images';

/** One manifest in the registry. */
export interface RegistryImage {
  /** `<platform>/<service>`. */
  readonly repository: string;
  /** `sha256:…`. */
  readonly digest: string;
  /** Its tags. */
  readonly tags: readonly string[];
  /** When it was pushed. */
  readonly pushedAt: Date;
  /** Bytes. */
  readonly size: number;
  /** Manifests it is an index of, by digest. */
  readonly children: readonly string[];
  /** The image it says something about, by digest. @default - it is an image itself */
  readonly subject?: string;
}

/** What a prune does. */
export interface PrunePlan {
  /** Manifests that go, in an order in which ECR takes them: what points at others first. */
  readonly remove: readonly RegistryImage[];
  /** Manifests that stay. */
  readonly kept: number;
  /** Named by a release that is kept, and not in the registry. */
  readonly missing: readonly string[];
}

/** A tag under which attestations of an image are listed, where the registry keeps no list itself. */
const LIST_TAG = /^sha256-([0-9a-f]{64})$/;

/**
 * Chooses what no kept release names. Whatever was pushed since stays too: a build under way has pushed it and not
 * written its release. What stays takes with it the manifests it is an index of, and what is attached to it.
 */
export function planPrune(images: readonly RegistryImage[], named: NamedImages, since: Date): PrunePlan {
  const kept = new Set(images.filter((image) => named.has(keyOf(image)) || image.pushedAt >= since));
  for (let before = -1; before !== kept.size;) {
    before = kept.size;
    const held = new Set([...kept].flatMap((image) => [image.digest, ...image.children].map((digest) => `${image.repository}@${digest}`)));
    for (const image of images) {
      if (held.has(keyOf(image)) || subjectsOf(image).some((digest) => held.has(`${image.repository}@${digest}`))) kept.add(image);
    }
  }
  const there = new Set(images.map(keyOf));
  return {
    remove: images.filter((image) => !kept.has(image)).sort((a, b) => rank(a) - rank(b) || compare(keyOf(a), keyOf(b))),
    kept: kept.size,
    missing: [...named.keys()].filter((key) => !there.has(key)).sort(),
  };
}

/** ECR refuses to delete what an index holds, so attestations go first, indexes next. */
function rank(image: RegistryImage): number {
  return subjectsOf(image).length > 0 ? 0 : image.children.length > 0 ? 1 : 2;
}

function subjectsOf({ subject, tags }: RegistryImage): string[] {
  return [...(subject ? [subject] : []), ...tags.flatMap((tag) => { const [, hex] = LIST_TAG.exec(tag) ?? []; return hex ? [`sha256:${hex}`] : []; })];
}

const keyOf = ({ repository, digest }: Pick<RegistryImage, 'repository' | 'digest'>) => `${repository}@${digest}`;

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
