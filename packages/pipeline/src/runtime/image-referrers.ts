import { Explained } from './command';
import type { Artifact } from './image-artifact';
import { OCI_INDEX, OCI_MANIFEST, type Descriptor } from './image-manifest';
import type { ImageRegistry } from './image-registry';

/** Times the list is written again when another builder's list took its place. */
const WRITES = 5;

/**
 * What is attached to one image. Where the registry keeps no list of referrers, an index under a tag made of the digest
 * is the list, as the distribution specification has it.
 * @see https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md#referrers-tag-schema
 */
export class ImageReferrers {
  private readonly listTag: string;

  constructor(private readonly registry: ImageRegistry, private readonly repository: string, private readonly digest: string) {
    this.listTag = digest.replace(':', '-');
  }

  async list(): Promise<readonly Descriptor[]> {
    return (await this.registry.referrers(this.repository, this.digest)) ?? this.tagged();
  }

  /** Attaches all of them, and lists them at once: a tag that cannot be overwritten can still be written once. */
  async attach(artifacts: readonly Artifact[]): Promise<void> {
    const unlisted: Descriptor[] = [];
    for (const { descriptor, manifest, blobs } of artifacts) {
      for (const blob of blobs) await this.registry.putBlob(this.repository, blob);
      const { listed } = await this.registry.putManifest(this.repository, descriptor.digest, OCI_MANIFEST, manifest);
      if (!listed) unlisted.push(descriptor);
    }
    if (unlisted.length > 0) await this.listByTag(unlisted);
  }

  private async tagged(): Promise<readonly Descriptor[]> {
    return (await this.registry.manifest(this.repository, this.listTag))?.content.manifests ?? [];
  }

  /** Reads again after each write: two builders that write at once would each drop what the other listed. */
  private async listByTag(descriptors: readonly Descriptor[]): Promise<void> {
    for (let write = 0; ; write++) {
      const there = await this.tagged();
      const missing = descriptors.filter(({ digest }) => !there.some((one) => one.digest === digest));
      if (missing.length === 0) return;
      if (write === WRITES) throw new Explained(`${this.repository}:${this.listTag} loses what is listed in it, got ${WRITES} writes without effect; let no other program write it`);
      await this.write([...there, ...missing]);
    }
  }

  private async write(manifests: readonly Descriptor[]): Promise<void> {
    const index = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: OCI_INDEX, manifests }));
    try {
      await this.registry.putManifest(this.repository, this.listTag, OCI_INDEX, index);
    } catch (error) {
      if (!(error instanceof Explained) || !/immutable|overwrit/i.test(error.message)) throw error;
      throw new Explained(`attestations of ${this.repository}@${this.digest} are pushed and not listed, got a tag ${this.listTag} that cannot be overwritten; exempt tags sha256-* from immutability on ${this.registry.host}`);
    }
  }
}
