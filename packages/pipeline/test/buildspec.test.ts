import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { aRegistry, aRuntimeImage, missingDocker } from './docker-host';
import { aFolder } from './repository';

const ROOT = join(__dirname, '../../..');

/** What the image target leaves: which image, and whether it was built or found. */
const RECORD = 'apps/sample-service/out/image.json';

// buildspec.yml runs the tests, and so this one.
const missing = process.env.PLINTH_IN_BUILDSPEC ? 'it is what runs these tests' : missingDocker();
const required = !process.env.PLINTH_IN_BUILDSPEC && (process.env.PLINTH_REQUIRE ?? '').split(',').includes('docker');

/** A clone of this repository as it is now, with everything committed. */
function aClone(): string {
  const clone = aFolder();
  const tracked = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: ROOT, encoding: 'utf8' });
  for (const path of tracked.split('\0').filter((file) => file && existsSync(join(ROOT, file)))) {
    cpSync(join(ROOT, path), join(clone, path));
  }
  git(clone, 'init', '--quiet', '--initial-branch=main');
  commit(clone, 'first');
  return clone;
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

  let registry: { host: string; stop: () => Promise<void> };
  let runtime: string;
  let clone: string | undefined;
  beforeAll(async () => {
    if (missing) throw new Error(`PLINTH_REQUIRE asks for docker, but ${missing}`);
    registry = await aRegistry();
    runtime = aRuntimeImage();
  });
  afterAll(async () => {
    await registry?.stop();
    if (runtime) execFileSync('docker', ['rmi', '--force', runtime]);
    if (clone) rmSync(clone, { recursive: true, force: true });
  });

  it('makes a release of a commit, and of the next one only what changed', () => {
    clone = aClone();
    const first = git(clone, 'rev-parse', 'HEAD').trim();
    run(clone, ['install', 'build']);
    const image = json(clone, 'out/images.json')['sample-service'];
    expect(json(clone, RECORD)).toMatchObject({ image, built: true });
    expect(image).toMatch(new RegExp(`^${registry.host}/[a-z-]+/sample-service@sha256:[0-9a-f]{64}$`));
    for (const environment of ['staging', 'prod']) expect(manifest(clone, environment)).toContain(`image: ${image}`);

    writeFileSync(join(clone, 'docs/note.md'), 'a change no workspace sees\n');
    commit(clone, 'second');
    const partial = run(clone, ['build'], first);
    expect(partial).toContain('No tasks were run');
    expect(json(clone, RECORD)).toMatchObject({ image, built: false });
    expect(manifest(clone, 'prod')).toContain(`image: ${image}`);
  }, 480_000);

  /** One shell for all commands, as CodeBuild does it; the first that fails ends it. */
  function run(cwd: string, phases: string[], base?: string) {
    const spec = parse(readFileSync(join(cwd, 'buildspec.yml'), 'utf8'));
    const script = phases.flatMap((phase) => spec.phases[phase].commands).join('\n');
    // CodeBuild's shell has not what jest puts into this process.
    const env = { ...process.env, NODE_ENV: undefined, CDK_VALIDATION: undefined, PLINTH_REQUIRE: '', PLINTH_IN_BUILDSPEC: 'yes', ...spec.env.variables, PLINTH_REGISTRY: registry.host, PLINTH_RUNTIME_IMAGE: runtime, PLINTH_BASE: base ?? 'everything' };
    const { status, stdout, stderr } = spawnSync('bash', ['-e', '-c', script], { cwd, env, encoding: 'utf8', maxBuffer: 1 << 26 });
    const output = `${stdout}${stderr}`;
    if (status !== 0) throw new Error(`buildspec.yml ended with ${status}:\n${output.split('\n').slice(-60).join('\n')}`);
    return output;
  }

  function json(cwd: string, path: string) {
    return JSON.parse(readFileSync(join(cwd, path), 'utf8'));
  }

  function manifest(cwd: string, environment: string): string {
    return readFileSync(join(cwd, 'dist/manifests', environment, 'sample-service.yaml'), 'utf8');
  }
});
