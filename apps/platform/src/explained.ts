/**
 * Runs a command's main function. A failure ends in the sentence it carries and exit code 1: Node would print the
 * minified source of whichever library noticed it. `PLINTH_DEBUG=1` shows the stack.
 */
export function explained(main: () => void | Promise<void>): void {
  Promise.resolve().then(main).catch((error: unknown) => {
    const failure = error instanceof Error ? error : new Error(String(error));
    process.stderr.write(`${process.env.PLINTH_DEBUG ? failure.stack : failure.message}\n`);
    process.exitCode = 1;
  });
}
