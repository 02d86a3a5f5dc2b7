import type { FinishedBuild } from './finished-build';

/** A pull request as it is now. */
export interface PullRequestState {
  /** Whether it is open. */
  readonly open: boolean;
  /** The commit it would merge. */
  readonly commit: string;
  /** The commit of the branch it goes to. */
  readonly destination: string;
  /** Its revision: what an approval is given to. */
  readonly revision: string;
  /** Its repository. */
  readonly repository: string;
  /** Comments on it, the oldest first. */
  readonly comments: readonly { readonly id: string; readonly text: string }[];
}

/** What a review does. */
export interface Review {
  /** Why, for the log. */
  readonly reason: string;
  /** The comment, and the one it takes the place of. @default - nothing is said */
  readonly comment?: { readonly text: string; readonly replaces?: string };
  /** What becomes of our approval. @default - it stays as it is */
  readonly approval?: 'APPROVE' | 'REVOKE';
}

/** As many services are named; the rest is counted. Far below the 10,240 characters of a comment. */
const MOST_NAMED = 50;

/**
 * What a build says about a pull request. A build of a commit the pull request has left says nothing: its approval
 * would be one of other code, and a newer build is on its way.
 */
export function planReview(platform: string, build: FinishedBuild, state: PullRequestState): Review {
  if (!state.open) return { reason: `pull request ${build.pullRequest} is closed: nothing to say` };
  if (state.commit !== build.commit) {
    return { reason: `pull request ${build.pullRequest} is at ${short(state.commit)} by now, not at ${short(build.commit)}: its own build will say` };
  }
  const title = `### ${platform}: check of this pull request`;
  const text = [title, '', verdict(build), '', affected(build.affected), ...(build.log ? ['', `[Log](${build.log})`] : [])].join('\n');
  const before = state.comments.findLast((comment) => comment.text.startsWith(title));
  return {
    reason: `pull request ${build.pullRequest} at ${short(build.commit)}: ${build.status}`,
    comment: before?.text === text ? undefined : { text, replaces: before?.id },
    approval: build.passed ? 'APPROVE' : 'REVOKE',
  };
}

function verdict({ passed, status, commit }: FinishedBuild): string {
  return passed
    ? `**Passed** at \`${short(commit)}\`: approved.`
    : `**${status === 'FAILED' ? 'Failed' : `Ended with ${status}`}** at \`${short(commit)}\`: not approved. Push a correction, or retry the build.`;
}

function affected(services: readonly string[] | undefined): string {
  if (services === undefined) return 'Which services it touches is not known: the log says how far it came.';
  if (services.length === 0) return 'It touches no service.';
  const named = services.slice(0, MOST_NAMED).map((service) => `- \`${service}\``);
  const more = services.length > MOST_NAMED ? [`- and ${services.length - MOST_NAMED} more`] : [];
  return [`It touches ${services.length === 1 ? 'one service' : `${services.length} services`}:`, '', ...named, ...more].join('\n');
}

const short = (commit: string) => commit.slice(0, 12);
