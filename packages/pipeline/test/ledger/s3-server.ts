import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Kept { readonly bytes: Buffer; readonly etag: string }

/**
 * Conditional writes as S3's reference has them, on loopback: of writes that overlap on one key the first to finish wins and the
 * others get 409; a condition that does not hold gets 412, `If-Match` of nothing 404. ETags say nothing of the content, as under KMS.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
 */
export class S3Server {
  /** Answers 409 to this many of the next writes. */
  conflicts = 0;
  /** Breaks the connection after this many of the next writes, in place of an answer. */
  lostAnswers = 0;
  private readonly buckets = new Set<string>();
  private readonly objects = new Map<string, Kept>();
  private writes = 0;
  private readonly server = createServer((request, response) => {
    this.answer(request, response).catch((error) => response.destroy(error));
  });

  /** @returns its endpoint */
  async start(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://s3');
    const path = decodeURIComponent(pathname);
    const [, bucket, key] = /^\/([^/]+)\/?(.*)$/.exec(path) ?? ['', '', ''];
    const before = this.objects.get(path);
    const bytes = await body(request);
    if (request.method === 'PUT' && !key) return this.makeBucket(bucket, response);
    if (!this.buckets.has(bucket)) return refuse(response, 404, 'NoSuchBucket');
    if (request.method === 'PUT') return this.put(path, bytes, before, request, response);
    if (!key) return this.list(bucket, searchParams, response);
    const kept = this.objects.get(path);
    if (!kept) return refuse(response, 404, 'NoSuchKey');
    response.writeHead(200, { ETag: kept.etag, 'Content-Length': kept.bytes.length }).end(kept.bytes);
  }

  private makeBucket(bucket: string, response: ServerResponse): void {
    this.buckets.add(bucket);
    response.writeHead(200).end();
  }

  /** Folders alone, and two in a page. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
  private list(bucket: string, said: URLSearchParams, response: ServerResponse): void {
    const prefix = `/${bucket}/${said.get('prefix') ?? ''}`;
    const below = [...this.objects.keys()].filter((path) => path.startsWith(prefix)).map((path) => path.slice(prefix.length).split('/'));
    const folders = [...new Set(below.filter((parts) => parts.length > 1).map(([folder]) => folder))].sort();
    const from = Number(said.get('continuation-token') ?? 0);
    const page = folders.slice(from, from + 2).map((folder) => `<CommonPrefixes><Prefix>${said.get('prefix')}${folder}/</Prefix></CommonPrefixes>`);
    const more = from + 2 < folders.length ? `<IsTruncated>true</IsTruncated><NextContinuationToken>${from + 2}</NextContinuationToken>` : '<IsTruncated>false</IsTruncated>';
    response.writeHead(200, { 'Content-Type': 'application/xml' }).end(`<ListBucketResult>${more}${page.join('')}</ListBucketResult>`);
  }

  private put(path: string, bytes: Buffer, before: Kept | undefined, { headers }: IncomingMessage, response: ServerResponse): void {
    const kept = this.objects.get(path);
    if (this.conflicts > 0 && this.conflicts-- > 0) return refuse(response, 409, 'ConditionalRequestConflict');
    if (headers['if-none-match'] === '*' && before) return refuse(response, 412, 'PreconditionFailed');
    if (headers['if-match'] && !kept) return refuse(response, 404, 'NoSuchKey');
    if (headers['if-match'] && headers['if-match'] !== before?.etag) return refuse(response, 412, 'PreconditionFailed');
    if ((headers['if-match'] || headers['if-none-match']) && kept !== before) return refuse(response, 409, 'ConditionalRequestConflict');
    const etag = `"version-${++this.writes}"`;
    this.objects.set(path, { bytes, etag });
    if (this.lostAnswers > 0 && this.lostAnswers-- > 0) return void response.destroy();
    response.writeHead(200, { ETag: etag }).end();
  }
}

async function body(request: IncomingMessage): Promise<Buffer> {
  if (request.headers['content-encoding']?.includes('aws-chunked')) throw new Error('this server reads plain bodies only');
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function refuse(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { 'Content-Type': 'application/xml' }).end(`<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${code}, says the server</Message></Error>`);
}
