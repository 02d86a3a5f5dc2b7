import { execFileSync, spawn } from 'node:child_process';
import { appendFileSync, chmodSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Platform, Profile, TaskRunner } from '../src';
import { IMAGE_LIST, TaskName, runTasks, runnerVariables } from '../src/config';

const ROOT = join(__dirname, '../../..');
const SCOPE = '@acme';
const SERVICES = ['orders', 'billing'];

/** A pipeline of which only the hashes are real: bundles are the code without its comments, images are their hash. */
const PIPELINE = `
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
if (process.argv[2] === 'bundle') {
  const code = ['src/main.ts', '../../packages/observability/src/request-log.ts'].map((file) => readFileSync(file, 'utf8')).join('');
  mkdirSync('out/bundle', { recursive: true });
  writeFileSync('out/bundle/main.js', code.split('\\n').filter((line) => !line.startsWith('//')).join('\\n'));
} else {
  writeFileSync('out/image', String(process.env.NX_TASK_HASH ?? process.env.TURBO_HASH));
}
`;

/** A repository of two services whose tools do nothing, for one of the task runners. */
export class RunnerWorld {
  public readonly folder = mkdtempSync(join(tmpdir(), 'plinth-runner-'));

  public constructor(public readonly runner: TaskRunner) {
    process.env.PROJEN_DISABLE_POST = 'true';
    const platform = new Platform({ name: 'acme', outdir: this.folder, taskRunner: runner, environments: [{ name: 'staging', profile: Profile.TINY }] });
    SERVICES.forEach((name) => platform.addMicroservice({ name }));
    platform.synth();
    this.lock();
    this.write('.projenrc.ts', '// what the team says\n');
    this.write('packages/pipeline/src/runtime/main.ts', PIPELINE);
    ['platform', ...SERVICES].forEach((app) => this.write(`apps/${app}/deploy/chart.ts`, ''));
    this.write('apps/platform/src/main.ts', '');
    this.install();
    this.git('init', '--quiet');
    this.commit('first');
  }

  /** Changes a file, and commits that. */
  public change(path: string, text: string): void {
    chmodSync(join(this.folder, path), 0o644);
    appendFileSync(join(this.folder, path), text);
    this.commit(`change ${path}`);
  }

  /** Brings an npm package to another version, and commits that. */
  public update(dependency: string): void {
    const lock = this.json('package-lock.json');
    Object.assign(lock.packages[`node_modules/${dependency}`], { version: '99.0.0', integrity: 'sha512-other' });
    this.write('package-lock.json', JSON.stringify(lock));
    this.commit(`update ${dependency}`);
  }

  /** Says which images there are, outside of git, and with which variables a build is to know. */
  public list(images: string): Record<string, string> {
    this.write(IMAGE_LIST.file, images);
    return { [IMAGE_LIST.variable]: join(this.folder, IMAGE_LIST.file) };
  }

  /** Forgets the images again. */
  public unlist(): void {
    rmSync(join(this.folder, IMAGE_LIST.file));
  }

  /** Which tasks a command of the pipeline would do, as `<workspace>:<task>`. */
  public async selects(tasks: readonly TaskName[], workspaces: readonly string[]): Promise<string[]> {
    const argv = runTasks(this.runner, tasks, workspaces.map((name) => `${SCOPE}/${name}`));
    if (this.runner === TaskRunner.TURBO) return Object.keys(ofTurbo(await this.start([...argv, '--dry=json'])));
    await this.start([...argv, '--graph=.nx/graph.json']);
    return Object.keys(this.json('.nx/graph.json').tasks.tasks).map(short).sort();
  }

  /** The hash of every task of these names; that of an image is its tag. */
  public async hashes(tasks: readonly TaskName[], variables: Record<string, string> = {}): Promise<Record<string, string>> {
    const planned = this.runner === TaskRunner.TURBO ? ofTurbo(await this.start([...runTasks(this.runner, tasks, 'all'), '--dry=json'], variables)) : {};
    // nx says none before the task was done, turbo none of an image before there is the bundle; tools do nothing here.
    const remaining = this.runner === TaskRunner.TURBO ? tasks.filter((task) => task === 'image') : tasks;
    if (remaining.length > 0) await this.start(runTasks(this.runner, remaining, 'all'), variables);
    return { ...planned, ...(this.runner === TaskRunner.NX ? this.doneByNx() : {}), ...(tasks.includes('image') ? this.tags() : {}) };
  }

  private doneByNx(): Record<string, string> {
    return sorted(this.json('.nx/cache/run.json').tasks.map(({ taskId, hash }: { taskId: string; hash: string }) => [taskId, hash]));
  }

  private tags(): Record<string, string> {
    return Object.fromEntries(SERVICES.map((name) => [`${name}:image`, readFileSync(join(this.folder, 'apps', name, 'out/image'), 'utf8')]));
  }

  private start([program, ...args]: string[], variables: Record<string, string> = {}): Promise<string> {
    return new Promise((resolve, reject) => {
      const child = spawn(program, args, { cwd: this.folder, env: { ...process.env, CI: '', ...runnerVariables(this.runner), ...variables } });
      const output = { stdout: '', stderr: '' };
      for (const stream of ['stdout', 'stderr'] as const) child[stream].setEncoding('utf8').on('data', (piece: string) => (output[stream] += piece));
      child.on('close', (code) => {
        if (code === 0) resolve(output.stdout);
        else reject(new Error(`${program} ${args.join(' ')} ended with ${code}:\n${output.stdout}${output.stderr}`));
      });
    });
  }

  private json(path: string) {
    return JSON.parse(readFileSync(join(this.folder, path), 'utf8'));
  }

  /** What npm would write of these workspaces. */
  private lock(): void {
    const { packages, ...lock } = this.json('package-lock.json');
    const { 'apps/sample-service': sample, [`node_modules/${SCOPE}/sample-service`]: _, ...others } = packages;
    const services = SERVICES.flatMap((name) => [
      [`node_modules/${SCOPE}/${name}`, { resolved: `apps/${name}`, link: true }], [`apps/${name}`, { ...sample, name: `${SCOPE}/${name}` }],
    ]);
    this.write('package-lock.json', JSON.stringify({ ...lock, packages: { ...others, ...Object.fromEntries(services) } }));
  }

  /** What npm would install, by links, and tools that have nothing to say. */
  private install(): void {
    const modules = join(this.folder, 'node_modules');
    const scope = join(modules, SCOPE);
    mkdirSync(scope, { recursive: true });
    for (const name of readdirSync(join(ROOT, 'node_modules')).filter((entry) => entry !== '.bin')) symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
    for (const group of ['packages', 'apps']) {
      for (const name of readdirSync(join(this.folder, group))) symlinkSync(join(this.folder, group, name), join(scope, name));
    }
    for (const tool of ['eslint', 'tsc', 'jest']) this.write(`node_modules/.bin/${tool}`, '#!/bin/sh\n', 0o755);
    for (const runner of Object.values(TaskRunner)) symlinkSync(join(ROOT, 'node_modules/.bin', runner), join(modules, '.bin', runner));
  }

  private write(path: string, text: string, mode = 0o644): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), text, { mode });
  }

  private commit(message: string): void {
    this.git('add', '--all');
    this.git('-c', 'user.name=A Team', '-c', 'user.email=team@example.com', 'commit', '--quiet', '--message', message);
  }

  private git(...args: string[]): void {
    execFileSync('git', args, { cwd: this.folder, env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' }, stdio: 'pipe' });
  }
}

const short = (task: string) => task.replace(`${SCOPE}/`, '');

function sorted(entries: [task: string, hash: string][]): Record<string, string> {
  return Object.fromEntries(entries.map(([task, hash]): [string, string] => [short(task), hash]).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Of what `--dry=json` says: the tasks that are there to be done. */
function ofTurbo(plan: string): Record<string, string> {
  const { tasks } = JSON.parse(plan) as { tasks: { package: string; task: string; hash: string; command: string }[] };
  return sorted(tasks.filter(({ command }) => command !== '<NONEXISTENT>').map(({ package: name, task, hash }) => [`${name}:${task}`, hash]));
}
