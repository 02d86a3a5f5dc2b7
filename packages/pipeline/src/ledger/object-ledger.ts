import { Explained } from '../runtime/command';
import { DEPLOYMENT_VERSION, deploymentId, parseDeployment, parsePointer, serialiseDeployment, serialisePointer, type Deployment, type DeploymentReport } from './deployment';
import { LostUpdate, type DeploymentPage, type Ledger, type LedgerContents, type ReleaseDraft } from './ledger';
import { deploymentKey, manifestsKey, pointerKey, releaseKey } from './ledger-keys';
import type { ObjectStore, Versioned } from './object-store';
import { describeBundle, differences, parseRelease, RELEASE_VERSION, serialiseRelease, type Release } from './release';

/**
 * A ledger in a store of objects. A deployment counts when its environment's pointer leads to it, a bundle of manifests when
 * a release names it: what a killed program leaves behind is led to by nothing.
 */
export class ObjectLedger implements Ledger {
  constructor(private readonly store: ObjectStore) {}

  async createRelease({ manifests, ...draft }: ReleaseDraft): Promise<Release> {
    const described = Object.fromEntries(Object.entries(manifests).map(([environment, bytes]) => [environment, describeBundle(bytes)]));
    const release: Release = { ...draft, schemaVersion: RELEASE_VERSION, manifests: described };
    const bytes = serialiseRelease(release);
    const there = await this.tryFindRelease(release.commit);
    if (there) return this.same(there, release);
    for (const [environment, bundle] of Object.entries(manifests)) await this.store.create(manifestsKey(release.commit, described[environment].sha256), bundle);
    if (await this.store.create(releaseKey(release.commit), bytes)) return parseRelease(releaseKey(release.commit), bytes);
    return this.same(await this.findRelease(release.commit), release);
  }

  async tryFindRelease(commit: string): Promise<Release | undefined> {
    const key = releaseKey(commit);
    const bytes = await this.store.read(key);
    const release = bytes && parseRelease(this.at(key), bytes);
    if (release && release.commit !== commit) throw this.misplaced(key, release.commit);
    return release;
  }

  async findRelease(commit: string): Promise<Release> {
    const release = await this.tryFindRelease(commit);
    if (!release) throw new Explained(`${this.at(releaseKey(commit))} is not there, got a commit without a release; build and release it first`);
    return release;
  }

  async findManifests(release: Release, environment: string): Promise<Uint8Array> {
    if (!Object.hasOwn(release.manifests, environment)) {
      throw new Explained(`release ${release.commit} has no manifests for this environment, got "${environment}"; use one of: ${Object.keys(release.manifests).sort().join(', ')}`);
    }
    const { sha256 } = release.manifests[environment];
    const key = manifestsKey(release.commit, sha256);
    const bytes = await this.store.read(key);
    const found = bytes ? describeBundle(bytes).sha256 : 'nothing';
    if (!bytes || found !== sha256) throw this.misplaced(key, found);
    return bytes;
  }

  async recordDeployment(report: DeploymentReport, after: number): Promise<Deployment> {
    const { environment } = report;
    const pointer = await this.pointer(environment);
    const deployment: Deployment = { ...report, schemaVersion: DEPLOYMENT_VERSION, sequence: after + 1, previous: pointer?.id };
    const bytes = serialiseDeployment(deployment);
    const id = deploymentId(deployment.sequence, bytes);
    if ((pointer ? placeOf(pointer.id) : 0) !== after) throw lostUpdate(environment, after, pointer?.id);
    await this.findRelease(deployment.release);
    await this.store.create(deploymentKey(environment, id), bytes);
    const swapped = await this.store.swap(pointerKey(environment), serialisePointer(environment, id), pointer?.version);
    // When an answer is lost on its way, the client sends the write again and meets its own.
    if (swapped || await this.contains(environment, id)) return parseDeployment(deploymentKey(environment, id), bytes);
    throw lostUpdate(environment, after, (await this.pointer(environment))?.id);
  }

  async tryFindDeployment(environment: string): Promise<Deployment | undefined> {
    return (await this.history(environment, { limit: 1 })).deployments[0];
  }

  async findDeployment(environment: string): Promise<Deployment> {
    const deployment = await this.tryFindDeployment(environment);
    if (!deployment) throw new Explained(`${this.at(pointerKey(environment))} is not there, got an environment without a deployment; deploy a release to it first`);
    return deployment;
  }

  async history(environment: string, { limit = 20, from }: { readonly limit?: number; readonly from?: string } = {}): Promise<DeploymentPage> {
    const deployments: Deployment[] = [];
    let id = from ?? (await this.pointer(environment))?.id;
    for (; id && deployments.length < limit; id = deployments.at(-1)?.previous) deployments.push(await this.deployment(environment, id));
    return { deployments, next: id };
  }

  async contents(): Promise<LedgerContents> {
    const [commits, environments] = await Promise.all(['releases', 'environments'].map((folder) => this.store.list(folder)));
    return { commits, environments };
  }

  private async pointer(environment: string): Promise<(Versioned & { readonly id: string }) | undefined> {
    const key = pointerKey(environment);
    const current = await this.store.current(key);
    return current && { ...current, id: parsePointer(this.at(key), current.bytes).deployment };
  }

  private async deployment(environment: string, id: string): Promise<Deployment> {
    const key = deploymentKey(environment, id);
    const bytes = await this.store.read(key);
    if (!bytes) throw new Explained(`${this.at(key)} is not there, got an id without a deployment; use an id of this environment, or restore it from a backup`);
    const deployment = parseDeployment(this.at(key), bytes);
    const found = deploymentId(deployment.sequence, bytes);
    if (found !== id) throw this.misplaced(key, found);
    return deployment;
  }

  /** Whether a deployment is the newest or behind it. */
  private async contains(environment: string, id: string): Promise<boolean> {
    let at = (await this.pointer(environment))?.id;
    while (at && placeOf(at) > placeOf(id)) at = (await this.deployment(environment, at)).previous;
    return at === id;
  }

  private same(there: Release, wanted: Release): Release {
    const other = differences(there, wanted);
    if (other.length === 0) return there;
    throw new Explained(other.map((difference) => `${this.at(releaseKey(wanted.commit))} is another release of this commit: ${difference}; make builds of a commit repeatable, or commit again`).join('\n'));
  }

  private misplaced(key: string, found: string): Explained {
    return new Explained(`${this.at(key)} is not what its name says, got ${found}; restore it from an earlier version of the object or from a backup`);
  }

  private at(key: string): string {
    return `${this.store.place}/${key}`;
  }
}

/** The sequence at the start of an id. */
const placeOf = (id: string) => Number.parseInt(id, 10);

function lostUpdate(environment: string, after: number, newest: string | undefined): LostUpdate {
  return new LostUpdate(`environment ${environment} was deployed to since it was read, got deployment ${newest ? placeOf(newest) : 'none'} in place of ${after}; read it again and decide anew`);
}
