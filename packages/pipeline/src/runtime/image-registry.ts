import { Explained } from './command';
import { digestOf, imageOf, MANIFESTS, pulledSize, type Descriptor, type Manifest } from './image-manifest';
import { RegistryHttp, type RegistryAnswer, type RegistryPace } from './image-registry-http';

/** What registries answer that know no referrers: 404 is the specification's, the others are seen in use. */
const NO_REFERRERS = new Set([400, 404, 405, 406]);

/** A manifest as the registry keeps it. */
export interface StoredManifest {
  readonly descriptor: Descriptor;
  readonly content: Manifest;
}

/**
 * A registry by its HTTP API: the digest is the registry's own word, whatever builder and whatever kind of manifest.
 * @see https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md
 */
export class ImageRegistry {
  private readonly http: RegistryHttp;

  constructor(readonly host: string, authorization?: string, pace?: Partial<RegistryPace>) {
    this.http = new RegistryHttp(host, authorization, pace);
  }

  /** The digest a tag stands for; nothing when the registry has no such tag or repository. */
  async digestOf(repository: string, tag: string): Promise<string | undefined> {
    const answer = await this.http.send({ method: 'HEAD', path: `/v2/${repository}/manifests/${tag}`, headers: { accept: MANIFESTS } });
    if (answer.status === 404) return undefined;
    const digest = answer.headers.get('docker-content-digest');
    if (answer.status !== 200 || !digest) throw this.refused('show', repository, answer, ` and digest "${digest}"`);
    return digest;
  }

  /** What a tag or a digest stands for; nothing when there is none. */
  async manifest(repository: string, reference: string): Promise<StoredManifest | undefined> {
    const answer = await this.http.send({ method: 'GET', path: `/v2/${repository}/manifests/${reference}`, headers: { accept: MANIFESTS } });
    if (answer.status === 404) return undefined;
    if (answer.status !== 200) throw this.refused('show', repository, answer);
    const digest = digestOf(answer.body);
    if (reference.startsWith('sha256:') && digest !== reference) {
      throw new Explained(`registry ${this.host} gives other bytes for ${repository}@${reference}, got ${digest}; use no image of this registry before its storage is checked`);
    }
    const mediaType = answer.headers.get('content-type')?.split(';')[0] ?? '';
    return { descriptor: { mediaType, digest, size: answer.body.length }, content: this.parsed(repository, answer) };
  }

  /** What a digest stands for that the registry has just named. */
  async kept(repository: string, digest: string): Promise<StoredManifest> {
    const manifest = await this.manifest(repository, digest);
    if (!manifest) throw new Explained(`${this.host}/${repository}@${digest} is gone, got HTTP 404 for what the registry itself names; run it again, and let no clean-up take what is tagged`);
    return manifest;
  }

  /** Bytes of an image: its config and its layers; of an index, those of the image in it. */
  async size(repository: string, { content }: StoredManifest): Promise<number> {
    const image = imageOf(content);
    return pulledSize(image ? (await this.kept(repository, image.digest)).content : content);
  }

  /** What names a manifest as its subject, by the registry's own list; nothing when it keeps none. */
  async referrers(repository: string, digest: string): Promise<Descriptor[] | undefined> {
    const found: Descriptor[] = [];
    for (let path: string | undefined = `/v2/${repository}/referrers/${digest}`; path; ) {
      const answer: RegistryAnswer = await this.http.send({ method: 'GET', path });
      if (NO_REFERRERS.has(answer.status)) return undefined;
      if (answer.status !== 200) throw this.refused('show', repository, answer);
      found.push(...(this.parsed(repository, answer).manifests ?? []));
      path = /<([^>]+)>;\s*rel="?next/.exec(answer.headers.get('link') ?? '')?.[1];
    }
    return found;
  }

  /** Keeps a blob, unless it is there: its name is its content. */
  async putBlob(repository: string, bytes: Buffer): Promise<void> {
    const digest = digestOf(bytes);
    const there = await this.http.send({ method: 'HEAD', path: `/v2/${repository}/blobs/${digest}` });
    if (there.status === 200) return;
    const begun = await this.http.send({ method: 'POST', path: `/v2/${repository}/blobs/uploads/` });
    const location = begun.headers.get('location');
    if (begun.status !== 202 || !location) throw this.refused('take', repository, begun);
    const path = `${location}${location.includes('?') ? '&' : '?'}digest=${encodeURIComponent(digest)}`;
    const done = await this.http.send({ method: 'PUT', path, headers: { 'content-type': 'application/octet-stream' }, body: bytes });
    if (done.status !== 201) throw this.refused('take', repository, done);
  }

  /** Keeps a manifest under a tag or its digest; says whether the registry lists it with the subject it names. */
  async putManifest(repository: string, reference: string, mediaType: string, bytes: Buffer): Promise<{ listed: boolean }> {
    const answer = await this.http.send({ method: 'PUT', path: `/v2/${repository}/manifests/${reference}`, headers: { 'content-type': mediaType }, body: bytes });
    if (answer.status !== 201) throw this.refused('take', `${repository}:${reference}`, answer);
    return { listed: answer.headers.has('oci-subject') };
  }

  private parsed(repository: string, answer: RegistryAnswer): Manifest {
    try {
      return JSON.parse(answer.body.toString());
    } catch {
      throw this.refused('show', repository, answer, ' and no JSON');
    }
  }

  private refused(verb: 'show' | 'take', what: string, { status, body }: RegistryAnswer, more = ''): Explained {
    if (status === 401 || status === 403) return new Explained(`registry ${this.host} refuses to ${verb} ${what}, got HTTP ${status}; log in with 'docker login ${this.host}'`);
    if (status >= 400) return new Explained(`registry ${this.host} refuses to ${verb} ${what}, got HTTP ${status}${reason(body)}; see what it says of this repository`);
    return new Explained(`registry ${this.host} does not answer like a registry, got HTTP ${status}${more}; check PLINTH_REGISTRY and try again`);
  }
}

/** What a registry says of its refusal, when it says it as registries do. */
function reason(body: Buffer): string {
  try {
    const [{ code, message }] = JSON.parse(body.toString()).errors;
    return ` "${code}: ${message}"`;
  } catch {
    return '';
  }
}
