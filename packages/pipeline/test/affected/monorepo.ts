import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { FileLedger } from '../../src/ledger';
import { findAffected, type Affected, type AffectedSearch } from '../../src/runtime/affected';
import { imageOf } from '../ledger/world';
import { aFolder, git } from '../repository';

/** A workspace of a made-up monorepo. */
export interface WorkspaceModel {
  /** Last parts of the folders of workspaces it depends on. */
  dependsOn: string[];
  /** npm packages it depends on. */
  npm: string[];
  /** Its files beside package.json. */
  files: Record<string, string>;
  tasks: string[];
  checksProjenrc?: boolean;
}

/** An npm package as the lockfile has it, at the root or inside of another. */
export interface NpmModel { version: string; needs: string[] }

/** All a commit holds. */
export interface Model {
  platform: string;
  services: string[];
  /** By folder. */
  workspaces: Record<string, WorkspaceModel>;
  /** Files at the root, beside the ones made from the rest. */
  root: Record<string, string>;
  /** By folder below `node_modules/`. */
  npm: Record<string, NpmModel>;
  /** npm packages of the root's package.json. */
  tools: string[];
  /** More of the root's package.json. */
  fields: Record<string, unknown>;
}

const CHECKS = ['lint', 'types', 'test'];
const aPackage = (...dependsOn: string[]): WorkspaceModel => ({ dependsOn, npm: [], files: { 'src/index.ts': '1', 'README.md': '1', 'test/a.test.ts': '1' }, tasks: CHECKS });
export const aServiceWorkspace = (...dependsOn: string[]): WorkspaceModel => ({
  ...aPackage(...dependsOn), npm: ['fastify'], files: { 'src/main.ts': '1', Dockerfile: '1', 'README.md': '1' }, tasks: [...CHECKS, 'render', 'bundle', 'image'],
});

/** Three services: `orders` rests on `http` and that on `core`, `carts` on `core`, `mail` on nothing. */
export const aModel = (): Model => ({
  platform: 'acme',
  services: ['orders', 'carts', 'mail'],
  workspaces: {
    'packages/core': { ...aPackage(), npm: ['zod'] },
    'packages/http': aPackage('core'),
    'packages/lonely': aPackage(),
    'apps/orders': aServiceWorkspace('http'),
    'apps/carts': aServiceWorkspace('core'),
    'apps/mail': aServiceWorkspace(),
    'apps/platform': { ...aPackage('lonely'), tasks: [...CHECKS, 'synth'], checksProjenrc: true },
  },
  root: {
    'tsconfig.base.json': '{}', 'eslint.config.mjs': '1', 'jest.config.js': '1', 'nx.json': '{}', '.projenrc.ts': '1', '.npmrc': '1', 'README.md': '1', 'docs/errors.md': '1',
    '.gitignore': 'out/\n',
  },
  npm: {
    fastify: { version: '5.12.8', needs: ['pino'] }, pino: { version: '10.4.0', needs: [] }, zod: { version: '4.1.12', needs: [] },
    esbuild: { version: '0.28.2', needs: [] }, tsx: { version: '4.23.15', needs: ['esbuild'] }, eslint: { version: '10.15.0', needs: ['espree'] }, espree: { version: '1.0.0', needs: [] },
    jest: { version: '30.5.2', needs: [] }, nx: { version: '23.2.1', needs: [] }, '@types/node': { version: '20.19.43', needs: [] }, left: { version: '1.0.0', needs: [] },
  },
  tools: ['esbuild', 'tsx', 'eslint', 'jest', 'nx', '@types/node', 'left'],
  fields: { scripts: { test: 'jest' }, engines: { node: '>=20' } },
});

const nameOf = (folder: string) => `@acme/${folder.split('/').pop()}`;
const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
const versions = (npm: Model['npm'], names: readonly string[]) => Object.fromEntries(names.map((name) => [name, npm[name]?.version ?? '0.0.0']));

/** The files of a model, by path. */
export function filesOf({ platform, services, workspaces, root, npm, tools, fields }: Model): Record<string, string> {
  const manifests = Object.entries(workspaces).map(([folder, { dependsOn, npm: wanted, tasks, checksProjenrc }]) => [folder, {
    name: nameOf(folder),
    dependencies: { ...Object.fromEntries(dependsOn.map((name) => [`@acme/${name}`, '0.0.0'])), ...versions(npm, wanted) },
    nx: { targets: Object.fromEntries(tasks.map((task) => [task, {}])), ...(checksProjenrc ? { namedInputs: { declaration: ['{workspaceRoot}/.projenrc.ts'] } } : {}) },
  }] as const);
  const manifest = { name: 'acme', ...fields, devDependencies: versions(npm, tools) };
  const packages = {
    '': manifest,
    ...Object.fromEntries(manifests.flatMap(([folder, { name, dependencies }]) => [[folder, { name, dependencies }], [`node_modules/${name}`, { link: true, resolved: folder }]])),
    ...Object.fromEntries(Object.entries(npm).map(([path, { version, needs }]) => [`node_modules/${path}`, {
      version, integrity: `sha512-${createHash('sha256').update(path + version).digest('base64')}`, dependencies: Object.fromEntries(needs.map((name) => [name, '*'])),
    }])),
  };
  return {
    ...root,
    'package.json': json(manifest),
    'package-lock.json': json({ name: 'acme', lockfileVersion: 3, packages }),
    'platform.json': json({ name: platform, environments: [{ name: 'staging' }, { name: 'prod' }], services: services.map((name) => ({ name })) }),
    ...Object.fromEntries(manifests.map(([folder, content]) => [`${folder}/package.json`, json(content)])),
    ...Object.fromEntries(Object.entries(workspaces).flatMap(([folder, { files }]) => Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text]))),
  };
}

/** A monorepo in git with a ledger beside it. */
export class Monorepo {
  readonly folder = aFolder();
  readonly ledgerFolder = aFolder();
  readonly ledger = new FileLedger(this.ledgerFolder);
  readonly said: string[] = [];
  private model: Model;

  constructor(private readonly first = aModel()) {
    this.model = first;
    git(this.folder, 'init', '--quiet', '--initial-branch=main');
    this.commit(() => undefined);
  }

  get head(): string {
    return git(this.folder, 'rev-parse', 'HEAD');
  }

  /** One more commit. */
  commit(change: (model: Model) => void): string {
    this.model = structuredClone(this.model);
    change(this.model);
    this.write();
    git(this.folder, 'add', '--all');
    git(this.folder, 'commit', '--quiet', '--allow-empty', '--message=a change');
    return this.head;
  }

  /** Many commits that change nothing, made at once. */
  idle(commits: number): string {
    const stream = Array.from({ length: commits }, (_, i) => `commit refs/heads/main\ncommitter A Team <team@example.com> ${1_800_000_000 + i} +0000\ndata 1\n.\n${i === 0 ? 'from refs/heads/main^0\n' : ''}`);
    execFileSync('git', ['fast-import', '--quiet'], { cwd: this.folder, input: stream.join('') });
    git(this.folder, 'reset', '--quiet', '--hard');
    return this.head;
  }

  /** Forgets all commits but the first. */
  takeBack(): void {
    git(this.folder, 'reset', '--quiet', '--hard', git(this.folder, 'rev-list', '--max-parents=0', 'HEAD'));
    this.model = this.first;
  }

  /** A branch with a change of its own, merged after another change came first. */
  merge(theirs: (model: Model) => void, ours: (model: Model) => void): string {
    git(this.folder, 'checkout', '--quiet', '-b', 'topic');
    const before = this.model;
    this.commit(theirs);
    git(this.folder, 'checkout', '--quiet', 'main');
    this.model = before;
    this.commit(ours);
    git(this.folder, 'merge', '--quiet', '--no-commit', '--strategy=ours', 'topic');
    git(this.folder, 'branch', '--quiet', '-D', 'topic');
    return this.commit(theirs);
  }

  /** What a commit held, in a commit of its own. */
  restore(model: Model): string {
    return this.commit((now) => void Object.assign(now, structuredClone(model)));
  }

  /** Takes all releases from the ledger, and leaves its deployments. */
  loseReleases(): void {
    rmSync(join(this.ledgerFolder, 'releases'), { recursive: true });
  }

  /** What is in the newest commit. */
  now(): Model {
    return structuredClone(this.model);
  }

  /** Records a release with an image of each service. */
  async release(commit = this.head): Promise<string> {
    const images = Object.fromEntries(this.model.services.map((service) => [service, imageOf(service, commit)]));
    await this.ledger.createRelease({ commit, createdAt: '2026-11-24T03:00:00.000Z', images, manifests: { prod: Buffer.from(commit) } });
    return commit;
  }

  affected(options: Partial<AffectedSearch> = {}): Promise<Affected> {
    return findAffected({ root: this.folder, ledger: this.ledger, environments: ['staging', 'prod'], say: (line) => this.said.push(line), ...options });
  }

  private write(): void {
    for (const name of readdirSync(this.folder)) if (name !== '.git') rmSync(join(this.folder, name), { recursive: true });
    for (const [path, text] of Object.entries(filesOf(this.model))) {
      mkdirSync(dirname(join(this.folder, path)), { recursive: true });
      writeFileSync(join(this.folder, path), text);
    }
  }
}
