import { pipelineCommand, shellLine } from '@plinth/template/config';

/** Commands of a build project, as lines of a shell. */
export interface StepCommands {
  readonly install: string[];
  readonly build: string[];
}

/** Variable that carries the services a pull request touches, divided by blanks, out of its check. */
export const AFFECTED_VARIABLE = 'PLINTH_AFFECTED';

/** Variable that tells a check which pull request it is for. */
export const PULL_REQUEST_VARIABLE = 'PLINTH_PULL_REQUEST';

const SERVICES_OF = `node -p 'JSON.parse(require("fs").readFileSync(0, "utf8")).services.join(" ")'`;

/**
 * The commands of a pull request's check: those of a build, up to where it would push. They are in its CodeBuild project and
 * not in the repository: a pull request that could change them could leave them out.
 */
export function checkCommands(): StepCommands {
  return {
    install: [shellLine(['npm', 'ci'])],
    build: [
      shellLine(['npm', 'run', 'drift']),
      shellLine(pipelineCommand('affected', '--explain')),
      `export ${AFFECTED_VARIABLE}="$(${shellLine(pipelineCommand('affected', '--json'))} | ${SERVICES_OF})"`,
      shellLine(pipelineCommand('check')),
    ],
  };
}

/**
 * The commands of a review, on the branch's own sources. It takes the reviewer's role with one name for every run; the AWS
 * CLI and SDKs read such a role from a profile.
 *
 * @param reviewer the role's ARN
 * @param session the name
 */
export function reviewCommands(reviewer: string, session: string): StepCommands {
  const profile = ['[profile reviewer]', `role_arn = ${reviewer}`, `role_session_name = ${session}`, 'credential_source = EcsContainer'];
  return {
    install: [shellLine(['npm', 'ci', '--ignore-scripts'])],
    build: [
      `aws codebuild batch-get-builds --ids "$PLINTH_BUILD" --query 'builds[0]' --output json > "$HOME/build.json"`,
      `printf '%s\\n' ${profile.map((line) => `'${line}'`).join(' ')} > "$HOME/reviewer"`,
      `AWS_CONFIG_FILE="$HOME/reviewer" AWS_PROFILE=reviewer ${shellLine(pipelineCommand('review'))} --build "$HOME/build.json"`,
    ],
  };
}
