import { createHash } from 'node:crypto';

/** Media types of the OCI image format. */
export const OCI_MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
export const OCI_INDEX = 'application/vnd.oci.image.index.v1+json';

/** Every manifest a tag can stand for: an image, or an index of images and attestations. */
export const MANIFESTS = [
  OCI_INDEX,
  OCI_MANIFEST,
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

/** Names one piece of content. @see https://github.com/opencontainers/image-spec/blob/v1.1.0/descriptor.md */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly artifactType?: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly platform?: { readonly os: string; readonly architecture: string };
}

/** What is read of a manifest: of an image, config and layers; of an index, manifests. */
export interface Manifest {
  readonly config?: Descriptor;
  readonly layers?: readonly Descriptor[];
  readonly manifests?: readonly Descriptor[];
}

export function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** Bytes a node pulls for an image. */
export function pulledSize({ config, layers = [] }: Manifest): number {
  return [...(config ? [config] : []), ...layers].reduce((sum, { size }) => sum + size, 0);
}

/** The image of an index: what some builders put beside it, attestations, runs on an unknown platform. */
export function imageOf({ manifests = [] }: Manifest): Descriptor | undefined {
  const images = manifests.filter(({ platform }) => platform?.os !== 'unknown');
  return images.find(({ platform }) => platform?.architecture === 'amd64') ?? images[0];
}
