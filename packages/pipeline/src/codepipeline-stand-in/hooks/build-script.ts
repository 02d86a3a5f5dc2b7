import type { Buildspec, Phase } from './buildspec';

/** Where a script leaves word of how it went. */
export interface ScriptReports {
  /** `<phase> <number of the command> <exit code>` of the first command that failed; empty when none did. */
  readonly failure: string;
  /** Exported variables, `NAME=value` each, with a NUL after each. */
  readonly exported: string;
}

/**
 * The shell script of a buildspec. All commands run in one shell, so that variables and folders stay as a command leaves them.
 * A failed command ends its phase. After `install` and `pre_build` that is the end of the build; `post_build` follows a `build`
 * that failed, and is told by CODEBUILD_BUILD_SUCCEEDING.
 *
 * @see https://docs.aws.amazon.com/codebuild/latest/userguide/view-build-details-phases.html
 */
export function buildScript({ phases, exported }: Buildspec, { failure, exported: exports }: ScriptReports): string {
  return [
    `_failed='' _reached='' _phase='' _command=''`,
    'export CODEBUILD_BUILD_SUCCEEDING=1',
    '_finish() {',
    '  _code=$?',
    '  [ "$_code" -eq 0 ] || _failed="${_failed:-$_phase $_command $_code}"',
    `  printf '%s' "$_failed" > ${quoted(failure)}`,
    `  : > ${quoted(exports)}`,
    ...exported.map((name) => `  printf '%s\\0' ${quoted(`${name}=`)}"\${${name}-}" >> ${quoted(exports)}`),
    '}',
    'trap _finish EXIT',
    ...phases.flatMap(phaseLines),
    '[ -z "$_failed" ]',
    '',
  ].join('\n');
}

function phaseLines({ name, commands, finally: always }: Phase): string[] {
  return [
    // A build without a `build` phase reaches `post_build` when nothing failed.
    `if [ -z "$_failed" ]${name === 'post_build' ? ' || [ -n "$_reached" ]' : ''}; then`,
    ...(name === 'build' ? ['_reached=1'] : []),
    `_phase=${name} _broken=''`,
    ...commands.flatMap((command, index) => [`if [ -z "$_broken" ]; then`, ...commandLines(command, index), 'fi']),
    ...always.flatMap((command, index) => commandLines(command, commands.length + index)),
    'fi',
  ];
}

function commandLines(command: string, index: number): string[] {
  return [
    `_command=${index}`,
    `eval ${quoted(command)}`,
    '_code=$?',
    'if [ "$_code" -ne 0 ]; then _broken=1 CODEBUILD_BUILD_SUCCEEDING=0 _failed="${_failed:-$_phase $_command $_code}"; fi',
  ];
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
