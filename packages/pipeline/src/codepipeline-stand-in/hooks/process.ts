import { spawn } from 'node:child_process';

export interface ProcessOptions {
  /** Folder it runs in. */
  readonly cwd: string;
  /** Its environment, all of it. */
  readonly env: NodeJS.ProcessEnv;
  /** Ends it and all it started. */
  readonly signal: AbortSignal;
  /** Sees every piece of output as it comes. @default - nobody */
  readonly watch?: (piece: string) => void;
}

/** What a process did. */
export interface ProcessEnd {
  /** Exit code; 127 when there is no such program, 137 when it was ended. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Milliseconds to end in before what is left is killed. */
const GRACE = 2000;

/**
 * Runs a program as the leader of a process group and waits for it. What it leaves behind in the background ends with it, as
 * in a container; a process that made a group of its own does not.
 */
export function runProcess(program: string, args: readonly string[], { cwd, env, signal, watch }: ProcessOptions): Promise<ProcessEnd> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return resolve({ code: 137, stdout: '', stderr: '' });
    const child = spawn(program, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    const output = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (piece: string) => {
        output[stream] += piece;
        watch?.(piece);
      });
    }
    let late: NodeJS.Timeout | undefined;
    const stop = () => {
      endGroup(child.pid, 'SIGTERM');
      late = setTimeout(() => endGroup(child.pid, 'SIGKILL'), GRACE);
    };
    signal.addEventListener('abort', stop, { once: true });
    child.on('error', (error: NodeJS.ErrnoException) => (error.code === 'ENOENT' ? resolve({ code: 127, ...output }) : reject(error)));
    child.on('exit', () => endGroup(child.pid, 'SIGKILL'));
    child.on('close', (code) => {
      clearTimeout(late);
      signal.removeEventListener('abort', stop);
      resolve({ code: code ?? 137, ...output });
    });
  });
}

/** Signals every process of a group, if one is left. */
function endGroup(leader: number | undefined, signal: NodeJS.Signals): void {
  if (leader === undefined) return;
  try {
    process.kill(-leader, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
