import { digestOf, OCI_MANIFEST, type Descriptor } from './image-manifest';

/** The config of what needs none. @see https://github.com/opencontainers/image-spec/blob/v1.1.0/manifest.md#guidance-for-an-empty-descriptor */
const EMPTY = Buffer.from('{}');

/** One document about an image, ready to be pushed beside it. */
export interface Artifact {
  /** How lists of referrers name it. */
  readonly descriptor: Descriptor;
  /** Its manifest. */
  readonly manifest: Buffer;
  /** What its manifest names. */
  readonly blobs: readonly Buffer[];
}

/** A document as an artifact whose subject is an image; equal documents about one image are one artifact. */
export function artifact(subject: Descriptor, mediaType: string, document: Buffer, annotations?: Record<string, string>): Artifact {
  const { digest, size } = subject;
  const manifest = Buffer.from(JSON.stringify({
    schemaVersion: 2,
    mediaType: OCI_MANIFEST,
    artifactType: mediaType,
    config: { mediaType: 'application/vnd.oci.empty.v1+json', digest: digestOf(EMPTY), size: EMPTY.length },
    layers: [{ mediaType, digest: digestOf(document), size: document.length, annotations }],
    subject: { mediaType: subject.mediaType, digest, size },
    annotations,
  }));
  const descriptor = { mediaType: OCI_MANIFEST, digest: digestOf(manifest), size: manifest.length, artifactType: mediaType, annotations };
  return { descriptor, manifest, blobs: [EMPTY, document] };
}
