import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as later } from 'node:timers/promises';
import { FileLedger } from '../../src/ledger/file-ledger';
import type { Release } from '../../src/ledger/release';
import { writeJson } from '../../src/runtime/image-record';
import { makeRelease } from '../../src/runtime/release/make-release';
import { writeRelease } from '../../src/runtime/release/release-file';
import type { Images, Manifests, ReleaseSteps } from '../../src/runtime/release/release-steps';
import { digest } from '../ledger/world';
import { renderedManifests } from './model-steps';

/** A release to make in a process of its own. */
export interface Work {
  /** The checkout. */
  readonly root: string;
  /** Directory of the ledger. */
  readonly ledger: string;
  readonly commit: string;
  /** Commit whose release is built on. @default - everything is built */
  readonly base?: string;
  readonly services: readonly string[];
  /** Services that are built. */
  readonly affected: readonly string[];
  /** Folder of a registry that keeps the first image of a tag. @default - none: each builder has its own images */
  readonly registry?: string;
  /** What tells this process' builds from those of others: they are not repeatable. */
  readonly builder: string;
}

export const ENVIRONMENTS = ['staging', 'prod'];

/** Steps that write files as the real ones do, and take a moment for each. */
class FileSteps implements ReleaseSteps {
  constructor(private readonly work: Work, private readonly say: (step: string) => void) {}

  async affected() {
    await this.moment('affected');
    const { commit: head, base, affected: services } = this.work;
    return { head, base, released: false, reason: 'the test says so', workspaces: [], services, verdicts: [] };
  }

  async build(services: readonly string[]): Promise<Images> {
    const images: Record<string, string> = {};
    for (const service of services) {
      await this.moment('build');
      images[service] = this.image(service);
      writeJson(join(this.work.root, 'apps', service, 'out', 'image.json'), { service, image: images[service] });
    }
    return images;
  }

  async render(images: Images): Promise<Manifests> {
    writeJson(join(this.work.root, 'out', 'images.json'), images);
    await this.moment('render');
    const manifests = renderedManifests(images, ENVIRONMENTS);
    const dist = join(this.work.root, 'dist');
    for (const environment of ENVIRONMENTS) put(join(`${dist}.new`, 'manifests', environment, 'platform.yaml'), manifests[environment]);
    await this.moment('judge');
    rmSync(dist, { recursive: true, force: true });
    renameSync(`${dist}.new`, dist);
    return manifests;
  }

  async gates(): Promise<void> {
    await this.moment('gates');
  }

  /** One tag for one state of a service, and who comes first decides what it stands for. */
  private image(service: string): string {
    const { commit, builder, registry } = this.work;
    const mine = `registry.example/acme/${service}@sha256:${digest(service + commit + builder)}`;
    return registry ? first(join(registry, `${service}-${commit}`), mine) : mine;
  }

  private async moment(step: string): Promise<void> {
    this.say(step);
    await later(Math.random() * 4);
  }
}

/** The release of a commit, in the ledger and in `dist/`, as the command makes it. */
export async function releaseIn(work: Work, say: (step: string) => void = () => undefined): Promise<Release> {
  const { release } = await makeRelease(new FileLedger(work.ledger), new FileSteps(work, say), { services: work.services, environments: ENVIRONMENTS, now: () => new Date(), say: () => undefined });
  say('dist');
  writeRelease(work.root, release);
  return release;
}

function put(file: string, bytes: Uint8Array): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, bytes);
}

function first(file: string, text: string): string {
  const half = `${file}.${process.pid}`;
  put(half, Buffer.from(text));
  try {
    linkSync(half, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  rmSync(half);
  return readFileSync(file, 'utf8');
}

if (require.main === module) {
  process.stdin.once('data', () => {
    releaseIn(JSON.parse(process.argv[2]), (step) => process.stdout.write(`${step}\n`))
      .then((release) => `released ${JSON.stringify(release)}`, (error: Error) => `refused ${JSON.stringify(error.message)}`)
      .then((outcome) => process.stdout.write(`${outcome}\n`, () => process.exit()));
  });
  process.stdout.write('ready\n');
}
