import { spawn } from 'node:child_process';

/** What a program did. */
export interface Outcome {
  /** Exit code; 127 when there is no such program. */
  readonly code: number;
  /** What it printed for programs. */
  readonly stdout: string;
  /** What it printed for people. */
  readonly stderr: string;
}

export interface ProgramOptions {
  /** Folder it runs in. */
  readonly cwd: string;
  /** Its environment. @default - ours */
  readonly env?: NodeJS.ProcessEnv;
  /** What it reads from standard input. @default - nothing */
  readonly input?: string;
  /** Sees every piece of output as it comes. @default - nobody */
  readonly watch?: (piece: string) => void;
}

/** Runs a program without a shell and waits for it. */
export function runProgram(program: string, args: string[], { cwd, env, input = '', watch }: ProgramOptions): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, stdio: 'pipe' });
    const output = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (piece: string) => {
        output[stream] += piece;
        watch?.(piece);
      });
    }
    child.on('error', (error: NodeJS.ErrnoException) => (error.code === 'ENOENT' ? resolve({ code: 127, ...output }) : reject(error)));
    child.on('close', (code, signal) => resolve({ code: code ?? 1, ...output, stderr: signal ? `${output.stderr}ended by ${signal}` : output.stderr }));
    // A program that ends without reading its input is judged by its exit code, not by the broken pipe.
    child.stdin.on('error', () => undefined).end(input);
  });
}
