import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

/** An advisory as the registry keeps it. */
export interface Kept { readonly ghsa: string; readonly severity: string; readonly versions: string; readonly title?: string }

/**
 * A registry of npm as far as `npm audit` asks it, on loopback: advisories in bulk, and no packuments, which npm does without.
 */
export class NpmRegistry {
  /** Names and versions of each question. */
  readonly questions: Record<string, string[]>[] = [];
  private readonly server = createServer(async (request, response) => {
    const body = await bytes(request);
    if (request.method !== 'POST' || request.url !== '/-/npm/v1/security/advisories/bulk') return response.writeHead(404).end('{}');
    this.questions.push(JSON.parse(String(body)));
    if (this.status !== 200) return response.writeHead(this.status).end('says no');
    const answer = Object.fromEntries(Object.entries(this.kept).map(([name, { ghsa, severity, versions, title = 'a title' }], id) => [name, [
      { id, url: `https://github.com/advisories/${ghsa}`, title, severity, vulnerable_versions: versions, cwe: [], cvss: { score: 0, vectorString: null } },
    ]]));
    return response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });

  /** @param kept advisories by package @param status what it answers with */
  constructor(private readonly kept: Readonly<Record<string, Kept>> = {}, private readonly status = 200) {}

  async start(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }
}

async function bytes(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece);
  const body = Buffer.concat(pieces);
  return request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
}
