import { Explained } from './command';

/** What git knows about this folder and the wanted base. */
export interface GitFacts {
  /** Whether git can read a checkout here; else what it says. */
  readonly checkout: true | { readonly refusal: string };
  /** Whether history is cut off. */
  readonly shallow: boolean;
  /** The commit checked out, in full. */
  readonly head?: string;
  /** The wanted base, in full, when git knows it. */
  readonly base?: string;
  /** Whether the base is an ancestor of the head. */
  readonly ancestor: boolean;
}

/** What nx has to look at. */
export interface Scope {
  /** Everything, or what changed since a commit. */
  readonly mode: 'everything' | 'affected';
  /** The base, when there is one. */
  readonly base?: string;
  /** The commit compared with it. */
  readonly head?: string;
  /** Arguments for nx, before its targets. */
  readonly arguments: string[];
  /** Why, for a person. */
  readonly reason: string;
}

/** Says "everything" in words, where an empty value is not possible. */
const EVERYTHING = 'everything';

/**
 * Decides what to verify. Never guesses: a base that was asked for and cannot be trusted fails, because a wrong
 * base skips work and nobody notices.
 */
export function resolveBase(wanted: string | undefined, facts: GitFacts): Scope {
  if (facts.checkout !== true) {
    throw new Explained(`this folder is not a checkout git can read, got "${facts.checkout.refusal}"; hand on a full clone (CODEBUILD_CLONE_REF), not a zip`);
  }
  if (!wanted || wanted === EVERYTHING) {
    return { mode: 'everything', head: facts.head, arguments: ['run-many', '--all'], reason: 'no base given: everything' };
  }
  if (facts.shallow) {
    throw new Explained(`history is cut off, got a shallow clone and base "${wanted}"; fetch the rest with 'git fetch --unshallow', or give no base`);
  }
  const { base, head } = facts;
  if (!head || !base) {
    throw new Explained(`base is not a commit of this repository, got "${wanted}"; fetch the branch it is on, or give no base`);
  }
  if (!facts.ancestor) {
    throw new Explained(`base is not an ancestor of ${head.slice(0, 12)}, got "${wanted}"; give a commit this one descends from (was history rewritten?), or no base`);
  }
  const reason = base === head ? `base is the commit itself: nothing changed since ${base.slice(0, 12)}` : `what changed since ${base.slice(0, 12)}`;
  return { mode: 'affected', base, head, arguments: ['affected', `--base=${base}`, '--head=HEAD'], reason };
}
