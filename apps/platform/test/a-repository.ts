import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, readdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT, TODAY, aFolder } from './world';

/** Throws at the first connection to another machine. */
const NO_NETWORK = `
const { Socket } = require('node:net');
const connect = Socket.prototype.connect;
Socket.prototype.connect = function (...args) {
  const [target] = args.flat();
  if (typeof target === 'string' || target.path) return connect.apply(this, args);
  throw new Error('the network was used');
};`;

/** By its address, so that programs also run in folders where nothing is installed. */
const TSX = pathToFileURL(require.resolve('tsx')).href;

/** How a process ended, and what it said. */
export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What tools make; a copy is without it. */
const MADE = new Set(['.git', '.nx', 'coverage', 'dist', 'node_modules', 'out']);

/** Where workspaces are. */
const GROUPS = ['packages', 'apps'].map((group) => join(realpathSync(ROOT), group, sep));

/**
 * A copy of this repository in a folder of its own. What npm installed is linked, but for the workspaces: their
 * links lead to the copies, so that no file of the original is read.
 */
export function aRepository(folder = join(aFolder(), 'repository')): string {
  for (const name of readdirSync(ROOT).filter((entry) => !MADE.has(entry))) {
    cpSync(join(ROOT, name), join(folder, name), { recursive: true, filter: (from) => !MADE.has(basename(from)) });
  }
  link(join(ROOT, 'node_modules'), join(folder, 'node_modules'), folder);
  return folder;
}

function link(installed: string, to: string, folder: string): void {
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(installed)) {
    const target = realpathSync(join(installed, name));
    if (name.startsWith('@')) link(join(installed, name), join(to, name), folder);
    else symlinkSync(GROUPS.some((group) => target.startsWith(group)) ? join(folder, relative(realpathSync(ROOT), target)) : target, join(to, name));
  }
}

/** Runs a program of ours as a team's machine would, on one day: no credentials, an empty home, no network. */
export async function run(cwd: string, program: string, variables: NodeJS.ProcessEnv = {}, said: readonly string[] = []): Promise<Ended> {
  const home = aFolder();
  writeFileSync(join(home, 'no-network.js'), NO_NETWORK);
  const env = { PATH: process.env.PATH, HOME: home, NODE_OPTIONS: `--require ${join(home, 'no-network.js')}`, PLINTH_TODAY: TODAY, ...variables };
  const child = spawn(process.execPath, ['--import', TSX, program, ...said], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr, status] = await Promise.all([text(child.stdout), text(child.stderr), new Promise<number | null>((done) => child.on('close', done))]);
  return { status, stdout, stderr };
}

async function text(stream: NodeJS.ReadableStream): Promise<string> {
  let all = '';
  for await (const chunk of stream) all += chunk;
  return all;
}

/** Every file of a folder and the folders in it, by path. */
export function filesIn(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(files.sort().map((file) => [relative(folder, file), readFileSync(file, 'utf8')]));
}
