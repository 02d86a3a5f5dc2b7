import { Explained } from './command';

/** Every manifest a tag can stand for: an image, or an index of images and attestations. */
const MANIFESTS = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

const PATIENCE_MS = 30_000;

/**
 * Asks a registry by its HTTP API: the digest is the registry's own word, whatever builder and whatever kind of
 * manifest. Plain HTTP on loopback only, as docker itself does.
 */
export class ImageRegistry {
  constructor(
    private readonly host: string,
    private readonly authorization?: string,
  ) {}

  /** The digest a tag stands for; nothing when the registry has no such tag or repository. */
  async digestOf(repository: string, tag: string): Promise<string | undefined> {
    const answer = await this.head(`/v2/${repository}/manifests/${tag}`);
    if (answer.status === 404) return undefined;
    if (answer.status === 401 || answer.status === 403) {
      throw new Explained(`registry ${this.host} refuses to show ${repository}, got HTTP ${answer.status}; log in with 'docker login ${this.host}'`);
    }
    const digest = answer.headers.get('docker-content-digest');
    if (!answer.ok || !digest) {
      throw new Explained(`registry ${this.host} does not answer like a registry, got HTTP ${answer.status} and digest "${digest}"; check PLINTH_REGISTRY and try again`);
    }
    return digest;
  }

  private async head(path: string): Promise<Response> {
    const scheme = /^(localhost|127\.0\.0\.1)(:\d+)?$/.test(this.host) ? 'http' : 'https';
    const headers: Record<string, string> = { accept: MANIFESTS, ...(this.authorization && { authorization: this.authorization }) };
    try {
      return await fetch(`${scheme}://${this.host}${path}`, { method: 'HEAD', headers, signal: AbortSignal.timeout(PATIENCE_MS) });
    } catch (error) {
      const { cause, message } = error as Error & { cause?: Error };
      throw new Explained(`registry ${this.host} cannot be reached, got "${cause?.message || message}"; check PLINTH_REGISTRY and the network`);
    }
  }
}
