/** What a command may see of the outside. */
export interface CommandContext {
  /** Folder it was started in. */
  readonly cwd: string;
  /** Environment variables. */
  readonly env: NodeJS.ProcessEnv;
  /** Writes a line for a program: the result, and only that. */
  readonly print: (line: string) => void;
  /** Writes a line for a person. */
  readonly say: (line: string) => void;
}

/** Runs with its own arguments; throws an `Explained` when it cannot do its work. */
export type Command = (args: string[], context: CommandContext) => Promise<void>;

/** A failure a person can act on: printed as one line, without a stack. */
export class Explained extends Error {}
