import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { aFolder, commit, git } from '../repository';

/** What a workspace needs: other workspaces by their folder's name, and npm packages. */
export interface Needs { readonly uses?: readonly string[]; readonly npm?: readonly string[] }

interface Manifest { readonly name: string; dependencies: Record<string, string>; readonly nx: { readonly targets: object } }

/** Versions and needs of the npm packages of this world, when they are first installed. */
const NPM: Readonly<Record<string, { readonly version: string; readonly dependencies?: Record<string, string> }>> = {
  fastify: { version: '5.0.0', dependencies: { pino: '^9.0.0' } },
  pino: { version: '9.0.0' },
  pdf: { version: '1.0.0', dependencies: { zlib: '^1.0.0' } },
  zlib: { version: '1.0.0' },
  esbuild: { version: '0.28.2' },
  tsx: { version: '4.0.0' },
  jest: { version: '30.0.0' },
};

const SERVICE = { lint: {}, types: {}, test: {}, render: {}, bundle: {}, image: {} };
const LIBRARY = { lint: {}, types: {}, test: {} };

/**
 * A platform's repository, as small as one can be: services in `apps`, libraries in `packages`, an npm lockfile. Every verb
 * changes files as a person would, and npm's part of it is done by `install`.
 */
export class SmallRepository {
  readonly folder = aFolder({
    'platform.json': { name: 'acme', environments: [{ name: 'staging' }, { name: 'prod' }], services: [] },
    'package.json': { name: 'acme', workspaces: ['packages/*', 'apps/*'], devDependencies: { esbuild: '0.28.2', tsx: '4.0.0', jest: '30.0.0' } },
    'tsconfig.base.json': { compilerOptions: { strict: true } },
    'nx.json': { parallel: 2 },
    'eslint.config.mjs': 'export default [];\n',
    '.gitignore': 'out/\ndist/\nnode_modules/\n',
    'docs/operate.md': '# Operate\n',
  });
  private edits = 0;

  constructor() {
    git(this.folder, 'init', '--quiet', '--initial-branch=main');
    this.addWorkspace('apps/platform', { lint: {}, synth: {}, render: {} }, {});
  }

  get services(): string[] {
    return this.read<{ services: { name: string }[] }>('platform.json').services.map(({ name }) => name);
  }

  addLibrary(name: string, needs: Needs = {}): void {
    this.addWorkspace(`packages/${name}`, LIBRARY, needs);
  }

  addService(name: string, needs: Needs = {}): void {
    this.addWorkspace(`apps/${name}`, SERVICE, needs);
    this.write(`apps/${name}/Dockerfile`, 'FROM scratch\n');
    this.declare([...this.services, name]);
  }

  removeService(name: string): void {
    this.remove(`apps/${name}`);
    this.declare(this.services.filter((service) => service !== name));
  }

  renameService(from: string, to: string): void {
    renameSync(join(this.folder, 'apps', from), join(this.folder, 'apps', to));
    this.write(`apps/${to}/package.json`, { ...this.read<Manifest>(`apps/${to}/package.json`), name: `@acme/${to}` });
    this.declare(this.services.map((service) => (service === from ? to : service)));
  }

  /** Gives a workspace what it needs from now on; nothing else of it changes. */
  needs(folder: string, needs: Needs): void {
    this.write(`${folder}/package.json`, { ...this.read<Manifest>(`${folder}/package.json`), dependencies: dependenciesOf(needs) });
    this.install();
  }

  /** Writes a text no file had before. */
  edit(...paths: string[]): void {
    for (const path of paths) this.write(path, `// edit ${++this.edits}\n`);
  }

  remove(path: string): void {
    rmSync(join(this.folder, path), { recursive: true });
  }

  move(from: string, to: string): void {
    renameSync(join(this.folder, from), join(this.folder, to));
  }

  /** Another version of an npm package, for everyone. */
  upgrade(name: string, version: string): void {
    this.lock((packages) => (packages[`node_modules/${name}`] = { ...packages[`node_modules/${name}`], version, integrity: `sha512-${name}-${version}` }));
  }

  /** A version for one workspace alone, beside everyone's. */
  pin(folder: string, name: string, version: string): void {
    this.lock((packages) => (packages[`${folder}/node_modules/${name}`] = { version, integrity: `sha512-${name}-${version}` }));
  }

  setting(file: string, value: object): void {
    this.write(file, value);
  }

  commit(message: string): string {
    git(this.folder, 'add', '--all');
    return commit(this.folder, message);
  }

  git(...args: string[]): string {
    return git(this.folder, ...args);
  }

  read<T>(path: string): T {
    return JSON.parse(readFileSync(join(this.folder, path), 'utf8')) as T;
  }

  private addWorkspace(folder: string, targets: object, needs: Needs): void {
    const name = `@acme/${folder.split('/')[1]}`;
    this.write(`${folder}/package.json`, { name, dependencies: dependenciesOf(needs), nx: { targets } });
    this.write(`${folder}/src/main.ts`, `// ${folder}\n`);
    this.write(`${folder}/README.md`, `# ${folder}\n`);
    this.install();
  }

  private declare(services: readonly string[]): void {
    this.write('platform.json', { ...this.read<object>('platform.json'), services: [...services].sort().map((name) => ({ name })) });
    this.install();
  }

  /** What `npm install` does: workspaces as they are, packages that are needed, and no others. */
  private install(): void {
    this.lock((packages) => {
      const folders = ['packages', 'apps'].flatMap((group) => this.foldersIn(group));
      const before = { ...packages };
      for (const path of Object.keys(packages)) delete packages[path];
      packages[''] = this.read('package.json');
      for (const folder of folders) {
        const { name, dependencies } = this.read<Manifest>(`${folder}/package.json`);
        packages[folder] = { name, dependencies };
        packages[`node_modules/${name}`] = { resolved: folder, link: true };
      }
      const wanted = new Set(Object.values(packages).flatMap((entry) => Object.keys({ ...entry.dependencies, ...entry.devDependencies })).filter((name) => name in NPM));
      for (const name of wanted) {
        const entry = before[`node_modules/${name}`] ?? { ...NPM[name], integrity: `sha512-${name}-${NPM[name].version}` };
        packages[`node_modules/${name}`] = entry;
        Object.keys(entry.dependencies ?? {}).forEach((needed) => wanted.add(needed));
      }
      for (const [path, entry] of Object.entries(before)) {
        if (folders.some((folder) => path.startsWith(`${folder}/node_modules/`))) packages[path] = entry;
      }
    });
  }

  private lock(change: (packages: Record<string, LockEntry>) => void): void {
    const packages = existsSync(join(this.folder, 'package-lock.json')) ? this.read<{ packages: Record<string, LockEntry> }>('package-lock.json').packages : {};
    change(packages);
    this.write('package-lock.json', { lockfileVersion: 3, packages: Object.fromEntries(Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1))) });
  }

  private foldersIn(group: string): string[] {
    const folder = join(this.folder, group);
    const names = existsSync(folder) ? readdirSync(folder) : [];
    return names.filter((name) => existsSync(join(folder, name, 'package.json'))).map((name) => `${group}/${name}`);
  }

  private write(path: string, content: string | object): void {
    const file = join(this.folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof content === 'string' ? content : `${JSON.stringify(content, null, 2)}\n`);
  }
}

/** An entry of package-lock.json. */
export interface LockEntry {
  readonly version?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly link?: boolean;
  readonly name?: string;
  readonly dependencies?: Record<string, string>;
  readonly devDependencies?: Record<string, string>;
}

function dependenciesOf({ uses = [], npm = [] }: Needs): Record<string, string> {
  return Object.fromEntries([...uses.map((name) => [`@acme/${name}`, '0.0.0']), ...npm.map((name) => [name, '*'])]);
}
