import { isMap, isScalar, LineCounter, parseAllDocuments, Tags } from 'yaml';
import { isRecord } from './manifest-node';

/** One Kubernetes object and where it was read. */
export interface Manifest {
  /** The file. */
  readonly file: string;
  /** The line its document begins at, from 1. */
  readonly line: number;
  /** The object as written. */
  readonly object: Record<string, unknown>;
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

type YamlDocument = ReturnType<typeof parseAllDocuments>[number];

/**
 * Reads a file of one or more objects; a `List` counts as its items.
 * Plain scalars mean what they mean to Kubernetes, which reads YAML 1.1: `yes` is true, `0644` is octal.
 * @throws ManifestSyntaxError when it is not YAML, or holds something that is no object
 */
export function parseManifests(text: string, file: string): Manifest[] {
  const lines = new LineCounter();
  const documents = [...parseAllDocuments(text, { version: '1.1', customTags: kubernetesTags, lineCounter: lines, prettyErrors: false })];
  const lineAt = (offset: number) => lines.linePos(offset).line;
  const syntax = documents.flatMap(({ errors, warnings }) => [...errors, ...warnings])
    .map(({ pos, message }) => ({ file, line: lineAt(pos[0]), problem: `is not valid YAML: ${message.replace(/\s+/g, ' ')}; correct it there` }));
  if (syntax.length > 0) throw new ManifestSyntaxError(syntax);
  return documents.flatMap((document) => objectsOf(document, { file, line: lineAt(start(document)) }));
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

function objectsOf(document: YamlDocument, where: { file: string; line: number }): Manifest[] {
  const { contents } = document;
  if (contents === null || (isScalar(contents) && contents.value === null)) return [];
  const value = plain(document, where);
  const items = isRecord(value) && value.kind === 'List' && Array.isArray(value.items) ? value.items : [value];
  return items.map((object: unknown) => {
    if (isRecord(object)) return { ...where, object };
    throw new ManifestSyntaxError([{ ...where, problem: `is not a Kubernetes object, got ${JSON.stringify(object)}; write a mapping with apiVersion and kind` }]);
  });
}

function plain(document: YamlDocument, where: { file: string; line: number }): unknown {
  try {
    return document.toJS();
  } catch (error) {
    // Aliases that multiply, or that name no anchor.
    throw new ManifestSyntaxError([{ ...where, problem: `cannot be read: ${(error as Error).message}; write the values out` }]);
  }
}
