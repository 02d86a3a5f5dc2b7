import type { Ledger, Release } from '../../ledger';
import type { Git } from '../git';
import { growingHistory } from './growing-history';
import { EVERYTHING, refuse } from './refusals';

/** What a build compares with. */
export interface ReleaseBase {
  /** Its release. @default - everything is to be built */
  readonly release?: Release;
  /** Why, in one line for people. */
  readonly reason: string;
}

/** Where to look for a base. */
export interface BaseSearch {
  readonly git: Git;
  readonly ledger: Ledger;
  /** The commit to release. */
  readonly head: string;
  /** Environments whose deployments tell whether history was rewritten. */
  readonly environments: readonly string[];
  readonly say: (line: string) => void;
}

/** Commits the ledger is asked about at once: in S3 each is a request. */
const AT_ONCE = 20;

const short = (commit: string) => commit.slice(0, 12);

/**
 * The nearest first-parent ancestor that has a release, itself included. First parents only: that is the way the branch went, so
 * each commit on it was the head of a build once. Any released ancestor would do, since files are compared and not commits; the
 * nearest leaves least to build.
 */
export async function nearestRelease(search: BaseSearch): Promise<ReleaseBase> {
  const { git, head, ledger, say } = search;
  let asked = 0;
  for await (const history of growingHistory(git, head, 'no release of one of them', say)) {
    const found = await firstReleased(ledger, history.slice(asked));
    if (found) return { release: found, reason: reasonOf(found.commit, head, history.indexOf(found.commit)) };
    asked = history.length;
  }
  await refuseRewritten(search);
  return { reason: `no earlier release: none of the last ${asked} commits has one` };
}

/** The base someone asked for, once it can be trusted. */
export async function givenBase({ git, head, ledger, say }: BaseSearch, wanted: string): Promise<ReleaseBase> {
  if (wanted === EVERYTHING) return { reason: 'everything was asked for' };
  let commit: string | undefined;
  let ancestor = false;
  for await (const _ of growingHistory(git, head, `"${wanted}" as the base`, say)) {
    commit = await git.commit(wanted);
    ancestor = commit !== undefined && await git.isAncestor(commit, head);
    if (ancestor) break;
  }
  if (!commit) throw refuse.unknownBase(wanted);
  if (!ancestor) throw refuse.noAncestor(wanted, head);
  const release = await ledger.tryFindRelease(commit);
  if (!release) throw refuse.noRelease(wanted, commit);
  return { release, reason: `${short(commit)} was asked for` };
}

async function firstReleased(ledger: Ledger, commits: readonly string[]): Promise<Release | undefined> {
  for (let from = 0; from < commits.length; from += AT_ONCE) {
    const releases = await Promise.all(commits.slice(from, from + AT_ONCE).map((commit) => ledger.tryFindRelease(commit)));
    const nearest = releases.find(Boolean);
    if (nearest) return nearest;
  }
  return undefined;
}

/** Nothing was released in this history, but something runs: the history that was released is another one. */
async function refuseRewritten({ git, head, ledger, environments }: BaseSearch): Promise<void> {
  for (const environment of environments) {
    const deployment = await ledger.tryFindDeployment(environment);
    if (deployment && !(await git.isAncestor(deployment.release, head))) throw refuse.rewritten(environment, deployment.release, head);
  }
}

function reasonOf(commit: string, head: string, distance: number): string {
  if (commit === head) return `${short(head)} has its release: nothing is to be built`;
  return `${short(commit)}, ${distance === 1 ? 'the commit before' : `${distance} commits before`}, is the nearest with a release`;
}
