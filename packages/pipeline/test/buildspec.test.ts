import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, existsSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pipelineCommand, shellLine } from '@plinth/template/config';
import { parse } from 'yaml';
import { aRegistry, aRuntimeImage, missingDocker } from './docker-host';
import { NpmRegistry } from './gates/npm-registry';
import { aFolder } from './repository';

const ROOT = join(__dirname, '../../..');

const missing = missingDocker();
const required = (process.env.PLINTH_REQUIRE ?? '').split(',').includes('docker');

/**
 * A clone of this repository as it is now, with everything committed. Each workspace keeps its smallest test: this is about
 * the commands and their order, and that all tests pass is found out beside it.
 */
function aClone(): string {
  const clone = aFolder();
  const tracked = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: ROOT, encoding: 'utf8' });
  for (const path of tracked.split('\0').filter((file) => file && existsSync(join(ROOT, file)))) {
    cpSync(join(ROOT, path), join(clone, path));
  }
  for (const folder of ['packages', 'apps'].flatMap((group) => readdirSync(join(clone, group)).map((name) => join(clone, group, name, 'test')))) keepSmallestTest(folder);
  // What npm ci takes minutes to write, by links; that it accepts the lockfile is found out beside this too.
  if (spawnSync('cp', ['-al', join(ROOT, 'node_modules'), clone]).status !== 0) cpSync(join(ROOT, 'node_modules'), join(clone, 'node_modules'), { recursive: true, verbatimSymlinks: true });
  git(clone, 'init', '--quiet', '--initial-branch=main');
  commit(clone, 'first');
  return clone;
}

function keepSmallestTest(folder: string): void {
  const tests = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.test.ts')).map((name) => join(folder, name));
  const [, ...others] = tests.sort((one, other) => statSync(one).size - statSync(other).size);
  others.forEach((file) => rmSync(file));
  // Of tests that are gone, and so out of date to jest.
  rmSync(join(folder, '__snapshots__'), { recursive: true, force: true });
}

function commit(clone: string, message: string): string {
  git(clone, 'add', '--all');
  git(clone, '-c', 'user.name=test', '-c', 'user.email=test@example.com', 'commit', '--quiet', '--message', message);
  return git(clone, 'rev-parse', 'HEAD').trim();
}

function git(cwd: string, ...args: string[]): string {
  return execFileSync('git', args, { cwd, encoding: 'utf8' });
}

describe('buildspec.yml, command for command', () => {
  if (missing && !required) {
    console.warn(`SKIPPED: buildspec.yml is not run in this run, because ${missing} (PLINTH_REQUIRE=docker makes this a failure)`);
    it.skip(`skipped, because ${missing}`, () => undefined);
    return;
  }

  const advisories = new NpmRegistry();
  let npm: string;
  let registry: { host: string; stop: () => Promise<void> };
  let runtime: string;
  let clone: string | undefined;
  beforeAll(async () => {
    if (missing) throw new Error(`PLINTH_REQUIRE asks for docker, but ${missing}`);
    npm = await advisories.start();
    registry = await aRegistry();
    runtime = aRuntimeImage();
  });
  afterAll(async () => {
    await advisories.stop();
    await registry?.stop();
    if (runtime) execFileSync('docker', ['rmi', '--force', runtime]);
    if (clone) for (const folder of [clone, `${clone}-ledger`]) rmSync(folder, { recursive: true, force: true });
  });

  it('makes a release of a commit, and of the next one only what changed', async () => {
    clone = aClone();
    const first = git(clone, 'rev-parse', 'HEAD').trim();
    expect(await run(clone)).toMatch(/\d+ workspaces to check: .*\n.*lint types test synth render/);
    const { commit: released, images } = json(clone, 'dist/release.json');
    const image: string = images['sample-service'];
    expect(released).toBe(first);
    expect(image).toMatch(new RegExp(`^${registry.host}/[a-z-]+/sample-service@sha256:[0-9a-f]{64}$`));
    for (const environment of ['staging', 'prod']) expect(manifest(clone, environment)).toContain(`image: ${image}`);

    appendFileSync(join(clone, 'apps/sample-service/src/main.ts'), `\nprocess.title = 'second';\n`);
    const second = commit(clone, 'second');
    expect(await run(clone)).toMatch(/\b1 workspaces to check: .*\n.*sample-service\n/);
    const last = json(clone, 'dist/release.json');
    expect(last.commit).toBe(second);
    expect(last.images['sample-service']).not.toBe(image);
    expect(manifest(clone, 'prod')).toContain(`image: ${last.images['sample-service']}`);
  }, 480_000);

  /** One shell for all commands of the build phase, as CodeBuild does it; the first that fails ends it. */
  async function run(cwd: string): Promise<string> {
    const spec = parse(readFileSync(join(cwd, 'buildspec.yml'), 'utf8'));
    const script = spec.phases.build.commands.map(withAdvisories).join('\n');
    // CodeBuild's shell has not what jest puts into this process.
    const env = { ...process.env, NODE_ENV: undefined, CDK_VALIDATION: undefined, PLINTH_REQUIRE: '', ...spec.env.variables, PLINTH_REGISTRY: registry.host, PLINTH_RUNTIME_IMAGE: runtime, PLINTH_LEDGER: `${cwd}-ledger`, PLINTH_BASE: 'auto' };
    const shell = spawn('bash', ['-e', '-c', script], { cwd, env });
    let output = '';
    for (const stream of [shell.stdout, shell.stderr]) stream.setEncoding('utf8').on('data', (piece: string) => (output += piece));
    const status = await new Promise((done) => shell.on('close', done));
    if (status !== 0) throw new Error(`buildspec.yml ended with ${status}:\n${output.split('\n').slice(-60).join('\n')}`);
    return output;
  }

  /** Packages come from wherever npm gets them here, which may be a place without advisories. */
  function withAdvisories(line: string): string {
    return line === shellLine(pipelineCommand('release')) ? `npm_config_registry=${npm} ${line}` : line;
  }

  function json(cwd: string, path: string) {
    return JSON.parse(readFileSync(join(cwd, path), 'utf8'));
  }

  function manifest(cwd: string, environment: string): string {
    return readFileSync(join(cwd, 'dist/manifests', environment, 'sample-service.yaml'), 'utf8');
  }
});
