import type { GitFacts } from './resolve-base';
import { runProgram } from './program';

/** Asks git; changes nothing. */
export class Git {
  constructor(private readonly cwd: string) {}

  /** All that is needed to trust `base`. */
  async facts(base?: string): Promise<GitFacts> {
    const inside = await this.git('rev-parse', '--is-inside-work-tree');
    if (inside.code !== 0) return { checkout: { refusal: firstLine(inside.stderr) || 'git is not installed' }, shallow: false, ancestor: false };
    const head = await this.commit('HEAD');
    const known = base ? await this.commit(base) : undefined;
    const ancestor = head && known ? (await this.git('merge-base', '--is-ancestor', known, head)).code === 0 : false;
    const shallow = (await this.git('rev-parse', '--is-shallow-repository')).stdout.trim() === 'true';
    return { checkout: true, shallow, head, base: known, ancestor };
  }

  private async commit(name: string): Promise<string | undefined> {
    const { code, stdout } = await this.git('rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`);
    // git 2.30 and older print the option back.
    return code === 0 ? stdout.trim().split('\n').pop() : undefined;
  }

  private git(...args: string[]) {
    return runProgram('git', args, { cwd: this.cwd });
  }
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0];
}
