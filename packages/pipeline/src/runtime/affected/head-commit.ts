import type { Git } from '../git';
import { refuse } from './refusals';

/** The commit that is checked out, whole and alone: what is built is what it says. */
export async function headCommit(git: Git, root: string): Promise<string> {
  const checkout = await git.checkout();
  if ('refusal' in checkout) {
    if (checkout.missing) throw refuse.noGit();
    throw checkout.refusal.includes('dubious ownership') ? refuse.otherOwner(checkout.refusal, root) : refuse.noCheckout(checkout.refusal);
  }
  if (checkout.prefix) throw refuse.notTheRoot(checkout.prefix);
  const head = await git.commit('HEAD');
  if (!head) throw refuse.noCommit();
  const uncommitted = await git.uncommitted();
  if (uncommitted.length > 0) throw refuse.uncommitted(uncommitted);
  return head;
}
