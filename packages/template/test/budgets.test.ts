import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';

const ROOT = join(__dirname, '../../..');

/** Props and options a person fills in; at most this many can be kept in mind. */
const MOST_PROPS = 12;

interface Source { readonly path: string; readonly lines: string[]; readonly tree: ts.SourceFile }

const walk = (directory: string): string[] => readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
  if (['node_modules', 'out', '.nx', 'coverage'].includes(entry.name)) return [];
  const path = join(directory, entry.name);
  return entry.isDirectory() ? walk(path) : [path];
});

const everything = ['packages', 'apps'].flatMap((group) => walk(join(ROOT, group)));

const sources: Source[] = everything.filter((path) => path.endsWith('.ts')).map((path) => {
  const text = readFileSync(path, 'utf8');
  return { path: relative(ROOT, path), lines: text.trimEnd().split('\n'), tree: ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true) };
});
const code = sources.filter(({ path }) => !path.includes('/test/'));

function nodes<T extends ts.Node>(of: readonly Source[], is: (node: ts.Node) => node is T): { source: Source; node: T }[] {
  return of.flatMap((source) => {
    const found: T[] = [];
    const visit = (node: ts.Node): void => {
      if (is(node)) found.push(node);
      ts.forEachChild(node, visit);
    };
    visit(source.tree);
    return found.map((node) => ({ source, node }));
  });
}

const lineOf = ({ tree }: Source, position: number) => tree.getLineAndCharacterOfPosition(position).line;
const quantile = (values: number[], q: number) => [...values].sort((a, b) => a - b)[Math.floor(q * (values.length - 1))];

describe('this house', () => {
  it('has files one can read at a sitting', () => {
    const lengths = code.map(({ lines }) => lines.length);
    expect(quantile(lengths, 0.5)).toBeLessThanOrEqual(90);
    expect(quantile(lengths, 0.9)).toBeLessThanOrEqual(250);
    expect(sources.filter(({ lines }) => lines.length > 400).map(({ path }) => path)).toEqual([]);
  });

  it('has constructors that read as a table of contents', () => {
    const long = nodes(code, ts.isConstructorDeclaration)
      .filter(({ source, node }) => lineOf(source, node.getEnd()) - lineOf(source, node.getStart()) + 1 > 40)
      .map(({ source }) => source.path);
    expect(long).toEqual([]);
  });

  it('stacks at most one class of ours under another', () => {
    const parents = new Map(nodes(code, ts.isClassDeclaration).map(({ node }) => [
      node.name?.text, node.heritageClauses?.find((clause) => clause.token === ts.SyntaxKind.ExtendsKeyword)?.types[0].expression.getText(),
    ]));
    const towers = [...parents].filter(([, parent]) => parents.has(parent) && parents.has(parents.get(parent)));
    expect(towers).toEqual([]);
  });

  it('asks for at most 12 props', () => {
    const wide = nodes(code, ts.isInterfaceDeclaration)
      .filter(({ node }) => /(Props|Options|Config)$/.test(node.name.text) && node.members.length > MOST_PROPS)
      .map(({ node }) => node.name.text);
    expect(wide).toEqual([]);
  });

  it('says things once: at most 2 % of eight-line windows are repeated', () => {
    const seen = new Map<string, number>();
    for (const { lines } of code) {
      const meat = lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('import ') && !/^[)}\]];?,?$/.test(line));
      for (let i = 0; i + 8 <= meat.length; i++) {
        const window = meat.slice(i, i + 8).join('\n');
        seen.set(window, (seen.get(window) ?? 0) + 1);
      }
    }
    const total = [...seen.values()].reduce((a, b) => a + b, 0);
    const repeated = [...seen.values()].filter((count) => count > 1).reduce((a, b) => a + b, 0);
    expect(repeated / total).toBeLessThanOrEqual(0.02);
  });

  it('keeps snapshots short enough to be read', () => {
    const long = everything.filter((path) => path.endsWith('.snap') && readFileSync(path, 'utf8').split('\n').length > 300);
    expect(long).toEqual([]);
  });

  it('has no test that is skipped, focused or left for later', () => {
    const marks = sources.filter(({ path, lines }) => path.endsWith('.test.ts') && lines.some((line) => /\b(it|test|describe)\.(only|todo)\(|\bx(it|describe)\(/.test(line)));
    expect(marks.map(({ path }) => path)).toEqual([]);
  });
});
