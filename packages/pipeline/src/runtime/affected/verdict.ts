/** Some of many, for people. */
export interface Some {
  /** The first three. */
  readonly first: readonly string[];
  /** How many there are. */
  readonly count: number;
}

/** What a workspace is made from differs: files of its own, or npm packages it resolves to. */
export interface SourceChange {
  readonly kind: 'files' | 'packages';
  readonly changed: Some;
}

/** What some tasks of a workspace read at the repository's root differs. */
export interface RootChange {
  readonly kind: 'root-file' | 'tool';
  /** The file, or the packages as in `esbuild 0.28.2 → 0.28.3`. */
  readonly changed: Some;
  /** Tasks of the workspace that read it. */
  readonly tasks: readonly string[];
}

/** A workspace it depends on differs. */
export interface DependencyChange {
  readonly kind: 'dependency';
  /** npm names, the nearest first, the changed one last. */
  readonly through: readonly string[];
  readonly change: SourceChange;
}

/** Nothing to compare with: for anything, or for this service alone. */
export interface Incomparable {
  readonly kind: 'everything' | 'new';
  readonly reason: string;
}

/** One reason why a workspace is affected. */
export type Cause = SourceChange | RootChange | DependencyChange | Incomparable;

/** Whether a service is in, and why. */
export interface Verdict {
  /** The service. */
  readonly service: string;
  /** Whether its image may differ from the one of the base. */
  readonly affected: boolean;
  /** Why, or what else of its workspace is touched when the image is not. */
  readonly causes: readonly Cause[];
}

/** What may differ between a commit and the release it is compared with. */
export interface Affected {
  /** The commit, in full. */
  readonly head: string;
  /** Commit of the release compared with. @default - everything is affected */
  readonly base?: string;
  /** Whether the commit itself has a release. */
  readonly released: boolean;
  /** Why this base, in one line for people. */
  readonly reason: string;
  /** npm names of the workspaces with a task whose result may differ, sorted. */
  readonly workspaces: readonly string[];
  /** Services whose image may differ, sorted. */
  readonly services: readonly string[];
  /** One for each service of the platform, by name. */
  readonly verdicts: readonly Verdict[];
}

/** Begins a list for people. */
export const some = (names: readonly string[]): Some => ({ first: names.slice(0, 3), count: names.length });
