import { Explained } from '../command';
import { runProgram } from '../program';

/** Where a program runs. */
export interface ProgramPlace {
  /** The repository. */
  readonly root: string;
  /** Its environment. */
  readonly env: NodeJS.ProcessEnv;
  /** Shows a person its output as it comes. */
  readonly show: (output: string) => void;
}

/** Runs a program of a release to its end. @param what as in `<what> failed` */
export async function runStep(what: string, [program, ...args]: readonly string[], { root, env, show }: ProgramPlace): Promise<void> {
  const { code } = await runProgram(program, args, { cwd: root, env, watch: (piece) => show(piece.trimEnd()) });
  if (code === 127) throw new Explained(`${what} failed, got no program ${program}; install the repository's packages with 'npm ci'`);
  if (code !== 0) throw new Explained(`${what} failed, got exit code ${code}; correct what its output above says, and release again`);
}
