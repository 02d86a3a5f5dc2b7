import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json';
import { checkRecord, COMMIT, NAME, readRecord, SHA256, text, TIME, wholeNumber, optional, type Shape } from './record-shape';

/** Manifests of one environment, all in one file. */
export interface ManifestBundle {
  /** SHA-256 of its bytes, which are kept beside the release. */
  readonly sha256: string;
  /** In bytes. */
  readonly size: number;
}

/** What runs when a commit is deployed: all of it, whatever was built for it. Never changed. */
export interface Release {
  /** Version of this record's format. */
  readonly schemaVersion: 1;
  /** The commit, in full. */
  readonly commit: string;
  /** Commit of the release it was made from. @default - everything was built */
  readonly base?: string;
  /** When it was made, by the clock of whoever made it; nothing is ordered by it. */
  readonly createdAt: string;
  /** Every service and its `<repository>@sha256:…`. */
  readonly images: Readonly<Record<string, string>>;
  /** Every environment and its manifests. */
  readonly manifests: Readonly<Record<string, ManifestBundle>>;
}

/** Version of the format this program writes, and the newest it reads. */
export const RELEASE_VERSION = 1;

/** An image by digest. @see https://github.com/opencontainers/image-spec/blob/main/descriptor.md#digests */
export const IMAGE = text(/^[^@\s]+@sha256:[0-9a-f]{64}$/, "an image by digest, '<repository>@sha256:…'");

const SHAPE: Shape = {
  commit: COMMIT,
  base: optional(COMMIT),
  createdAt: TIME,
  images: { each: IMAGE, named: NAME },
  manifests: { each: { sha256: SHA256, size: wholeNumber(0) }, named: NAME },
};

/** The bytes of a release; refuses one that could not be read again. */
export function serialiseRelease(release: Release): Uint8Array {
  checkRecord(`release ${release.commit}`, release, RELEASE_VERSION, SHAPE);
  return Buffer.from(canonicalJson(release));
}

/** A release from its bytes. @param key where they were read */
export function parseRelease(key: string, bytes: Uint8Array): Release {
  return readRecord(key, bytes, RELEASE_VERSION, SHAPE);
}

/** What a release says of a bundle. */
export function describeBundle(bytes: Uint8Array): ManifestBundle {
  return { sha256: createHash('sha256').update(bytes).digest('hex'), size: bytes.length };
}

/** How the content of two releases of a commit differs, naming both sides; time and base are not content. */
export function differences(there: Release, wanted: Release): string[] {
  const sides = [there, wanted].map(({ images, manifests }) => new Map([
    ...Object.entries(images).map(([service, image]) => [`images.${service}`, image] as const),
    ...Object.entries(manifests).map(([environment, { sha256 }]) => [`manifests.${environment}`, `sha256:${sha256}`] as const),
  ]));
  const paths = [...new Set(sides.flatMap((side) => [...side.keys()]))].sort();
  return paths.filter((path) => sides[0].get(path) !== sides[1].get(path))
    .map((path) => `${path} is ${sides[0].get(path) ?? 'absent'}, got ${sides[1].get(path) ?? 'nothing'}`);
}
