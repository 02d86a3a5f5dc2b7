/** What a change at the repository's root can have an effect on. */
export interface RootInput {
  /** Paths, or names of npm packages. */
  readonly matches: RegExp;
  /** `nothing`: no task's result; `everything`: every task's; `types`: what the compiler says. */
  readonly touches: 'nothing' | 'everything' | 'types';
  /** Why. */
  readonly why: string;
}

/**
 * Files no task declares. What is in no workspace, is declared by no task and matches nothing here touches everything: a file
 * nobody thought of costs a build, not a release without it.
 */
export const ROOT_FILES: readonly RootInput[] = [
  { matches: /^(nx|turbo)\.json$/, touches: 'everything', why: 'says what every task runs' },
  { matches: /^\.npmrc$/, touches: 'everything', why: 'says how packages are installed' },
  { matches: /^\.gitattributes$/, touches: 'everything', why: 'says with which bytes git checks files out' },
  { matches: /^tsconfig\.json$/, touches: 'everything', why: 'says where the commands of a build find packages' },
  { matches: /^buildspec\.yml$/, touches: 'everything', why: 'says how everything is built' },
  { matches: /^docs\//, touches: 'nothing', why: 'read by people' },
  { matches: /^[^/]+\.md$/, touches: 'nothing', why: 'read by people' },
  { matches: /^LICENSE$/, touches: 'nothing', why: 'read by people' },
  { matches: /^\.gitignore$/, touches: 'nothing', why: 'says what is not committed; what is committed is compared itself' },
  { matches: /^\.nvmrc$/, touches: 'nothing', why: "chooses Node on a person's machine; the build's is in buildspec.yml" },
  { matches: /^\.ci\//, touches: 'nothing', why: "checks this repository; no task's command runs it" },
  { matches: /^\.projen\//, touches: 'nothing', why: "projen's records; what it writes from them is compared itself" },
  { matches: /^\.projenrc\.ts$/, touches: 'nothing', why: 'read by projen; what it writes from it is compared itself' },
];

/**
 * Packages of the root's package.json that are no task's tool and no workspace's dependency. Others may be imported from anywhere,
 * since Node finds what the root has: they touch everything.
 */
export const ROOT_PACKAGES: readonly RootInput[] = [
  { matches: /^@types\//, touches: 'types', why: 'types have no code' },
  { matches: /^(nx|turbo)$/, touches: 'nothing', why: "starts tasks; a task's result is its command's" },
  { matches: /^projen$/, touches: 'nothing', why: 'writes managed files, which are compared themselves' },
  { matches: /^aws-cdk$/, touches: 'nothing', why: 'deploys what was made' },
  { matches: /^jest-junit$/, touches: 'nothing', why: "reports what tests said" },
];

/** Fields of the root's package.json that have no effect of their own. */
const PACKAGE_FIELDS: Readonly<Record<string, string>> = {
  scripts: 'typed by people; tasks start their tools themselves',
  name: 'names nothing that is published',
  version: 'names nothing that is published',
  description: 'read by people',
  author: 'read by people',
  license: 'read by people',
  keywords: 'read by people',
  repository: 'read by people',
  homepage: 'read by people',
  bugs: 'read by people',
  '//': 'read by people',
  dependencies: "the lockfile's matter",
  devDependencies: "the lockfile's matter",
  overrides: "the lockfile's matter",
};

/** Fields of the root's package.json that differ and may change anything, such as `workspaces`, `engines` or `allowScripts`. */
export function changedFields(base: Readonly<Record<string, unknown>>, head: Readonly<Record<string, unknown>>): string[] {
  const fields = [...new Set([...Object.keys(base), ...Object.keys(head)])].sort();
  return fields.filter((field) => !Object.hasOwn(PACKAGE_FIELDS, field) && JSON.stringify(base[field]) !== JSON.stringify(head[field]));
}
