import { PlatformDeclaration, TaskRunner } from './platform-declaration';
import { MOST_SERVICES } from './platform-shape';
import { PIPELINE_MAIN, TaskName } from './tasks';

/** A command of a build, as a program and its arguments. */
export type Argv = readonly string[];

const NODE = ['node', '--import', 'tsx'] as const;

/** Judges what was synthesised and rendered, and makes `dist/` of it. */
export const VERIFY: Argv = [...NODE, 'apps/platform/src/verify.ts'];

/** Only ECR hands out its password by name; any other registry is logged in to beforehand. */
const LOGIN = 'case "$PLINTH_REGISTRY" in *.amazonaws.com*)'
  + ' aws ecr get-login-password --region "$AWS_REGION" | docker login --username AWS --password-stdin "$PLINTH_REGISTRY" ;; esac';

/** Who runs the tasks of a platform. */
export function taskRunnerOf({ taskRunner = TaskRunner.NX }: Pick<PlatformDeclaration, 'taskRunner'>): TaskRunner {
  return taskRunner;
}

/**
 * Runs tasks of these workspaces, those that have them; what fails stops only what needs it.
 * @param workspaces npm names; an empty list runs nothing, and then so does the empty command that is returned
 */
export function runTasks(runner: TaskRunner, tasks: readonly TaskName[], workspaces: readonly string[] | 'all'): string[] {
  const chosen = workspaces === 'all' ? [] : workspaces;
  if (workspaces !== 'all' && chosen.length === 0) return [];
  const program = `node_modules/.bin/${runner}`;
  if (runner === TaskRunner.TURBO) {
    return [program, 'run', ...tasks, '--continue=dependencies-successful', ...chosen.map((name) => `--filter=${name}`)];
  }
  return [program, 'run-many', '-t', ...tasks, ...(chosen.length > 0 ? ['-p', chosen.join(',')] : [])];
}

/** What people type to have a task of every workspace before their eyes: all at once, or one after the other. */
export function watchTask(runner: TaskRunner, task: TaskName, order: 'together' | 'in turn'): string[] {
  if (runner === TaskRunner.NX) return [runner, 'run-many', '-t', task, ...(order === 'in turn' ? ['--parallel', '1'] : []), '--output-style', 'stream'];
  // A task that does not end keeps its place for good, and turbo wants one more.
  return [runner, 'run', task, '--concurrency', `${order === 'in turn' ? 1 : MOST_SERVICES + 1}`];
}

/** Variables of a build: a runner that leaves nothing behind and tells nobody. */
export function runnerVariables(runner: TaskRunner): Record<string, string> {
  // No plugins run here, so isolating them costs three processes and protects nothing.
  return runner === TaskRunner.NX ? { NX_DAEMON: 'false', NX_ISOLATE_PLUGINS: 'false' } : { TURBO_TELEMETRY_DISABLED: '1' };
}

/** A command of the pipeline; without a name, the beginning of all of them. */
export function pipelineCommand(...said: string[]): string[] {
  return [...NODE, PIPELINE_MAIN, ...said];
}

/** A build, phase by phase, as lines of a shell: what is wrong stops it before anything is pushed. */
export function buildLines(): { readonly install: string[]; readonly build: string[] } {
  return {
    install: [shellLine(['npm', 'ci'])],
    build: [
      shellLine(['npm', 'run', 'drift']),
      // For whoever reads the log: why each service is in or out.
      shellLine(pipelineCommand('affected', '--explain')),
      // Partial: only what the commits since the last release touched.
      shellLine(pipelineCommand('check')),
      LOGIN,
      // Total: every image and every manifest, most of them found and not built.
      shellLine(pipelineCommand('release')),
    ],
  };
}

/** A command as a shell reads it. */
export function shellLine(argv: Argv): string {
  return argv.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(' ');
}
