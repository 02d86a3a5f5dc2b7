/** One problem as a list, or none: `<path> <what is wrong>, got <value>; <what to do>`. */
export function refuse(wrong: boolean, path: string, problem: string, got: unknown, remedy: string): string[] {
  return wrong ? [`${path} ${problem}, got ${got === undefined ? 'nothing' : JSON.stringify(got)}; ${remedy}`] : [];
}
