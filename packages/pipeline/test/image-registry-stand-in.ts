import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

export interface StandInOptions {
  /** Refuses to overwrite a tag, in Amazon ECR's words. */
  readonly immutable?: boolean;
  /** Lists what names a manifest as its subject, this many at once. @default - as registries before OCI 1.1: it does not */
  readonly referrers?: number;
  /** The `Authorization` header it asks for. @default - none */
  readonly login?: string;
}

/** What goes wrong with one request: an answer of its own, no answer for a while, or a connection that is cut. */
export type Trouble = { status: number; headers?: Record<string, string>; body?: string } | { late: number } | 'cut';

/** What a registry keeps. */
interface Kept {
  readonly mediaType: string;
  readonly bytes: Buffer;
}

const digestOf = (bytes: Buffer) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** A registry of one repository that can be given any trouble; speaks the part of the distribution API that builders use. */
export async function aRegistryStandIn(options: StandInOptions = {}) {
  const registry = new RegistryStandIn(options);
  const server = createServer((request, response) => void registry.serve(request, response));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  registry.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stop = () => new Promise<void>((closed) => { server.close(() => closed()); server.closeAllConnections(); });
  return Object.assign(registry, { stop });
}

class RegistryStandIn {
  host = '';
  readonly tags = new Map<string, string>();
  readonly manifests = new Map<string, Kept>();
  readonly blobs = new Map<string, Buffer>();
  /** `<method> <path>` of every request so far. */
  readonly requests: string[] = [];
  /** Trouble for the next requests that it names; sees each before it is answered. */
  trouble: (request: string) => Trouble | undefined | Promise<undefined> = () => undefined;

  constructor(private readonly options: StandInOptions) {}

  /** Images of a tag, and what is attached to them. */
  get images(): { digest: string; attached: string[] }[] {
    const all = [...this.manifests].map(([digest, { bytes }]) => ({ digest, ...JSON.parse(bytes.toString()) }));
    return all.filter(({ subject, manifests }) => !subject && !manifests).map(({ digest }) => ({ digest, attached: all.filter(({ subject }) => subject?.digest === digest).map(({ artifactType }) => artifactType).sort() }));
  }

  /** Keeps a manifest as if somebody had pushed it. */
  keep(mediaType: string, content: object, tag?: string): string {
    const bytes = Buffer.from(JSON.stringify(content));
    const digest = digestOf(bytes);
    this.manifests.set(digest, { mediaType, bytes });
    if (tag) this.tags.set(tag, digest);
    return digest;
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const name = `${request.method} ${request.url}`;
    this.requests.push(name);
    const trouble = await this.trouble(name);
    if (trouble === 'cut') return void request.socket.destroy();
    if (trouble && 'late' in trouble) await pause(trouble.late);
    if (trouble && 'status' in trouble) return void response.writeHead(trouble.status, trouble.headers).end(trouble.body);
    if (this.options.login && request.headers.authorization !== this.options.login) return void response.writeHead(401).end();
    this.answer(request, Buffer.concat(chunks), response);
  }

  private answer({ method, url = '', headers }: IncomingMessage, body: Buffer, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(url, 'http://registry');
    const [, kind, reference] = /\/(manifests|referrers|blobs|blobs\/uploads)\/([^/]*)$/.exec(pathname) ?? [];
    const digest = this.tags.get(reference) ?? reference;
    const end = (status: number, more: Record<string, string> = {}, text?: Buffer | string) => void response.writeHead(status, more).end(method === 'HEAD' ? undefined : text);
    if (kind === 'manifests' && method === 'PUT') {
      const ours = digestOf(body);
      if (this.options.immutable && this.tags.has(reference) && digest !== ours) {
        return end(400, {}, JSON.stringify({ errors: [{ code: 'TAG_INVALID', message: `The image tag '${reference}' already exists and cannot be overwritten because the tag is immutable.` }] }));
      }
      this.manifests.set(ours, { mediaType: headers['content-type'] ?? '', bytes: body });
      if (reference !== ours) this.tags.set(reference, ours);
      const { subject } = JSON.parse(body.toString());
      return end(201, { 'docker-content-digest': ours, ...(this.options.referrers && subject && { 'oci-subject': subject.digest }) });
    }
    if (kind === 'manifests') {
      const kept = this.manifests.get(digest);
      return kept ? end(200, { 'content-type': kept.mediaType, 'docker-content-digest': digest }, kept.bytes) : end(404);
    }
    if (kind === 'referrers' && this.options.referrers) {
      const from = Number(searchParams.get('from') ?? 0);
      const all = this.referrers(digest);
      const next = from + this.options.referrers;
      return end(200, next < all.length ? { link: `<${pathname}?from=${next}>; rel="next"` } : {}, JSON.stringify({ manifests: all.slice(from, next) }));
    }
    if (kind === 'blobs' && method === 'HEAD') return end(this.blobs.has(reference) ? 200 : 404);
    if (kind === 'blobs/uploads' && method === 'POST') return end(202, { location: `${pathname}upload?state=1` });
    if (kind === 'blobs/uploads' && method === 'PUT') {
      const named = searchParams.get('digest');
      if (named !== digestOf(body)) return end(400, {}, JSON.stringify({ errors: [{ code: 'DIGEST_INVALID', message: 'other bytes' }] }));
      this.blobs.set(named, body);
      return end(201);
    }
    end(404);
  }

  private referrers(subject: string): object[] {
    return [...this.manifests].flatMap(([digest, { mediaType, bytes }]) => {
      const content = JSON.parse(bytes.toString());
      return content.subject?.digest === subject ? [{ mediaType, digest, size: bytes.length, artifactType: content.artifactType, annotations: content.annotations }] : [];
    });
  }
}

export type Registry = Awaited<ReturnType<typeof aRegistryStandIn>>;
