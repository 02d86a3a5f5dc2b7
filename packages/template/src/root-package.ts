import { Component, JsonFile, Project } from 'projen';
import { TEMPLATE, templateSpec } from './template-package';
import { ALLOW_SCRIPTS, OVERRIDES, sortedByKey, versionsOf } from './versions';

/** What people type. Tools are started directly; nx targets never go through these. */
const SCRIPTS = {
  'addons:refresh': 'node --import tsx packages/cluster/src/runtime/main.ts refresh-addons',
  'baseline': 'node --import tsx apps/platform/src/baseline.ts',
  'bench': 'nx run-many -t bench --parallel 1 --output-style stream',
  'cluster': 'node --import tsx packages/cluster/src/runtime/main.ts',
  'dev': 'nx run-many -t dev --output-style stream',
  'drift': 'projen && git add --intent-to-add . && git diff --exit-code',
  'pipeline': 'node --import tsx packages/pipeline/src/runtime/main.ts',
  'projen': 'projen',
  'test': 'jest',
  'verify': 'node --import tsx apps/platform/src/verify.ts',
};

/** The root package.json: workspaces, scripts and the tools every workspace shares. */
export class RootPackage extends Component {
  public constructor(project: Project) {
    super(project, 'RootPackage');
    new JsonFile(project, 'package.json', { obj: () => this.manifest() });
  }

  /** What package.json says; the lockfile must agree with it. */
  public manifest(): Record<string, unknown> {
    return {
      name: this.project.name,
      version: '0.0.0',
      private: true,
      scripts: SCRIPTS,
      workspaces: ['packages/*', 'apps/*'],
      devDependencies: sortedByKey({
        ...versionsOf([
          '@swc/core', '@swc/jest', '@types/jest', '@types/node', '@typescript/native', 'typescript', 'aws-cdk', 'constructs', 'esbuild',
          'eslint', 'jest', 'jest-junit', 'nx', 'projen', 'tsx', 'typescript-eslint',
        ]),
        [TEMPLATE.name]: templateSpec(this.project.outdir),
      }),
      overrides: OVERRIDES,
      allowScripts: ALLOW_SCRIPTS,
      engines: { node: '>=20.19' },
    };
  }
}
