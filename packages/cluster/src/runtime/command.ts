/** What a command may see of the outside. */
export interface CommandContext {
  /** Folder it was started in. */
  readonly cwd: string;
  /** Folder of the add-on locks. */
  readonly locks: string;
  /** The time. */
  readonly now: () => Date;
  /** Waits for so many milliseconds. */
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Writes a line of the result to standard output. */
  readonly print: (line: string) => void;
  /** Writes a line of progress to standard error. */
  readonly say: (line: string) => void;
}

/** Runs with its own arguments; throws an `Explained` when it cannot do its work. */
export type Command = (args: string[], context: CommandContext) => Promise<void>;
