import { rmSync } from 'node:fs';
import { FileLedger, type Ledger, type Release } from '../../src/ledger';
import { findAffected, type Affected } from '../../src/runtime/affected';
import { makeRelease } from '../../src/runtime/release/make-release';
import { aFolder } from '../repository';
import { MemoryLedger } from './memory-ledger';
import { ModelSteps, type Mishaps } from './model-steps';
import { SmallRepository } from './small-repository';

/** What a run of `release` came to. */
export interface Run { readonly built: readonly string[]; readonly release?: Release; readonly refusal?: string }

const ENVIRONMENTS = ['staging', 'prod'];
const silent = () => undefined;

/** A repository, the ledger of its releases, and a pipeline that releases whatever is checked out. */
export class HistoryWorld {
  readonly repository = new SmallRepository();
  private readonly places: string[] = [];
  ledger: Ledger = this.anotherLedger();

  /** The commit that is checked out. */
  get head(): string {
    return this.repository.git('rev-parse', 'HEAD');
  }

  /** Releases what is checked out, on the nearest release. */
  async release(mishaps: Mishaps = {}, base?: string): Promise<Run> {
    const { folder: root } = this.repository;
    return this.run(this.ledger, () => findAffected({ root, ledger: this.ledger, base, environments: ENVIRONMENTS, say: silent }), mishaps);
  }

  /** Releases the same by a pipeline that knows nothing, and so builds everything. */
  async releaseFromNothing(): Promise<Run> {
    const everything: Affected = { head: this.head, released: false, reason: 'nothing is known', workspaces: [], services: this.repository.services, verdicts: [] };
    return this.run(new MemoryLedger(), async () => everything);
  }

  /** Records that production runs a release. */
  async deploy({ commit }: Release): Promise<void> {
    const after = (await this.ledger.tryFindDeployment('prod'))?.sequence ?? 0;
    const at = '2026-11-24T03:00:00.000Z';
    await this.ledger.recordDeployment({ environment: 'prod', release: commit, kind: 'deploy', outcome: 'succeeded', startedAt: at, finishedAt: at }, after);
  }

  /** The ledger is gone, and an empty one in its place. */
  loseLedger(): void {
    this.ledger = this.anotherLedger();
  }

  remove(): void {
    for (const folder of [this.repository.folder, ...this.places]) rmSync(folder, { recursive: true, force: true });
  }

  private async run(ledger: Ledger, affected: () => Promise<Affected>, mishaps?: Mishaps): Promise<Run> {
    const { folder, services } = this.repository;
    const steps = new ModelSteps(folder, affected, mishaps);
    try {
      const { release } = await makeRelease(ledger, steps, { services, environments: ENVIRONMENTS, now: () => new Date(), say: silent });
      return { built: [...steps.built].sort(), release };
    } catch (error) {
      return { built: [...steps.built].sort(), refusal: (error as Error).message };
    }
  }

  private anotherLedger(): Ledger {
    const place = aFolder();
    this.places.push(place);
    return new FileLedger(place);
  }
}

/** What has to be the same in two releases of a commit: every digest, every manifest. */
export const content = ({ images, manifests }: Release) => ({ images, manifests });
