import { Explained } from '../command';

/** What a base may always be: nothing is trusted, so nothing can be wrong with it. */
export const EVERYTHING = 'everything';

/** What a base is when nobody says, in a word for where an empty value is not possible. */
export const AUTO = 'auto';

const short = (commit: string) => commit.slice(0, 12);

/** Every reason not to say what is affected: a wrong answer would skip work, and nobody would notice. */
export const refuse = {
  noGit: () => new Explained('git is not installed, got no such program; install git'),
  noCheckout: (refusal: string) => new Explained(`this folder is not a checkout git can read, got "${refusal}"; hand on a full clone (CODEBUILD_CLONE_REF), not a zip`),
  otherOwner: (refusal: string, root: string) => new Explained(`this checkout belongs to another user, got "${refusal}"; run 'git config --global --add safe.directory ${root}'`),
  notTheRoot: (prefix: string) => new Explained(`platform.json is not at the root of its checkout, got "${prefix}"; give the platform a repository of its own`),
  noCommit: () => new Explained('this checkout has no commit, got an empty history; commit first'),
  uncommitted: (paths: readonly string[]) => new Explained(
    `this checkout has changes that are in no commit, got ${paths.slice(0, 3).map((path) => `"${path}"`).join(', ')}${paths.length > 3 ? ` and ${paths.length - 3} more` : ''}; `
    + "commit them, or put them aside with 'git stash --include-untracked'",
  ),
  cutOff: (commits: number, why: string) => new Explained(
    `history is cut off, got a shallow clone of ${commits} commits and ${why}; fetch the rest with 'git fetch --unshallow', or give '${EVERYTHING}' as the base`,
  ),
  unknownBase: (wanted: string) => new Explained(`base is not a commit of this repository, got "${wanted}"; fetch the branch it is on, or give '${EVERYTHING}'`),
  noAncestor: (wanted: string, head: string) => new Explained(
    `base is not an ancestor of ${short(head)}, got "${wanted}"; give a commit this one descends from (was history rewritten?), or '${EVERYTHING}'`,
  ),
  noRelease: (wanted: string, commit: string) => new Explained(
    `base has no release in the ledger, got "${wanted}" (${short(commit)}); give a commit that was released, since the release is made from its images, or '${EVERYTHING}'`,
  ),
  rewritten: (environment: string, release: string, head: string) => new Explained(
    `history was rewritten: nothing in it was released, got ${environment} on ${short(release)}, which ${short(head)} does not descend from; look at what was lost, then give '${EVERYTHING}' as the base`,
  ),
  noWorkspace: (service: string) => new Explained(`platform.json services has one without a workspace, got "${service}"; restore apps/${service}/package.json with 'npx projen'`),
  notJson: (path: string, commit: string, problem: string) => new Explained(`${path} of ${short(commit)} is not JSON, got "${problem}"; correct it and commit`),
};
