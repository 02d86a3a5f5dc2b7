import { TASKS } from '@plinth/template/config';
import type { Ledger } from '../../ledger';
import { Git } from '../git';
import { headCommit } from './head-commit';
import { everythingAffected, nothingAffected, plan, type Plan } from './plan';
import { AUTO } from './refusals';
import { givenBase, nearestRelease, type ReleaseBase } from './release-base';
import { readState } from './repository-state';
import type { TaskTable } from './task-reads';
import type { Affected } from './verdict';

/** Where to look, and what was asked for. */
export interface AffectedSearch {
  /** The repository's root. */
  readonly root: string;
  /** Where releases are recorded. */
  readonly ledger: Ledger;
  /** A commit that has a release, `everything`, or `auto`: the nearest with a release. @default 'auto' */
  readonly base?: string;
  /** Environments of the platform. */
  readonly environments: readonly string[];
  /** What tasks read at the root. @default - the template's table */
  readonly tasks?: TaskTable;
  /** Environment of git. @default - ours */
  readonly env?: NodeJS.ProcessEnv;
  /** Hears of what takes long. */
  readonly say: (line: string) => void;
}

/** What may differ between the commit that is checked out and an earlier release. Refuses where it cannot be sure. */
export async function findAffected({ root, ledger, base: wanted = AUTO, environments, tasks = TASKS, env, say }: AffectedSearch): Promise<Affected> {
  const git = new Git(root, env);
  const head = await headCommit(git, root);
  const search = { git, ledger, head, environments, say };
  const base = wanted === AUTO ? await nearestRelease(search) : await givenBase(search, wanted);
  const released = base.release?.commit === head || await ledger.tryFindRelease(head) !== undefined;
  return { head, base: base.release?.commit, released, reason: base.reason, ...await compared(git, head, base, tasks) };
}

async function compared(git: Git, head: string, { release, reason }: ReleaseBase, tasks: TaskTable): Promise<Plan> {
  const there = await readState(git, head);
  if (!release) return everythingAffected(there, [reason]);
  if (release.commit === head) return nothingAffected(there);
  const [changes, base] = await Promise.all([git.changes(release.commit, head), readState(git, release.commit)]);
  return plan({ changes, base, head: there, released: Object.keys(release.images), tasks });
}
