import { Explained } from '../runtime/command';
import type { Deployment, DeploymentReport } from './deployment';
import type { Release } from './release';

/** A release and the manifests of each of its environments, before the ledger has it. */
export interface ReleaseDraft extends Omit<Release, 'schemaVersion' | 'manifests'> {
  /** Every environment and the bytes of its manifests. */
  readonly manifests: Readonly<Record<string, Uint8Array>>;
}

/** Some deployments of an environment, the newest first. */
export interface DeploymentPage {
  readonly deployments: readonly Deployment[];
  /** Give it as `from` for the next page. @default - this was the last page */
  readonly next?: string;
}

/**
 * What was released, and where it runs: the base of the next build, the target of a rollback, the source of the DORA
 * metrics and of the images that must not expire. `tryFind…` answers `undefined` for what is not there, `find…` refuses.
 */
export interface Ledger {
  /**
   * Records a release, its manifests first and itself last. The same images and manifests again are the release that is there,
   * with the time and the base it had; other ones for the same commit are refused.
   */
  createRelease(draft: ReleaseDraft): Promise<Release>;
  /** The release of a commit. */
  tryFindRelease(commit: string): Promise<Release | undefined>;
  /** The release of a commit. */
  findRelease(commit: string): Promise<Release>;
  /** The manifests of a release for an environment, byte for byte. */
  findManifests(release: Release, environment: string): Promise<Uint8Array>;
  /**
   * Appends to an environment's deployments, if none came since the reader looked; else refuses with a `LostUpdate`.
   *
   * @param after sequence of the newest deployment the caller knows; 0 when it knows of none
   */
  recordDeployment(report: DeploymentReport, after: number): Promise<Deployment>;
  /** The newest deployment of an environment. */
  tryFindDeployment(environment: string): Promise<Deployment | undefined>;
  /** The newest deployment of an environment. */
  findDeployment(environment: string): Promise<Deployment>;
  /** Deployments of an environment, the newest first. @param options.limit @default 20 */
  history(environment: string, options?: { readonly limit?: number; readonly from?: string }): Promise<DeploymentPage>;
  /** All it holds, by name: for housekeeping. */
  contents(): Promise<LedgerContents>;
}

/** What a ledger holds. */
export interface LedgerContents {
  /** Commits that have a release, or one in the making. */
  readonly commits: readonly string[];
  /** Environments that were deployed to. */
  readonly environments: readonly string[];
}

/** Someone else deployed since the caller looked; look again and decide anew. */
export class LostUpdate extends Explained {}
