import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { TaskRunner } from '../src/config';
import { withRunners } from '../src/lockfile-json';
import { NOT_SEEDS } from '../src/seeds';
import { TemplateWorkspace } from '../src/template-workspace';
import { prunedLockfile } from './pruned-lockfile';
import { PUBLISHED_MANIFEST } from './published-manifest';

const ROOT = resolve(__dirname, '../../..');
const TEMPLATE_FOLDER = join(ROOT, TemplateWorkspace.DIRECTORY);
const STAGE = join(TEMPLATE_FOLDER, 'out/package');

/** What a team's repository begins with. */
const SEEDS = [
  'packages/cluster', 'packages/workload', 'packages/pipeline', 'packages/observability', 'apps/platform', 'apps/sample-service',
  'packages/template/starter', 'docs', 'AGENTS.md', 'ARCHITECTURE.md',
];

/** Makes the tarball that `npx projen new --from` installs. jsii writes beside its sources, so it works on a copy. */
function main(destination: string): void {
  rmSync(STAGE, { recursive: true, force: true });
  for (const path of ['src', 'bin', 'README.md']) cpSync(join(TEMPLATE_FOLDER, path), join(STAGE, path === 'src' ? 'lib' : path), { recursive: true });
  for (const path of SEEDS) cpSync(join(ROOT, path), join(STAGE, 'seeds', path), { recursive: true, filter: (file) => !NOT_SEEDS.has(basename(file)) });
  writeJson('seeds/package-lock.json', seededLockfile());
  writeJson('package.json', PUBLISHED_MANIFEST);
  run(join(ROOT, 'node_modules/.bin/jsii'), ['--silence-warnings=reserved-word']);
  mkdirSync(destination, { recursive: true });
  run('npm', ['pack', '--silent', '--pack-destination', destination]);
}

function seededLockfile() {
  const { version, license, engines, peerDependencies } = PUBLISHED_MANIFEST;
  const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));
  // With both runners, so that whoever chooses one installs the same bytes as everyone; the other is left out then.
  return prunedLockfile(withRunners(lock, Object.values(TaskRunner)), TemplateWorkspace.DIRECTORY, { version, license, engines, peerDependencies } as object);
}

function writeJson(path: string, value: unknown): void {
  writeFileSync(join(STAGE, path), `${JSON.stringify(value, undefined, 2)}\n`);
}

function run(command: string, args: string[]): void {
  const env = { ...process.env, JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20', JSII_SILENCE_WARNING_DEPRECATED_NODE_VERSION: '20' };
  execFileSync(command, args, { cwd: STAGE, stdio: 'inherit', env });
}

main(resolve(process.argv[2] ?? join(ROOT, TemplateWorkspace.DIRECTORY, 'out')));
