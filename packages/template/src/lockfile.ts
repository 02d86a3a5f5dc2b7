import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Component, Project } from 'projen';
import { TaskRunner } from './config';
import { withRunners } from './lockfile-json';
import { TEMPLATE } from './template-package';

/** The part of a package-lock.json entry that says what a package.json asked for. */
type Manifest = Record<string, unknown>;

/** Fields of a package.json that npm copies into the lockfile and that must agree. */
const AGREED = ['name', 'version', 'dependencies', 'devDependencies'] as const;

/**
 * package-lock.json is part of the baseline: a new repository begins with the template's own, renamed, so that two teams
 * install the same bytes. When package.json moved on, npm brings it and node_modules up to date.
 */
export class Lockfile extends Component {
  private readonly file: string;

  /** @param manifests every package.json of the repository, by folder; the root is '' */
  public constructor(project: Project, private readonly scope: string, private readonly runner: TaskRunner, private readonly manifests: () => Record<string, Manifest>) {
    super(project, 'Lockfile');
    this.file = join(project.outdir, 'package-lock.json');
  }

  public override preSynthesize(): void {
    const shipped = join(TEMPLATE.seeds, 'package-lock.json');
    if (existsSync(this.file) || !existsSync(shipped)) return;
    const lock = withRunners(JSON.parse(readFileSync(shipped, 'utf8')), [this.runner]);
    writeFileSync(this.file, renamed(`${JSON.stringify(lock, undefined, 2)}\n`, this.project.name, this.scope));
  }

  /** @throws in CI when the lockfile was not committed with the change that needed it */
  public override postSynthesize(): void {
    if (this.agrees() && existsSync(join(this.project.outdir, 'node_modules/.package-lock.json'))) return;
    if (process.env.CI && this.project.initProject === undefined) {
      throw new Error('package-lock.json does not agree with .projenrc.ts, got older entries; run npx projen and commit what it changes');
    }
    execFileSync('npm', ['install'], { cwd: this.project.outdir, stdio: 'inherit' });
  }

  /** Asks the lockfile and not the clock, so that an install that failed is tried again. */
  private agrees(): boolean {
    if (!existsSync(this.file)) return false;
    const { packages } = JSON.parse(readFileSync(this.file, 'utf8')) as { packages: Record<string, Manifest> };
    const wanted = this.manifests();
    const workspaces = Object.keys(packages).filter((path) => /^(packages|apps)\//.test(path));
    return Object.keys(wanted).length === workspaces.length + 1
      && Object.entries(wanted).every(([path, manifest]) => AGREED.every((field) => same(packages[path]?.[field], manifest[field])));
  }
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a ?? {}) === JSON.stringify(b ?? {});
}

/** The template's lockfile with this repository's name and scope. */
function renamed(lock: string, name: string, scope: string): string {
  const parsed = JSON.parse(lock);
  const home: string = parsed.name;
  const text = lock.replaceAll(new RegExp(`"(node_modules/)?${TEMPLATE.scope}/(?!template")`, 'g'), `"$1${scope}/`);
  return text.replaceAll(`"name": "${home}"`, `"name": "${name}"`);
}
