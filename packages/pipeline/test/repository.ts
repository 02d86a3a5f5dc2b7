import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { CommandContext } from '../src/runtime/command';

/** A folder of its own, with these files. */
export function aFolder(files: Record<string, string | object> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'plinth-'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return folder;
}

/** git, blind to this machine's configuration. */
export function git(cwd: string, ...args: string[]): string {
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };
  return execFileSync('git', ['-c', 'user.name=A Team', '-c', 'user.email=team@example.com', ...args], { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
}

/** A git repository with this many commits; the oldest first. */
export function aRepository(commits: number): { folder: string; commits: string[] } {
  const folder = aFolder();
  git(folder, 'init', '--quiet', '--initial-branch=main');
  return { folder, commits: Array.from({ length: commits }, (_, index) => commit(folder, `change ${index}`)) };
}

/** One more commit. */
export function commit(folder: string, message: string): string {
  git(folder, 'commit', '--quiet', '--allow-empty', `--message=${message}`);
  return git(folder, 'rev-parse', 'HEAD');
}

/** What a command sees, and what it said. */
export function aContext(cwd: string, env: NodeJS.ProcessEnv = {}): CommandContext & { readonly printed: string[]; readonly said: string[] } {
  const printed: string[] = [];
  const said: string[] = [];
  return { cwd, env, printed, said, print: (line) => printed.push(line), say: (line) => said.push(line) };
}
