import { join } from 'node:path';
import { FileLedger } from '../../src/ledger';
import { prune } from '../../src/runtime/prune/prune';
import { jsonServices, Refused, withEnvironment, type Call } from '../json-service';
import { aDraft, aReport, digest } from '../ledger/world';
import { aContext, aFolder } from '../repository';

const DAY = 86_400_000;
const daysAgo = (days: number) => new Date(Date.now() - days * DAY);
const INDEX = 'application/vnd.oci.image.index.v1+json';

interface Stored { readonly digest: string; readonly tags: string[]; readonly pushedAt: Date; readonly children?: string[]; readonly subject?: string }

/** ECR with the repositories of two platforms; lists two images in a page, deletes at most a hundred, and no child of an index. */
class Registry {
  readonly repositories = new Map<string, Stored[]>([['acme/orders', []], ['other/orders', []]]);
  readonly batches: number[] = [];
  /** An image ECR cannot delete. */
  stuck?: string;

  add(seed: string, days: number, more: Partial<Stored> = {}, repository = 'acme/orders'): string {
    const image = { digest: `sha256:${digest(seed)}`, tags: [seed], pushedAt: daysAgo(days), ...more };
    this.repositories.get(repository)!.push(image);
    return image.digest;
  }

  readonly operations = {
    DescribeRepositories: () => ({ repositories: [...this.repositories.keys()].map((repositoryName) => ({ repositoryName })) }),
    DescribeImages: ({ repositoryName, nextToken }: Call['input']) => {
      const images = this.repositories.get(String(repositoryName))!;
      const at = Number(nextToken ?? 0);
      return {
        imageDetails: images.slice(at, at + 2).map((image) => ({
          repositoryName, imageDigest: image.digest, imageTags: image.tags, imagePushedAt: image.pushedAt.getTime() / 1000, imageSizeInBytes: 5e6,
          imageManifestMediaType: image.children ? INDEX : 'application/vnd.oci.image.manifest.v1+json', subjectManifestDigest: image.subject,
        })),
        ...(at + 2 < images.length ? { nextToken: String(at + 2) } : {}),
      };
    },
    BatchGetImage: ({ repositoryName, imageIds }: Call['input']) => ({
      images: (imageIds as { imageDigest: string }[]).map(({ imageDigest }) => ({
        imageId: { imageDigest }, imageManifest: JSON.stringify({ manifests: this.find(repositoryName, imageDigest)!.children!.map((child) => ({ digest: child })) }),
      })),
    }),
    BatchDeleteImage: ({ repositoryName, imageIds }: Call['input']) => {
      const ids = imageIds as { imageDigest: string }[];
      this.batches.push(ids.length);
      if (ids.length > 100) throw new Refused('InvalidParameterException');
      const images = this.repositories.get(String(repositoryName))!;
      const failures = ids.flatMap((imageId) => {
        if (!this.find(repositoryName, imageId.imageDigest)) return [{ imageId, failureCode: 'ImageNotFound', failureReason: 'gone' }];
        if (imageId.imageDigest === this.stuck) return [{ imageId, failureCode: 'KmsError', failureReason: 'no key' }];
        if (images.some(({ children }) => children?.includes(imageId.imageDigest))) return [{ imageId, failureCode: 'ImageReferencedByManifestList', failureReason: 'an index holds it' }];
        images.splice(images.findIndex((image) => image.digest === imageId.imageDigest), 1);
        return [];
      });
      return { failures };
    },
  };

  private find(repository: unknown, wanted: string): Stored | undefined {
    return this.repositories.get(String(repository))!.find((image) => image.digest === wanted);
  }
}

describe('prune', () => {
  let registry: Registry;
  let services: Awaited<ReturnType<typeof jsonServices>>;
  let folder: string;
  let ledger: FileLedger;
  let building: boolean;

  beforeEach(async () => {
    registry = new Registry();
    building = false;
    const stages = () => ({ stageStates: [{ stageName: 'build', actionStates: [], latestExecution: { pipelineExecutionId: 'run-1', status: building ? 'InProgress' : 'Succeeded' } }] });
    services = await jsonServices({ ECR: registry.operations, CODEPIPELINE: { GetPipelineState: stages } });
    folder = aFolder({ 'platform.json': { name: 'acme', services: [] } });
    ledger = new FileLedger(join(folder, 'ledger'));
  });
  afterEach(() => services.stop());

  /** A release of this commit, which names one image of orders. */
  const release = (commit: string, image: string, days: number) =>
    ledger.createRelease(aDraft(commit, { createdAt: daysAgo(days).toISOString(), images: { orders: `registry.example/acme/orders@sha256:${digest(image)}` } }));

  const deploy = async (environment: string, commit: string, outcome: 'succeeded' | 'failed' = 'succeeded') =>
    ledger.recordDeployment(aReport(commit, { environment, outcome }), (await ledger.tryFindDeployment(environment))?.sequence ?? 0);

  async function run(...args: string[]) {
    const context = aContext(folder);
    await withEnvironment(services.environment, () => prune(['--ledger', join(folder, 'ledger'), ...args], context));
    return context;
  }
  const left = (repository = 'acme/orders') => registry.repositories.get(repository)!.flatMap(({ tags }) => tags);

  it('shows what would go and removes nothing, until told to', async () => {
    registry.add('used', 400);
    registry.add('unused', 400);
    await release('a', 'used', 300);
    await deploy('prod', 'a');
    const { printed, said } = await run();
    expect(printed).toEqual([`acme/orders@sha256:${digest('unused')} unused`]);
    expect(said).toEqual(['1 manifests to remove, 5 MB at most (layers are shared); 1 stay', 'nothing is removed; --yes removes it']);
    expect(left()).toEqual(['used', 'unused']);
    await run('--yes');
    expect(left()).toEqual(['used']);
  });

  it('keeps what any environment runs, and its last releases, and young releases, and what was just pushed', async () => {
    for (const [at, image] of ['one', 'two', 'three', 'four'].entries()) {
      registry.add(image, 400 - at);
      await release(image, image, 300 - at);
      await deploy('prod', image);
    }
    await deploy('staging', 'one');
    registry.add('reverted', 400);
    await release('young', 'reverted', 3);
    registry.add('pushed', 1);
    registry.add('nobody', 100);
    await run('--yes', '--keep', '2');
    expect(left()).toEqual(['one', 'three', 'four', 'reverted', 'pushed']);
  });

  it('counts the releases that ran, and keeps those that failed between', async () => {
    for (const [image, outcome] of [['one', 'succeeded'], ['two', 'succeeded'], ['broken', 'failed']] as const) {
      registry.add(image, 400);
      await release(image, image, 300);
      await deploy('prod', image, outcome);
    }
    await run('--yes', '--keep', '1');
    expect(left()).toEqual(['two', 'broken']);
  });

  it('keeps what an environment runs that was taken out of the configuration', async () => {
    registry.add('used', 400);
    registry.add('unused', 400);
    await release('a', 'used', 300);
    await deploy('old-test', 'a');
    await run('--yes');
    expect(left()).toEqual(['used']);
  });

  it('keeps and removes indexes whole, in an order ECR takes', async () => {
    const children = [registry.add('kept child', 400, { tags: [] }), registry.add('lost child', 400, { tags: [] })];
    registry.add('used', 400, { children: [children[0]] });
    registry.add('unused', 400, { children: [children[1]] });
    registry.add('sbom', 400, { subject: `sha256:${digest('used')}` });
    await release('a', 'used', 300);
    await deploy('prod', 'a');
    await run('--yes');
    expect(registry.repositories.get('acme/orders')!.map((image) => image.digest)).toEqual([children[0], `sha256:${digest('used')}`, `sha256:${digest('sbom')}`]);
  });

  it('removes hundreds, a hundred at a time, and of no other platform', async () => {
    registry.add('used', 400);
    for (let at = 0; at < 230; at++) registry.add(`unused-${at}`, 400);
    registry.add('theirs', 400, {}, 'other/orders');
    await release('a', 'used', 300);
    await deploy('prod', 'a');
    await run('--yes');
    expect(registry.batches).toEqual([100, 100, 30]);
    expect([left(), left('other/orders')]).toEqual([['used'], ['theirs']]);
  });

  it('says when a release that is kept names an image nobody has', async () => {
    registry.add('used', 400);
    await release('a', 'used', 300);
    await release('b', 'lost', 2);
    await deploy('prod', 'a');
    expect((await run()).said[0]).toMatch(/^a release that is kept \(released at .*\) names an image the registry has not: acme\/orders@sha256:/);
  });

  it('fails when the ledger is another platform\'s: to it, every image is unused', async () => {
    registry.add('used', 400);
    await expect(run('--yes')).rejects.toThrow("ledger names no image of this registry, got 0 named and 1 to remove; name the platform's own ledger and region");
    expect(left()).toEqual(['used']);
  });

  it('fails when a build is under way, which may have found what would go', async () => {
    building = true;
    await expect(run('--yes')).rejects.toThrow('pipeline acme is building, got execution run-1; wait for it, then prune');
  });

  it('fails when ECR keeps an image, and says which and why; the others are gone', async () => {
    registry.add('used', 400);
    registry.stuck = registry.add('stuck', 400);
    registry.add('unused', 400);
    await release('a', 'used', 300);
    await deploy('prod', 'a');
    await expect(run('--yes')).rejects.toThrow(`${registry.stuck} was not removed, got "KmsError: no key"; run prune again`);
    expect(left()).toEqual(['used', 'stuck']);
  });

  it.each([['--keep', '0'], ['--days', 'many']])('fails when %s is %s', async (option, value) => {
    await expect(run(option, value)).rejects.toThrow(`${option} is not a whole number from 1, got "${value}"; write one, for example `);
  });
});
