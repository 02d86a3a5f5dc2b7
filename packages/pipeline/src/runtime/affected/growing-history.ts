import type { Git } from '../git';
import { refuse } from './refusals';

/** How far back a release is looked for. Further back, comparing costs more than it saves. */
export const MOST_COMMITS = 1000;

/** How deep a shallow clone is fetched, one try each. */
const DEPTHS = [50, 250, MOST_COMMITS];

/**
 * A commit's first parents, again each time more of them are here, until whoever asks found what he wants. A shallow clone is
 * deepened in steps: most releases are near, and each try is one more look before the next is paid for. Ends when all there is,
 * or all that counts, was seen; history that stays cut off before is a refusal, never an answer.
 *
 * @param lacking what it is refused for, as in `and …`
 */
export async function* growingHistory(git: Git, head: string, lacking: string, say: (line: string) => void): AsyncGenerator<string[], void> {
  let history = await git.firstParents(head, MOST_COMMITS);
  yield history;
  for (const depth of DEPTHS) {
    if (!(await git.isShallow())) return;
    if (depth <= history.length) continue;
    await deepen(git, head, depth, history.length, say);
    history = await git.firstParents(head, MOST_COMMITS);
    yield history;
  }
  if (await git.isShallow()) throw refuse.cutOff(history.length, lacking);
}

async function deepen(git: Git, head: string, depth: number, commits: number, say: (line: string) => void): Promise<void> {
  const remotes = await git.remotes();
  const remote = remotes.includes('origin') ? 'origin' : remotes[0];
  if (!remote) throw refuse.cutOff(commits, 'no remote to fetch from');
  say(`history is cut off after ${commits} commits: fetching ${depth} of them from ${remote}`);
  const refusal = await git.fetchHistory(remote, head, depth);
  if (refusal) throw refuse.cutOff(commits, `"${refusal}"`);
}
