import { Explained } from '../command';
import { runProgram } from '../program';
import { short } from './release-plan';

/** Refuses a checkout that is no longer the commit a release was begun for: what was built last is of another one. */
export async function refuseMovedCheckout(root: string, commit: string): Promise<void> {
  const git = async (...args: string[]) => (await runProgram('git', args, { cwd: root })).stdout.trim();
  const head = await git('rev-parse', 'HEAD');
  if (head !== commit) throw new Explained(`the checkout moved while ${short(commit)} was released, got ${short(head) || 'no commit'}; release each commit in a checkout of its own`);
  const edited = await git('status', '--porcelain', '--untracked-files=no');
  if (edited) throw new Explained(`the checkout was edited while ${short(commit)} was released, got "${edited.split('\n')[0]}"; commit or undo it, and release again`);
}
