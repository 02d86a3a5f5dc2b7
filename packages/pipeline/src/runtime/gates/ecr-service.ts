import { BatchGetImageCommand, DescribeImageScanFindingsCommand, ECRClient, type DescribeImageScanFindingsResponse } from '@aws-sdk/client-ecr';
import type { EcrImage } from './ecr-image';
import { Refusal } from './gate-report';
import { NOT_FOUND, type ScanAnswer } from './scan-answer';
import { vulnerabilities, type Vulnerability } from './vulnerability';

const INDEXES = ['application/vnd.oci.image.index.v1+json', 'application/vnd.docker.distribution.manifest.list.v2+json'];
const MANIFESTS = ['application/vnd.oci.image.manifest.v1+json', 'application/vnd.docker.distribution.manifest.v2+json'];

/** What to do about an error of AWS or of the way to it, by the error's name. */
const REMEDIES: Readonly<Record<string, string>> = {
  AccessDeniedException: 'allow ecr:BatchGetImage and ecr:DescribeImageScanFindings on the repository, and with enhanced scanning inspector2:ListFindings and inspector2:ListCoverage',
  RepositoryNotFoundException: 'push the image to that account and region first',
  ImageNotFoundException: 'push the image again; a lifecycle rule may have removed it',
  CredentialsProviderError: "log in to the registry's account, for example with 'aws sso login'",
  ExpiredTokenException: "log in again, for example with 'aws sso login'",
};

/** Amazon ECR of one region, one function per call. */
export class EcrService {
  private readonly client: ECRClient;

  constructor(region: string) {
    this.client = new ECRClient({ region });
  }

  /**
   * Digests of what there is to scan in an image. Scanners refuse an index and look at each of its images; an attestation, which
   * BuildKit puts beside them, is none.
   * @see https://github.com/moby/buildkit/issues/3499
   */
  async manifests({ account, repository, digest }: EcrImage): Promise<string[]> {
    const { images = [], failures = [] } = await this.call(() => this.client.send(new BatchGetImageCommand({
      registryId: account, repositoryName: repository, imageIds: [{ imageDigest: digest }], acceptedMediaTypes: [...INDEXES, ...MANIFESTS],
    })));
    if (images.length === 0) throw new Refusal('is not in the registry', `"${failures[0]?.failureReason ?? 'no image'}"`, REMEDIES.ImageNotFoundException);
    const { manifests } = JSON.parse(images[0].imageManifest ?? '{}') as { manifests?: Described[] };
    const parts = manifests ? manifests.filter(isImage).map((one) => one.digest) : [digest];
    if (parts.length === 0) throw new Refusal('is an index without an image', `no platform among ${manifests?.length}`, 'build it again, for at least one platform');
    return parts;
  }

  /** Where the scan of a manifest stands and, once it is complete, everything it found. */
  async scan({ account, repository }: EcrImage, digest: string): Promise<ScanAnswer> {
    const found: Vulnerability[] = [];
    let nextToken: string | undefined;
    for (;;) {
      const page: DescribeImageScanFindingsResponse | undefined = await this.call(() => this.client.send(new DescribeImageScanFindingsCommand({
        registryId: account, repositoryName: repository, imageId: { imageDigest: digest }, maxResults: 1000, nextToken,
      })), 'ScanNotFoundException');
      if (!page) return { status: NOT_FOUND, complete: false, vulnerabilities: [] };
      const { imageScanStatus: { status = 'none', description } = {}, imageScanFindings = {} } = page;
      found.push(...vulnerabilities(imageScanFindings));
      nextToken = page.nextToken;
      // A status alone is no result: both COMPLETE and ACTIVE were seen before the findings were there, without this date.
      const complete = imageScanFindings.imageScanCompletedAt !== undefined;
      if (!nextToken || !complete) return { status, description, complete, vulnerabilities: found };
    }
  }

  private async call<T>(send: () => Promise<T>): Promise<T>;
  private async call<T>(send: () => Promise<T>, unless: string): Promise<T | undefined>;
  private async call<T>(send: () => Promise<T>, unless?: string): Promise<T | undefined> {
    try {
      return await send();
    } catch (error) {
      const { name, message } = error as Error;
      if (name === unless) return undefined;
      throw new Refusal('cannot be asked about', `"${name}: ${message.split('\n')[0]}"`, REMEDIES[name] ?? 'check the network and the AWS status, and try again');
    }
  }
}

interface Described {
  readonly digest: string;
  readonly platform?: { readonly os?: string };
  readonly annotations?: Readonly<Record<string, string>>;
}

function isImage({ platform, annotations = {} }: Described): boolean {
  return platform?.os !== 'unknown' && annotations['vnd.docker.reference.type'] !== 'attestation-manifest';
}
