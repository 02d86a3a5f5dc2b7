import { Component, JsonFile, Project } from 'projen';
import { TaskRunner, VERIFY, pipelineCommand, shellLine, watchTask } from './config';
import { TEMPLATE, templateSpec } from './template-package';
import { ALLOW_SCRIPTS, NPM, OVERRIDES, sortedByKey, versionsOf } from './versions';

/** What people type. Tools are started directly; a runner's tasks never go through these. */
function scripts(runner: TaskRunner): Record<string, string> {
  return {
    'addons:refresh': 'node --import tsx packages/cluster/src/runtime/main.ts refresh-addons',
    'baseline': 'node --import tsx apps/platform/src/baseline.ts',
    'bench': shellLine(watchTask(runner, 'bench', 'in turn')),
    'cluster': 'node --import tsx packages/cluster/src/runtime/main.ts',
    'dev': shellLine(watchTask(runner, 'dev', 'together')),
    'drift': 'projen && git add --intent-to-add . && git diff --exit-code',
    'pipeline': shellLine(pipelineCommand()),
    'projen': 'projen',
    'test': 'jest',
    'verify': shellLine(VERIFY),
  };
}

/** turbo wants to be told the package manager, exactly; npm is not to mind being another version. */
const PACKAGE_MANAGER = { devEngines: { packageManager: { name: 'npm', version: NPM, onFail: 'ignore' } } };

/** The root package.json: workspaces, scripts and the tools every workspace shares. */
export class RootPackage extends Component {
  public constructor(project: Project, private readonly runner: TaskRunner) {
    super(project, 'RootPackage');
    new JsonFile(project, 'package.json', { obj: () => this.manifest() });
  }

  /** What package.json says; the lockfile must agree with it. */
  public manifest(): Record<string, unknown> {
    return {
      name: this.project.name,
      version: '0.0.0',
      private: true,
      scripts: scripts(this.runner),
      workspaces: ['packages/*', 'apps/*'],
      devDependencies: sortedByKey({
        ...versionsOf([
          '@swc/core', '@swc/jest', '@types/jest', '@types/node', '@typescript/native', 'typescript', 'aws-cdk', 'constructs', 'esbuild',
          'eslint', 'jest', 'jest-junit', this.runner, 'projen', 'tsx', 'typescript-eslint',
        ]),
        [TEMPLATE.name]: templateSpec(this.project.outdir),
      }),
      overrides: OVERRIDES,
      allowScripts: ALLOW_SCRIPTS,
      engines: { node: '>=20.19' },
      ...(this.runner === TaskRunner.TURBO ? PACKAGE_MANAGER : {}),
    };
  }
}
