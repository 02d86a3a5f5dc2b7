import { Composer, CST, Document, isMap, isScalar, Lexer, LineCounter, ParsedNode, Parser, Tags } from 'yaml';
import { MOST_LEVELS, MOST_TOKENS, treeFaults } from './manifest-limits';
import { offsetOf } from './manifest-lines';
import { isRecord } from './manifest-node';

/** One Kubernetes object and where it was read. */
export interface Manifest {
  /** The file. */
  readonly file: string;
  /** The line its document begins at, from 1. */
  readonly line: number;
  /** The object as written. */
  readonly object: Record<string, unknown>;
  /**
   * The line of the value at a path, or of the nearest thing around it that is written.
   * @default - the line the document begins at
   */
  readonly lineOf?: (path: string) => number;
}

/** A text that is not Kubernetes YAML. One line for each problem, each with file and line. */
export class ManifestSyntaxError extends Error {
  /** @param problems all that is wrong with the file, at least one */
  public constructor(public readonly problems: readonly ManifestProblem[]) {
    super(problems.map(({ file, line, problem }) => `${file}:${line} ${problem}`).join('\n'));
    this.name = 'ManifestSyntaxError';
  }
}

/** One reason a text cannot be read. */
export interface ManifestProblem {
  /** The file. */
  readonly file: string;
  /** The line, from 1. */
  readonly line: number;
  /** What is wrong and what to do. */
  readonly problem: string;
}

/** Problems of one file that are told; the next are mostly consequences of these. */
const MOST_PROBLEMS = 20;

type YamlDocument = Document.Parsed<ParsedNode>;

/**
 * Reads a file of one or more objects; a `List` counts as its items.
 * Plain scalars mean what they mean to Kubernetes, which reads YAML 1.1: `yes` is true, `0644` is octal.
 * @throws ManifestSyntaxError when it is not YAML, or holds something that is no object
 */
export function parseManifests(text: string, file: string): Manifest[] {
  const lines = new LineCounter();
  const lineAt = (offset: number) => Math.max(lines.linePos(offset).line, 1);
  const problemAt = (offset: number, problem: string): ManifestProblem => ({ file, line: lineAt(offset), problem });
  const nul = text.indexOf('\0');
  if (nul >= 0) throw new ManifestSyntaxError([{ file, line: text.slice(0, nul).split('\n').length, problem: 'must be text, got a NUL byte; remove it' }]);
  const documents = documentsOf(text, lines, problemAt);
  const syntax = documents.flatMap(({ errors, warnings }) => [...errors, ...warnings]).slice(0, MOST_PROBLEMS)
    .map(({ pos, message }) => problemAt(pos[0], `is not valid YAML: ${message.slice(0, 200).replace(/\s+/g, ' ')}; correct it there`));
  if (syntax.length > 0) throw new ManifestSyntaxError(syntax);
  const faults = documents.flatMap((document) => treeFaults(document)).slice(0, MOST_PROBLEMS).map(({ offset, problem }) => problemAt(offset, problem));
  if (faults.length > 0) throw new ManifestSyntaxError(faults);
  return documents.flatMap((document) => objectsOf(document, { file, line: lineAt(start(document)) }, lineAt));
}

/** What YAML's own `parseAllDocuments` does, with an end to how much and how deep: it would run out of stack, or of the reader's patience. */
function documentsOf(text: string, lines: LineCounter, problemAt: (offset: number, problem: string) => ManifestProblem): YamlDocument[] {
  const parser = new Parser(lines.addNewLine);
  const tokens: CST.Token[] = [];
  let lexemes = 0;
  lines.addNewLine(0);
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) tokens.push(token);
    // One of the stack is the document.
    if (parser.stack.length > MOST_LEVELS + 1) throw new ManifestSyntaxError([problemAt(parser.offset, `must not nest deeper than ${MOST_LEVELS} levels; write it flatter`)]);
    if (++lexemes > MOST_TOKENS) throw new ManifestSyntaxError([problemAt(parser.offset, `must not have more than ${MOST_TOKENS} parts; split the file`)]);
  }
  for (const token of parser.end()) tokens.push(token);
  return composed(tokens);
}

function composed(tokens: Iterable<CST.Token>): YamlDocument[] {
  // The composer makes an error of every fault, and nobody reads their stacks: with them, thousands take seconds.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    // Keys are compared in `treeFaults`: the composer would compare each with each.
    return [...new Composer({ version: '1.1', customTags: kubernetesTags, uniqueKeys: false }).compose(tokens)];
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** YAML 1.1 as Kubernetes' reader has it: no dates, and `22:30` is text, not base 60. */
function kubernetesTags(tags: Tags): Tags {
  return tags.filter((tag) => typeof tag === 'string' || (tag.format !== 'TIME' && tag.tag !== 'tag:yaml.org,2002:timestamp'));
}

/** Where the document's first key is; comments before it do not count. */
function start({ contents, range }: YamlDocument): number {
  const first = isMap(contents) ? contents.items[0]?.key : contents;
  const place = (first as { range?: [number, number, number] } | undefined)?.range ?? range;
  return place?.[0] ?? 0;
}

function objectsOf(document: YamlDocument, where: { file: string; line: number }, lineAt: (offset: number) => number): Manifest[] {
  const { contents } = document;
  if (contents === null || (isScalar(contents) && contents.value === null)) return [];
  const value = plain(document, where);
  const isList = isRecord(value) && value.kind === 'List' && Array.isArray(value.items);
  const items: unknown[] = isList ? (value.items as unknown[]) : [value];
  return items.map((object, i) => {
    const around = isList ? `items[${i}].` : '';
    const lineOf = (path: string) => {
      const offset = offsetOf(contents, around + path);
      return offset === undefined ? where.line : lineAt(offset);
    };
    if (isRecord(object)) return { ...where, object, lineOf };
    const got = String(JSON.stringify(object)).slice(0, 60);
    throw new ManifestSyntaxError([{ ...where, problem: `is not a Kubernetes object, got ${got}; write a mapping with apiVersion and kind` }]);
  });
}

function plain(document: YamlDocument, where: { file: string; line: number }): unknown {
  try {
    // How much its aliases amount to is limited already.
    return document.toJS({ maxAliasCount: -1, reviver: (_, each: unknown) => safeText(each) });
  } catch (error) {
    // Such as a merge of what is no mapping.
    throw new ManifestSyntaxError([{ ...where, problem: `cannot be read: ${(error as Error).message}; write the values out` }]);
  }
}

/** What a mapping is as text: a key called `toString` has no say in it. */
const MAPPING = { [Symbol.toPrimitive]: () => '{…}' };

/** A value that can always be put into a sentence, whatever its keys are called. */
function safeText(value: unknown): unknown {
  return isRecord(value) && Object.getPrototypeOf(value) === Object.prototype ? Object.setPrototypeOf(value, MAPPING) : value;
}
