import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';
import { runTasks, runnerVariables, shellLine, type TaskName } from '@plinth/template/config';
import { findAffected, type Affected } from './affected';
import { Explained, type Command, type CommandContext } from './command';
import { openLedger } from './ledger-place';
import { findWorkspace, type Workspace } from './workspace';

/** What a commit must pass before anything of it is built. */
const CHECKS: readonly TaskName[] = ['lint', 'types', 'test', 'synth', 'render'];

/** `check`: lint, types, tests, synthesis and rendering of what is affected; says first what it will run. */
export const check: Command = async (args, context) => {
  const { values } = parseArgs({ args, options: { base: { type: 'string' }, ledger: { type: 'string' } } });
  const { cwd, env, say } = context;
  const workspace = findWorkspace(cwd);
  const { root, environments } = workspace;
  const ledger = openLedger(values.ledger ?? env.PLINTH_LEDGER, env);
  await checkAffected(await findAffected({ root, ledger, base: values.base ?? env.PLINTH_BASE, environments, say }), workspace, context);
};

/** Runs what `affected` asks for; the runner decides what of that it has done before. */
export async function checkAffected(
  { workspaces, reason }: Pick<Affected, 'workspaces' | 'reason'>, { root, runner }: Pick<Workspace, 'root' | 'runner'>, { env, say }: Pick<CommandContext, 'env' | 'say'>,
): Promise<void> {
  const argv = runTasks(runner, CHECKS, workspaces);
  if (argv.length === 0) return say(`nothing to check: ${reason}`);
  say(`${workspaces.length} workspaces to check: ${reason}`);
  say(shellLine(argv));
  const code = await shown(argv, root, { ...env, ...runnerVariables(runner) });
  if (code === 127) throw new Explained(`${argv[0]} is missing, got no such program; install the repository's packages with 'npm ci'`);
  if (code !== 0) throw new Explained(`the checks failed, got exit code ${code} of ${runner}; correct what its output above says`);
}

/** Runs a program whose output people see as it comes; it goes beside ours for them, since standard output is for results. */
function shown([program, ...args]: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 2, 2] });
    child.on('error', (error: NodeJS.ErrnoException) => (error.code === 'ENOENT' ? resolve(127) : reject(error)));
    child.on('close', (code, signal) => resolve(code ?? (signal ? 1 : 0)));
  });
}
