import { Component, JsonFile, Project } from 'projen';

const SOURCES = ['default', '^default'];

/** A target that runs one command in the project's folder, and is done again only when its inputs changed. */
function target(command: string, inputs: readonly unknown[], more: Record<string, unknown> = {}) {
  return { executor: 'nx:run-commands', cache: true, inputs, options: { command, cwd: '{projectRoot}' }, ...more };
}

/** Naming the tools keeps an unrelated line of the lockfile from doing everything again. */
function tools(...externalDependencies: string[]) {
  return { externalDependencies };
}

/** What every target does, said once; a workspace's package.json only names the ones it has. */
const TARGETS = {
  lint: target('eslint --max-warnings 0 .', [
    'default', '{workspaceRoot}/eslint.config.mjs', tools('eslint', 'typescript-eslint', 'typescript'),
  ]),
  types: target('tsc -p . --noEmit', [...SOURCES, 'declaration', tools('@typescript/native')]),
  test: target('jest -c ../../jest.config.js {projectRoot}/test', [
    ...SOURCES, 'declaration', '{workspaceRoot}/jest.config.js', { env: 'PLINTH_REQUIRE' }, tools('jest', '@swc/jest', '@swc/core'),
  ], { outputs: ['{projectRoot}/out/reports'] }),
  synth: target('node --import tsx src/main.ts', [
    ...SOURCES, 'platform', { env: 'CDK_VALIDATION' }, tools('tsx', 'aws-cdk-lib', 'cdk-nag'),
  ], { outputs: ['{projectRoot}/out/cdk.out'] }),
  render: target('node --import tsx deploy/chart.ts', [
    ...SOURCES, 'platform', tools('tsx', 'cdk8s'),
    { runtime: `node -e "const f=process.env.PLINTH_IMAGES; f && process.stdout.write(require('fs').readFileSync(f))"` },
  ], { outputs: ['{projectRoot}/out/manifests', '{projectRoot}/out/bootstrap'] }),
  bundle: target('node --import tsx ../../packages/pipeline/src/runtime/main.ts bundle', [
    ...SOURCES, tools('esbuild', 'tsx'),
  ], { outputs: ['{projectRoot}/out/bundle'] }),
  // Not cached: the registry is asked each time, since it alone knows which images still exist. What goes into the
  // image is the bundle's bytes, so a change that leaves them alone leaves the tag alone.
  image: { ...target('node --import tsx ../../packages/pipeline/src/runtime/main.ts image', [
    '{projectRoot}/Dockerfile', '{projectRoot}/.dockerignore', { dependentTasksOutputFiles: '**/*' }, { env: 'PLINTH_RUNTIME_IMAGE' },
  ]), cache: false, dependsOn: ['bundle'] },
  // Ends when it is interrupted.
  dev: { ...target('tsx watch src/main.ts', []), cache: false, continuous: true },
  bench: { ...target('node --import tsx bench/main.ts', []), cache: false, dependsOn: ['bundle'] },
};

/** nx.json. */
export class NxConfig extends Component {
  public constructor(project: Project) {
    super(project, 'NxConfig');
    new JsonFile(project, 'nx.json', { obj: {
      analytics: false,
      neverConnectToCloud: true,
      cacheDirectory: '.nx/cache',
      parallel: 2,
      defaultBase: 'main',
      tui: { enabled: false },
      namedInputs: {
        default: ['{projectRoot}/**/*', '!{projectRoot}/**/*.md', '!{projectRoot}/out/**', '{workspaceRoot}/tsconfig.base.json'],
        platform: ['{workspaceRoot}/platform.json'],
        // A workspace that also checks .projenrc.ts says so in its own package.json.
        declaration: [],
      },
      targetDefaults: TARGETS,
    } });
  }
}
