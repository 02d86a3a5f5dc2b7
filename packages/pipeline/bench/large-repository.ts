import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Fields of a package.json that npm copies into the lockfile. */
const AGREED = ['name', 'version', 'dependencies', 'devDependencies'] as const;

/** No clock and no person's configuration. */
const GIT = ['-c', 'user.name=bench', '-c', 'user.email=bench@example.com', '-c', 'commit.gpgsign=false'];

/** A clone of a platform's repository with many services, every one of them made by the template. */
export class LargeRepository {
  readonly folder = mkdtempSync(join(tmpdir(), 'plinth-bench-'));
  readonly services: readonly string[];

  /** @param source the repository to clone, with its node_modules; at its newest commit */
  constructor(source: string, count: number) {
    this.services = Array.from({ length: count }, (_, i) => `service-${String(i + 1).padStart(3, '0')}`);
    this.run('git', 'clone', '--quiet', source, '.');
    cloneFolder(join(source, 'node_modules'), join(this.folder, 'node_modules'));
    this.declare();
    this.run('node', '--import', 'tsx', 'node_modules/@plinth/template/bin/projenrc.mjs');
    this.install();
    this.commit('feat: many services');
  }

  /** Changes one service's code in a way that its bundle shows. */
  edit(service: string, text: string): void {
    const file = join(this.folder, 'apps', service, 'src', 'main.ts');
    writeFileSync(file, `${readFileSync(file, 'utf8')}\nprocess.env.BENCH = ${JSON.stringify(text)};\n`);
    this.commit(`feat(${service}): ${text}`);
  }

  /** Changes what only people read. */
  document(text: string): void {
    appendFileSync(join(this.folder, 'docs', 'operate.md'), `\n${text}\n`);
    this.commit(`docs: ${text}`);
  }

  /** Runs a program here and answers what it printed; a failure has its words. */
  run(program: string, ...args: string[]): string {
    return execFileSync(program, args, { cwd: this.folder, encoding: 'utf8', env: { ...process.env, PROJEN_DISABLE_POST: 'true', NX_DAEMON: 'false' }, stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 1 << 28 });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private commit(message: string): void {
    this.run('git', 'add', '--all');
    this.run('git', ...GIT, 'commit', '--quiet', '--no-verify', `--message=${message}`);
  }

  /** Services of our own beside the ones the platform has. */
  private declare(): void {
    const file = join(this.folder, '.projenrc.ts');
    const lines = this.services.map((name) => `platform.addMicroservice({ name: '${name}' });`).join('\n');
    writeFileSync(file, readFileSync(file, 'utf8').replace('platform.synth();', `${lines}\nplatform.synth();`));
  }

  /** What `npm install` would do for workspaces that ask for nothing new, without asking a registry. */
  private install(): void {
    const file = join(this.folder, 'package-lock.json');
    const lock = JSON.parse(readFileSync(file, 'utf8'));
    for (const service of this.services) {
      const manifest = JSON.parse(readFileSync(join(this.folder, 'apps', service, 'package.json'), 'utf8'));
      const [scope, name] = manifest.name.split('/');
      lock.packages[`apps/${service}`] = Object.fromEntries(AGREED.map((field) => [field, manifest[field]]));
      lock.packages[`node_modules/${manifest.name}`] = { resolved: `apps/${service}`, link: true };
      symlinkSync(`../../apps/${service}`, join(this.folder, 'node_modules', scope, name));
    }
    lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
    writeFileSync(file, `${JSON.stringify(lock, undefined, 2)}\n`);
  }
}

/** A folder whose files are those of another: hard links where they can be made, copies elsewhere. */
function cloneFolder(from: string, to: string): void {
  try {
    execFileSync('cp', ['-al', from, to], { stdio: 'ignore' });
  } catch {
    rmSync(to, { recursive: true, force: true });
    for (const name of readdirSync(from)) cpSync(join(from, name), join(to, name), { recursive: true, verbatimSymlinks: true });
  }
}
