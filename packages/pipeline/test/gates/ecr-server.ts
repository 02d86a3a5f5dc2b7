import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What ECR answers on the scan of one manifest; of several, one question after the other, and the last for ever. */
export interface Answer {
  readonly status?: string;
  readonly description?: string;
  /** Whether there is a date of completion, which alone says that the findings are all there. */
  readonly completed?: boolean;
  readonly findings?: object[];
  readonly enhancedFindings?: object[];
  /** An error in place of an answer. */
  readonly error?: string;
}

/** What the registry keeps under a digest: a manifest that is scanned, or an index of others. */
export type Kept = { readonly scan: readonly Answer[] } | { readonly index: readonly object[] };

export const ACCOUNT = '111111111111';
const HOST = `${ACCOUNT}.dkr.ecr.eu-central-1.amazonaws.com`;

/** Digests that one can read. */
export const digest = (letter: string) => `sha256:${letter.repeat(64)}`;

/** An image of `acme` in that registry. */
export const inEcr = (service: string, letter: string) => `${HOST}/acme/${service}@${digest(letter)}`;

/**
 * Amazon ECR as it speaks, awsJson1.1, on loopback: the two calls a gate makes, pages of two findings.
 * @see https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeImageScanFindings.html
 */
export class EcrServer {
  /** `<call> <repository> <first letter of the digest>` of each question. */
  readonly calls: string[] = [];
  /** Most scans that were asked about at once. */
  busiest = 0;
  private busy = 0;
  private readonly asked = new Map<string, number>();
  private readonly server = createServer(async (request, response) => {
    let body = '';
    for await (const piece of request) body += piece;
    this.busiest = Math.max(this.busiest, ++this.busy);
    const [, operation] = String(request.headers['x-amz-target']).split('.');
    const { error, ...answer } = this.answer(operation, JSON.parse(body));
    await new Promise((later) => setTimeout(later, 5));
    this.busy--;
    response.writeHead(error ? 400 : 200, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify(error ? { __type: error, message: `says ${error}` } : answer));
  });

  /** @param kept by the first letter of the digest */
  constructor(private readonly kept: Readonly<Record<string, Kept>>) {}

  async start(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }

  private answer(operation: string, asked: { registryId: string; repositoryName: string; imageId?: { imageDigest: string }; imageIds?: { imageDigest: string }[]; nextToken?: string }): { error?: string } {
    const [{ imageDigest }] = asked.imageIds ?? [asked.imageId ?? { imageDigest: '' }];
    const letter = imageDigest.charAt('sha256:'.length);
    this.calls.push(`${operation} ${asked.repositoryName} ${letter}`);
    if (asked.registryId !== ACCOUNT) return { error: 'RepositoryNotFoundException' };
    const kept = this.kept[letter];
    if (operation === 'BatchGetImage') {
      if (!kept) return { failures: [{ failureCode: 'ImageNotFound', failureReason: 'Requested image not found' }] } as object;
      const imageManifest = JSON.stringify('index' in kept ? { schemaVersion: 2, manifests: kept.index } : { schemaVersion: 2, config: {}, layers: [] });
      return { images: [{ imageManifest }] } as object;
    }
    if (operation !== 'DescribeImageScanFindings' || !kept || 'index' in kept) return { error: 'UnsupportedImageTypeException' };
    return this.page(letter, kept.scan, asked.nextToken);
  }

  private page(letter: string, answers: readonly Answer[], token?: string): { error?: string } {
    const turn = this.asked.get(letter) ?? 0;
    const { error, status = 'COMPLETE', description, completed = true, findings, enhancedFindings } = answers[Math.min(turn, answers.length - 1)];
    if (error) {
      this.asked.set(letter, turn + 1);
      return { error };
    }
    const all = findings ?? enhancedFindings ?? [];
    const from = Number(token ?? 0);
    const more = completed && from + 2 < all.length;
    if (!more) this.asked.set(letter, turn + 1);
    const field = enhancedFindings ? 'enhancedFindings' : 'findings';
    return {
      imageScanStatus: { status, description },
      imageScanFindings: { [field]: all.slice(from, from + 2), ...(completed ? { imageScanCompletedAt: 1_795_000_000 } : {}) },
      ...(more ? { nextToken: String(from + 2) } : {}),
    } as object;
  }
}

/** A finding of basic scanning. */
export const basic = (name: string, severity: string, more: Record<string, string> = {}) => ({
  name, severity, uri: `https://security-tracker.debian.org/tracker/${name}`,
  attributes: Object.entries({ package_name: 'openssl', package_version: '3.0.11-1', ...more }).map(([key, value]) => ({ key, value })),
});

/** A finding of enhanced scanning. */
export const enhanced = (vulnerabilityId: string, severity: string, vulnerablePackages: object[], more: object = {}) => ({
  severity, status: 'ACTIVE', title: `${vulnerabilityId} - a title`, type: 'PACKAGE_VULNERABILITY',
  packageVulnerabilityDetails: { vulnerabilityId, sourceUrl: `https://nvd.nist.gov/vuln/detail/${vulnerabilityId}`, vulnerablePackages }, ...more,
});
