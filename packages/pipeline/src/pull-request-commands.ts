const PIPELINE = 'node --import tsx packages/pipeline/src/runtime/main.ts';

/**
 * The commands of a pull request's check. They are in its CodeBuild project and not in the repository: a pull request that
 * could change them could leave them out. The services it touches leave the build in a variable, for whoever reports on it.
 */
export const CHECK_COMMANDS = {
  install: ['npm ci'],
  build: [
    'npm run drift',
    `${PIPELINE} affected --explain`,
    `export PLINTH_AFFECTED="$(${PIPELINE} affected --json | node -p 'JSON.parse(require("fs").readFileSync(0, "utf8")).services.join(" ")')"`,
    `${PIPELINE} check`,
  ],
} as const;

/** Variable that carries the services a pull request touches, divided by blanks. */
export const AFFECTED_VARIABLE = 'PLINTH_AFFECTED';

/**
 * The commands of a review, on the branch's own sources. It takes the reviewer's role with one name for every run; the AWS
 * CLI and SDKs read such a role from a profile.
 *
 * @param reviewer the role's ARN
 * @param session the name
 */
export function reviewCommands(reviewer: string, session: string): { readonly install: string[]; readonly build: string[] } {
  const profile = ['[profile reviewer]', `role_arn = ${reviewer}`, `role_session_name = ${session}`, 'credential_source = EcsContainer'];
  return {
    install: ['npm ci --ignore-scripts'],
    build: [
      `aws codebuild batch-get-builds --ids "$PLINTH_BUILD" --query 'builds[0]' > "$HOME/build.json"`,
      `printf '%s\\n' ${profile.map((line) => `'${line}'`).join(' ')} > "$HOME/reviewer"`,
      `AWS_CONFIG_FILE="$HOME/reviewer" AWS_PROFILE=reviewer ${PIPELINE} review --build "$HOME/build.json"`,
    ],
  };
}
