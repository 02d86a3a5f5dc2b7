import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import { TASKS } from '../src/config';
import { VERSIONS } from '../src/versions';

const ROOT = join(__dirname, '../../..');
const NOT_OURS = new Set(['node_modules', 'out', 'dist', 'coverage', '.git', '.nx']);

interface Document { readonly path: string; readonly text: string }

const walk = (directory: string): string[] => readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
  if (NOT_OURS.has(entry.name)) return [];
  const path = join(directory, entry.name);
  return entry.isDirectory() ? [relative(ROOT, path), ...walk(path)] : [relative(ROOT, path)];
});

const PATHS = walk(ROOT);
const DOCUMENTS: Document[] = PATHS.filter((path) => path.endsWith('.md')).map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));
const SCRIPTS = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).scripts;

/** The README of a team's repository lives here and is read at its root. */
const STARTER = 'packages/template/starter/README.md';
const folderOf = (path: string) => (path === STARTER ? '.' : dirname(path));

/** Copied into every team's repository, which has no template workspace and no licence. */
const isSeed = (path: string) => path === STARTER || !(path.startsWith('packages/template/') || path === 'README.md');
const NOT_SEEDED = /^(packages\/template\b|LICENSE$)/;

/** Made by a build, put there by npm, or there for one of the task runners. */
const MADE = /(^|\/)(out|dist|node_modules)\/|^(baseline|nx|turbo)\.json$/;

const FENCE = /^ *```(\w*)\n([\s\S]*?)^ *```$/gm;
const matches = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map((match) => match[1]);
const prose = (text: string) => text.replace(FENCE, '');

/** Commands that nobody can run. */
function unknownCommands({ text }: Document): string[] {
  const scripts = matches(text, /\bnpm run (?:-[-\w]+ )*([\w:-]+)/g);
  const tasks = [
    ...matches(text, /\bnx run [^\s`:]+:([\w-]+)/g),
    ...matches(text, /\bnx (?:run-many|affected)[^\n`|]*? -t ([a-z ]+)/g).flatMap((names) => names.trim().split(/ +/)),
    ...matches(text, /\bturbo run ([a-z ]+)/g).flatMap((names) => names.trim().split(/ +/)),
  ];
  const tools = matches(text, /\bnpx ([\w@.-]*\w)/g).map((tool) => tool.split('@'));
  return [
    ...scripts.filter((script) => !(script in SCRIPTS)).map((script) => `npm run ${script}`),
    ...tasks.filter((task) => !(task in TASKS)).map((task) => `task ${task}`),
    ...tools.filter(([name]) => !existsSync(join(ROOT, 'node_modules/.bin', name))).map(([name]) => `npx ${name}`),
    ...tools.filter(([name, version]) => version && version !== VERSIONS[name as keyof typeof VERSIONS]).map((tool) => `npx ${tool.join('@')}`),
    ...matches(text, /--projen-version ([\d.]+)/g).filter((version) => version !== VERSIONS.projen).map((version) => `--projen-version ${version}`),
  ];
}

/** Names of files in backticks, and paths in commands, that are not there. `<name>` and `*` stand for anything. */
function unknownPaths({ text }: Document): string[] {
  const named = matches(prose(text), /`([^`\s]+)`/g)
    .filter((name) => /^(packages|apps|docs)\/\w/.test(name) || /^[\w.<>*/-]+\.(ts|mjs|js|json|yml|md)$/.test(name));
  const run = [...text.matchAll(FENCE)].filter(([, language]) => language === 'sh').flatMap(([, , code]) => matches(code, /\b((?:packages|apps|docs)\/[\w/.-]+\.\w+)/g));
  return [...named, ...run].filter((name) => !MADE.test(name) && !isThere(name));
}

function isThere(name: string): boolean {
  const pattern = name.replace(/\/$/, '').replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/<[^>]*>|\*/g, '[^/]+');
  return PATHS.some((path) => new RegExp(`(^|/)${pattern}$`).test(path));
}

/** Relative links that lead nowhere, here or in the repository the document is copied to. */
function deadLinks({ path, text }: Document): string[] {
  const slugs = matches(text, /^#+ (.+)$/gm).map((title) => title.toLowerCase().replace(/[^\w\s-]/g, '').trim().replace(/\s/g, '-'));
  return matches(prose(text), /\]\(([^)\s]+)\)/g).filter((link) => {
    if (/^https:/.test(link)) return false;
    if (link.startsWith('#')) return !slugs.includes(link.slice(1));
    const target = posix.join(folderOf(path), link.split('#')[0]);
    return !existsSync(join(ROOT, target)) || (isSeed(path) && NOT_SEEDED.test(target));
  });
}

/** What belongs to one machine: its folders, and where it gets its packages. */
function machineTraces({ text }: Document): string[] {
  return [
    ...matches(text, /(?<![\w.>}~])(\/(?:home|root|work|Users|tmp|opt|mnt)\/[\w.-]*)/g),
    ...matches(text, /\b(registry\.[\w-]+\.\w+|[\w.-]*(?:artifactory|verdaccio|codeartifact|nexus)[\w.-]*\.\w+|npm\.pkg\.\w+)/g),
  ];
}

const everywhere = (find: (document: Document) => string[]) => DOCUMENTS.flatMap((document) => find(document).map((found) => `${document.path}: ${found}`));
const lines = (path: string) => readFileSync(join(ROOT, path), 'utf8').trimEnd().split('\n');

describe('the documents', () => {
  it('name commands that exist', () => expect(everywhere(unknownCommands)).toEqual([]));
  it('name files that exist', () => expect(everywhere(unknownPaths)).toEqual([]));
  it('link to what exists, also where they are copied to', () => expect(everywhere(deadLinks)).toEqual([]));
  it('say nothing of the machine they were written on', () => expect(everywhere(machineTraces)).toEqual([]));

  it.each([
    ['README.md', 200],
    ['AGENTS.md', 80],
    ...DOCUMENTS.filter(({ path }) => /^packages\/[^/]+\/README\.md$/.test(path)).map(({ path }): [string, number] => [path, 80]),
  ])('%s has at most %i lines', (path, most) => expect(lines(path).length).toBeLessThanOrEqual(most));

  it('of a package begin with whose files these are', () => {
    const packages = DOCUMENTS.filter(({ path }) => /^packages\/(?!template)[^/]+\/README\.md$/.test(path));
    expect(packages.filter(({ text }) => !/^\*\*(Yours|Managed)\*\*/.test(text)).map(({ path }) => path)).toEqual([]);
  });

  it('of a decision say what was decided, and why', () => {
    const decisions = DOCUMENTS.filter(({ path }) => path.startsWith('docs/adr/'));
    expect(decisions.length).toBeGreaterThan(0);
    expect(decisions.filter(({ text }) => !/^# \d+\. /.test(text) || !/^\*\*Decided\.\*\* /m.test(text) || !/^\*\*Why\.\*\* /m.test(text))).toEqual([]);
  });
});

describe('a document', () => {
  const aDocument = (text: string, path = 'docs/a.md'): Document => ({ path, text });

  it.each([
    ['a script nobody has', unknownCommands, 'Type `npm run --silent polish -- now`.', 'npm run polish'],
    ['a task nobody has', unknownCommands, '```sh\nnpx nx affected --base=main -t lint polish\n```\n', 'task polish'],
    ['a task turbo does not know either', unknownCommands, '```sh\nnpx turbo run polish --filter=@acme/orders\n```\n', 'task polish'],
    ['another projen', unknownCommands, 'npx projen@0.1.0 new', 'npx projen@0.1.0'],
    ['a file that moved', unknownPaths, 'See `packages/cluster/src/moved.ts`.', 'packages/cluster/src/moved.ts'],
    ['a script file that moved', unknownPaths, '```sh\ntsx packages/cluster/src/moved.ts\n```\n', 'packages/cluster/src/moved.ts'],
    ['a link that leads nowhere', deadLinks, '[here](nowhere.md)', 'nowhere.md'],
    ['a heading that was renamed', deadLinks, '# Now\n[here](#then)', '#then'],
    ['a link a team cannot follow', deadLinks, '[here](../packages/template/README.md)', '../packages/template/README.md'],
    ['a folder of one machine', machineTraces, 'cd /home/me', '/home/me'],
    ['a registry', machineTraces, 'from registry.example.com', 'registry.example.com'],
  ])('fails when it names %s', (_, find, text, found) => expect(find(aDocument(text))).toEqual([found]));
});

describe('the TypeScript in the documents', () => {
  // `<!-- declare: const vpc: ec2.IVpc -->` before a fence says what the example takes for granted; readers do not see it.
  const SNIPPET = /((?:^<!-- declare: .+ -->\n+)*)^ *```ts\n([\s\S]*?)^ *```$/gm;

  // An app's README may quote a piece of its source; the others show what one can type.
  const snippets = DOCUMENTS.filter(({ path }) => !path.startsWith('apps/')).flatMap(({ path, text }) => [...text.matchAll(SNIPPET)].map(([, declared, code], i) => ({
    file: `${path.replace(/[^\w]+/g, '-')}-${i}.ts`,
    code: `${code}\n${matches(declared, /declare: (.+) -->/g).map((name) => `declare ${name};`).join('\n')}\nexport {};\n`,
  })));

  it('compiles, and would be refused if it did not', () => {
    mkdirSync(join(ROOT, 'out'), { recursive: true });
    const folder = mkdtempSync(join(ROOT, 'out/documents-'));
    try {
      const wrong = { file: 'wrong.ts', code: "import { Platform } from '@plinth/template';\nnew Platform({ nam: 'acme' });\n" };
      for (const { file, code } of [...snippets, wrong]) writeFileSync(join(folder, file), code);
      const options = { extends: '../../tsconfig.base.json', compilerOptions: { noUnusedLocals: false, types: ['node'] }, include: ['*.ts'] };
      writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(options));

      const { stdout } = spawnSync(join(ROOT, 'node_modules/.bin/tsc'), ['-p', '.', '--pretty', 'false'], { cwd: folder, encoding: 'utf8' });
      expect(stdout.trim().split('\n').filter((line) => /^\S/.test(line))).toEqual([expect.stringMatching(/^wrong\.ts\(2,\d+\): error .*'nam'/)]);
    } finally {
      rmSync(folder, { recursive: true });
    }
    expect(snippets.length).toBeGreaterThanOrEqual(8);
  }, 60_000);
});
