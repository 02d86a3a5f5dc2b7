import { Explained } from '../runtime/command';
import { DEPLOYMENT_ID } from './deployment';
import { COMMIT, NAME, SHA256, type Field } from './record-shape';

/** Created once, after its manifests. */
export const releaseKey = (commit: string) => `releases/${part('commit', COMMIT, commit)}/release.json`;

/** Created once, before the release that names it. */
export const manifestsKey = (commit: string, sha256: string) => `releases/${part('commit', COMMIT, commit)}/manifests/${part('sha256', SHA256, sha256)}`;

/** Created once, before the pointer names it; names the one before it. */
export const deploymentKey = (environment: string, id: string) => `environments/${part('environment', NAME, environment)}/deployments/${part('deployment', DEPLOYMENT_ID, id)}.json`;

/** Swapped; names the newest deployment. */
export const pointerKey = (environment: string) => `environments/${part('environment', NAME, environment)}/pointer`;

/** A part of a key: what a caller says never leads to another key. */
function part(what: string, { fits, is }: Field, value: string): string {
  if (!fits(value)) throw new Explained(`${what} is not ${is}, got ${JSON.stringify(value)}; write ${is}`);
  return value;
}
