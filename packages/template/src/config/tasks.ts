/** What can be done with a workspace, by name. */
export type TaskName = 'lint' | 'types' | 'test' | 'synth' | 'render' | 'bundle' | 'image' | 'dev' | 'bench';

/** What a task runs and all that its result depends on; nx.json and turbo.json are made from nothing else. */
export interface Task {
  /** Run in the workspace's folder; `{workspace}` stands for that folder, seen from the root. */
  readonly command: string;
  /** Whether it is done again only when something it reads has changed. */
  readonly cache: boolean;
  /** Whether it ends when it is interrupted, and not before. */
  readonly continuous: boolean;
  /** Files of its workspace that it reads: all but `NOT_READ`, or these; a task of which nobody asks has none. */
  readonly ownFiles: 'all' | readonly string[];
  /** Whether it reads the files of the workspaces its own depends on. */
  readonly dependencies: boolean;
  /** Whether it reads `DECLARATION`, in a workspace that checks it. */
  readonly declaration: boolean;
  /** Files at the repository's root that it reads. */
  readonly rootFiles: readonly string[];
  /** npm packages that make its result: naming them keeps an unrelated line of the lockfile from doing everything again. */
  readonly tools: readonly string[];
  /** Variables its result depends on. */
  readonly environment: readonly string[];
  /** A variable that names a file it reads. */
  readonly namedFile?: NamedFile;
  /** Variables it needs and its result does not depend on, such as credentials; `*` stands for the rest of a name. */
  readonly passed: readonly string[];
  /** Files and folders it leaves in its workspace. */
  readonly outputs: readonly string[];
  /** Tasks of the same workspace that come first, and whose outputs it reads. */
  readonly after: readonly TaskName[];
}

/** A file whose place is in a variable. */
export interface NamedFile {
  /** The variable. */
  readonly variable: string;
  /** What it says in a build; turbo hashes this file alone, and nx the file that is named. */
  readonly file: string;
}

/** Files of a workspace that change no task's result: documents, and what tasks leave. */
export const NOT_READ: readonly string[] = ['**/*.md', 'out/**'];

/** What the platform is, for the workspace that checks it. */
export const DECLARATION: readonly string[] = ['.projenrc.ts', 'platform.json'];

/** The list of images by digest that manifests are rendered with. */
export const IMAGE_LIST: NamedFile = { variable: 'PLINTH_IMAGES', file: 'out/images.json' };

/** The commands of the pipeline, seen from the root. */
export const PIPELINE_MAIN = 'packages/pipeline/src/runtime/main.ts';

const READS_NOTHING = {
  cache: false, continuous: false, ownFiles: [], dependencies: false, declaration: false, rootFiles: [], tools: [], environment: [], passed: [], outputs: [], after: [],
} satisfies Partial<Task>;

/** A task that reads its own workspace. */
const OWN = { ...READS_NOTHING, cache: true, ownFiles: 'all', rootFiles: ['tsconfig.base.json'] } satisfies Partial<Task>;

/** A task that reads its own workspace and all it depends on. */
const ALL = { ...OWN, dependencies: true } satisfies Partial<Task>;

/** Each task, said once; a workspace's package.json only names the ones it has. */
export const TASKS: Readonly<Record<TaskName, Task>> = {
  lint: {
    ...OWN, command: 'eslint --max-warnings 0 .',
    rootFiles: [...OWN.rootFiles, 'eslint.config.mjs'], tools: ['eslint', 'typescript-eslint', 'typescript'],
  },
  types: { ...ALL, command: 'tsc -p . --noEmit', declaration: true, tools: ['@typescript/native'] },
  test: {
    ...ALL, command: 'jest -c ../../jest.config.js {workspace}/test', declaration: true,
    rootFiles: [...ALL.rootFiles, 'jest.config.js'], tools: ['jest', '@swc/jest', '@swc/core'],
    environment: ['PLINTH_REQUIRE'], passed: ['PLINTH_*', 'DOCKER_*'], outputs: ['out/reports'],
  },
  synth: {
    ...ALL, command: 'node --import tsx src/main.ts', rootFiles: [...ALL.rootFiles, 'platform.json'],
    tools: ['tsx', 'aws-cdk-lib', 'cdk-nag'], environment: ['CDK_VALIDATION'], outputs: ['out/cdk.out'],
  },
  render: {
    ...ALL, command: 'node --import tsx deploy/chart.ts', rootFiles: [...ALL.rootFiles, 'platform.json'],
    tools: ['tsx', 'cdk8s'], namedFile: IMAGE_LIST, outputs: ['out/manifests', 'out/bootstrap'],
  },
  bundle: { ...ALL, command: `node --import tsx ../../${PIPELINE_MAIN} bundle`, tools: ['esbuild', 'tsx'], outputs: ['out/bundle'] },
  // Not cached: the registry is asked each time, since it alone knows which images still exist. What goes into the
  // image is the bundle's bytes, so a change that leaves them alone leaves the tag alone.
  image: {
    ...READS_NOTHING, command: `node --import tsx ../../${PIPELINE_MAIN} image`, ownFiles: ['Dockerfile', '.dockerignore'], after: ['bundle'],
    environment: ['PLINTH_RUNTIME_IMAGE'], passed: ['PLINTH_*', 'DOCKER_*', 'BUILDX_*', 'BUILDKIT_*', 'AWS_*', 'CODEBUILD_*'],
  },
  dev: { ...READS_NOTHING, command: 'tsx watch src/main.ts', continuous: true, passed: ['*'] },
  bench: { ...READS_NOTHING, command: 'node --import tsx bench/main.ts', after: ['bundle'], passed: ['*'] },
};
