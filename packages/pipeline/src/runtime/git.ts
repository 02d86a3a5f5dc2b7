import { runProgram, type Outcome } from './program';

/** Where a folder is in its checkout, or why git cannot tell. */
export type Checkout = { readonly prefix: string } | { readonly refusal: string; readonly missing: boolean };

/** Asks git, by plumbing that no one's configuration changes; only `fetchHistory` writes, and only history. */
export class Git {
  /** @param env its environment; ours when left out */
  constructor(private readonly cwd: string, private readonly env?: NodeJS.ProcessEnv) {}

  /** The way from the checkout's root to this folder, `''` at the root. */
  async checkout(): Promise<Checkout> {
    const { code, stdout, stderr } = await this.git(['rev-parse', '--is-inside-work-tree', '--show-prefix']);
    const [inside, prefix = ''] = stdout.split('\n');
    if (code === 0 && inside === 'true') return { prefix };
    return { refusal: firstLine(stderr) || (code === 127 ? 'no such program' : 'a repository without a work tree'), missing: code === 127 };
  }

  /** The full id of a commit, by any of its names. */
  async commit(name: string): Promise<string | undefined> {
    const { code, stdout } = await this.git(['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`]);
    // git 2.30 and older print the option back.
    return code === 0 ? stdout.trim().split('\n').pop() : undefined;
  }

  /** Whether the history of `head`, as far as it is here, has a commit. */
  async isAncestor(commit: string, head: string): Promise<boolean> {
    return (await this.git(['merge-base', '--is-ancestor', commit, head])).code === 0;
  }

  /** Whether history is cut off. */
  async isShallow(): Promise<boolean> {
    return (await this.output(['rev-parse', '--is-shallow-repository'])).trim() === 'true';
  }

  /** A commit and its first parents, the newest first. */
  async firstParents(head: string, most: number): Promise<string[]> {
    return lines(await this.output(['rev-list', '--first-parent', `--max-count=${most}`, head]));
  }

  /** What is in no commit: edited, staged and unknown files; not what git ignores. */
  async uncommitted(): Promise<string[]> {
    const entries = await this.output(['--no-optional-locks', 'status', '--porcelain', '-z', '--no-renames', '--untracked-files=normal', '--ignore-submodules=none']);
    return entries.split('\0').filter(Boolean).map((entry) => entry.slice(3));
  }

  /** Files that differ between two commits; a renamed one under both of its names. */
  async changes(base: string, head: string): Promise<string[]> {
    return (await this.output(['diff-tree', '-r', '-z', '--no-renames', '--name-only', base, head])).split('\0').filter(Boolean);
  }

  /** Folders right below these. */
  async folders(commit: string, ...above: string[]): Promise<string[]> {
    return (await this.output(['ls-tree', '-d', '-z', '--name-only', commit, ...above.map((folder) => `${folder}/`)])).split('\0').filter(Boolean);
  }

  /** The text of files in a commit; those it does not have are left out. */
  async read(commit: string, paths: readonly string[]): Promise<Map<string, string>> {
    const output = await this.output(['cat-file', '--batch'], paths.map((path) => `${commit}:${path}\n`).join(''));
    return batch(paths, Buffer.from(output));
  }

  /** Names of remote repositories. */
  async remotes(): Promise<string[]> {
    return lines(await this.output(['remote']));
  }

  /**
   * Fetches a commit with this much of its history. By depth, since CodeCommit ignores filters; not relative to what is here,
   * since that is an extension a server may lack. @returns what git says when it cannot
   */
  async fetchHistory(remote: string, commit: string, depth: number): Promise<string | undefined> {
    const { code, stderr } = await this.git(['fetch', '--quiet', '--no-tags', '--no-recurse-submodules', `--depth=${depth}`, remote, commit]);
    return code === 0 ? undefined : firstLine(stderr) || `exit code ${code}`;
  }

  /** Standard output of a question that always has an answer. */
  private async output(args: string[], input?: string): Promise<string> {
    const { code, stdout, stderr } = await this.git(args, input);
    if (code !== 0) throw new Error(`git ${args[0]} ended with ${code}: ${stderr}`);
    return stdout;
  }

  private git(args: string[], input?: string): Promise<Outcome> {
    return runProgram('git', args, { cwd: this.cwd, env: this.env, input });
  }
}

/** Reads the answers of `cat-file --batch`: `<id> <type> <size>`, the bytes and a line feed; or a line that ends in `missing`. */
function batch(paths: readonly string[], output: Buffer): Map<string, string> {
  const files = new Map<string, string>();
  let at = 0;
  for (const path of paths) {
    const end = output.indexOf('\n', at);
    const header = output.toString('utf8', at, end);
    at = end + 1;
    if (header.endsWith(' missing')) continue;
    const size = Number(header.split(' ')[2]);
    if (output[at + size] !== 10) throw new Error(`git cat-file did not hand out ${path} in UTF-8`);
    files.set(path, output.toString('utf8', at, at + size));
    at += size + 1;
  }
  return files;
}

const firstLine = (text: string) => text.trim().split('\n')[0];
const lines = (text: string) => text.split('\n').filter(Boolean);
