import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Component, FileBase, IResolver, Project } from 'projen';
import { TEMPLATE, isHome } from './template-package';

/** A file as it was seeded. */
interface Seeded {
  readonly mode: '100644' | '100755';
  readonly text: string;
}

/** Never a seed: made by tools, or managed and so written by its own component. */
export const NOT_SEEDS = new Set(['node_modules', 'out', 'dist', 'coverage', '.nx', '.turbo', 'package.json', 'tsconfig.json']);

/**
 * Files that are written once and then belong to the team: never overwritten, never brought back once deleted.
 * What was seeded is kept in `.projen/template-base.json`, the common ancestor of later updates.
 */
export class Seeds extends Component {
  private readonly fresh = new Map<string, Seeded>();
  private readonly known: Record<string, Seeded>;

  public constructor(project: Project) {
    super(project, 'Seeds');
    const base = join(project.outdir, TemplateBase.PATH);
    this.known = existsSync(base) ? JSON.parse(readFileSync(base, 'utf8')).files : {};
    new TemplateBase(project, () => ({ ...this.known, ...Object.fromEntries(this.fresh) }));
  }

  /**
   * Seeds a file or a whole folder.
   * @param from path in the template
   * @param to path in this repository
   * @param rewrite turns the template's text into this repository's
   */
  public add(from: string, to: string, rewrite: (text: string) => string): void {
    // The home repository's own files are the seeds; there is nothing to write.
    if (from === to && isHome(this.project.outdir)) return;
    const source = join(TEMPLATE.seeds, from);
    if (statSync(source).isDirectory()) {
      for (const name of readdirSync(source).sort()) {
        if (!NOT_SEEDS.has(name)) this.add(`${from}/${name}`, `${to}/${name}`, rewrite);
      }
    } else if (!(to in this.known)) {
      const mode = statSync(source).mode & 0o100 ? '100755' : '100644';
      this.fresh.set(to, { mode, text: rewrite(readFileSync(source, 'utf8')) });
    }
  }

  public override synthesize(): void {
    for (const [path, { mode, text }] of this.fresh) {
      const file = join(this.project.outdir, path);
      if (existsSync(file)) continue;
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
      if (mode === '100755') chmodSync(file, 0o755);
    }
  }
}

/** One file and not a folder of copies: git would take the copies for the renamed originals. */
class TemplateBase extends FileBase {
  public static readonly PATH = '.projen/template-base.json';

  public constructor(project: Project, private readonly files: () => Record<string, Seeded>) {
    super(project, TemplateBase.PATH, { marker: false });
  }

  protected synthesizeContent(_: IResolver): string {
    const files = Object.fromEntries(Object.entries(this.files()).sort(([a], [b]) => (a < b ? -1 : 1)));
    return `${JSON.stringify({ version: TEMPLATE.version, files }, undefined, 1)}\n`;
  }
}
