import {
  BatchDeleteImageCommand, BatchGetImageCommand, ECRClient, paginateDescribeImages, paginateDescribeRepositories, type ImageDetail,
} from '@aws-sdk/client-ecr';
import { explainedByAws } from '../aws-error';
import type { RegistryImage } from './plan-prune';

/** Images ECR takes in one call. @see https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_BatchDeleteImage.html */
const BATCH = 100;

/** Media types of indexes. */
const INDEXES = ['application/vnd.oci.image.index.v1+json', 'application/vnd.docker.distribution.manifest.list.v2+json'];

const REMEDIES = { RepositoryNotFoundException: 'it was removed meanwhile: try again' };

/** An image ECR did not delete, and why. */
export interface Refusal {
  readonly digest: string;
  readonly reason: string;
}

/** Amazon ECR, one function per call. */
export class RegistryService {
  private readonly client: ECRClient;

  constructor(region?: string) {
    this.client = new ECRClient({ region });
  }

  /** Repositories of a platform, sorted. */
  async repositories(platform: string): Promise<string[]> {
    return this.ask('repositories cannot be listed', async () => {
      const names: string[] = [];
      for await (const page of paginateDescribeRepositories({ client: this.client, pageSize: 1000 }, {})) {
        names.push(...(page.repositories ?? []).flatMap(({ repositoryName = '' }) => (repositoryName.startsWith(`${platform}/`) ? [repositoryName] : [])));
      }
      return names.sort();
    });
  }

  /** Everything in a repository, tagged or not. */
  async images(repositoryName: string): Promise<RegistryImage[]> {
    return this.ask(`${repositoryName} cannot be read`, async () => {
      const details: ImageDetail[] = [];
      for await (const page of paginateDescribeImages({ client: this.client, pageSize: 1000 }, { repositoryName })) details.push(...(page.imageDetails ?? []));
      const indexes = details.filter(({ imageManifestMediaType }) => INDEXES.includes(imageManifestMediaType ?? ''));
      const children = await this.children(repositoryName, indexes.map(({ imageDigest = '' }) => imageDigest));
      return details.map(({ imageDigest: digest = '', imageTags: tags = [], imagePushedAt, imageSizeInBytes: size = 0, subjectManifestDigest: subject }) => (
        { repository: repositoryName, digest, tags, pushedAt: imagePushedAt ?? new Date(), size, children: children.get(digest) ?? [], subject }
      ));
    });
  }

  /** Deletes images; one that is gone already is deleted. */
  async remove(repositoryName: string, digests: readonly string[]): Promise<Refusal[]> {
    return this.ask(`${repositoryName} cannot be pruned`, async () => {
      const refusals: Refusal[] = [];
      for (const imageIds of batches(digests)) {
        const { failures = [] } = await this.client.send(new BatchDeleteImageCommand({ repositoryName, imageIds }));
        refusals.push(...failures.filter(({ failureCode }) => failureCode !== 'ImageNotFound')
          .map(({ imageId, failureCode, failureReason }) => ({ digest: imageId?.imageDigest ?? '', reason: `${failureCode}: ${failureReason}` })));
      }
      return refusals;
    });
  }

  private async children(repositoryName: string, digests: readonly string[]): Promise<Map<string, string[]>> {
    const found = new Map<string, string[]>();
    for (const imageIds of batches(digests)) {
      const { images = [] } = await this.client.send(new BatchGetImageCommand({ repositoryName, imageIds, acceptedMediaTypes: INDEXES }));
      for (const { imageId, imageManifest = '{}' } of images) {
        const { manifests = [] } = JSON.parse(imageManifest) as { manifests?: { digest: string }[] };
        found.set(imageId?.imageDigest ?? '', manifests.map(({ digest }) => digest));
      }
    }
    return found;
  }

  private async ask<T>(subject: string, call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      throw explainedByAws(subject, error as Error, REMEDIES);
    }
  }
}

function batches(digests: readonly string[]): { imageDigest: string }[][] {
  const ids = digests.map((imageDigest) => ({ imageDigest }));
  return Array.from({ length: Math.ceil(ids.length / BATCH) }, (_, at) => ids.slice(at * BATCH, (at + 1) * BATCH));
}
