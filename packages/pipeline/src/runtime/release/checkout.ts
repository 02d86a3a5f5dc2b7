import { Explained } from '../command';
import { Git } from '../git';
import { short } from './release-plan';

/** Refuses a checkout that is no longer the commit a release was begun for: what was made last is of another one. */
export async function refuseMovedCheckout(root: string, commit: string): Promise<void> {
  const git = new Git(root);
  const head = await git.commit('HEAD');
  if (head !== commit) throw new Explained(`the checkout moved while ${short(commit)} was released, got ${head ? short(head) : 'no commit'}; release each commit in a checkout of its own`);
  const [edited] = await git.uncommitted();
  if (edited) throw new Explained(`the checkout was edited while ${short(commit)} was released, got "${edited}"; commit or undo it, and release again`);
}
