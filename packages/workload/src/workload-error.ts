/** A mistake in what a team wrote, to be shown without a stack trace. */
export class WorkloadError extends Error {
  /** @param problems one line for each, `<path> <what is wrong>, got <value>; <what to do>` */
  public constructor(public readonly problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'WorkloadError';
  }
}
