import { Component, Project, TextFile } from 'projen';

/** eslint.config.mjs: the rules of every workspace, and the walls between them. */
export class EslintConfig extends Component {
  public constructor(project: Project, scope: string) {
    super(project, 'EslintConfig');
    const file = new TextFile(project, 'eslint.config.mjs');
    file.addLine(`// ${file.marker}`);
    file.addLine(`import tseslint from 'typescript-eslint';

const walls = {
  paths: [
    { name: 'aws-cdk-lib', message: "Import from 'aws-cdk-lib/core' and its submodules: the root loads the types of every service." },
  ],
  patterns: [
    { group: ['${scope}/*/*', '!@plinth/template/config'], message: 'Import another workspace by its name: what index.ts exports is its contract.' },
    { group: ['**/packages/*', '**/apps/*'], message: 'Import another workspace by its name, not by its path.' },
  ],
};

export default tseslint.config(
  { ignores: ['**/out/', '**/dist/', '**/node_modules/', '**/coverage/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts'],
    rules: {
      'no-restricted-imports': ['error', walls],
      'eqeqeq': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_$' }],
      'curly': ['error', 'multi-line'],
    },
  },
  {
    files: ['packages/*/src/**/*.ts'],
    rules: { 'no-restricted-imports': ['error', { ...walls, patterns: [...walls.patterns, { group: ['${scope}/platform', '${scope}/sample-service'], message: 'A package does not know the apps that use it.' }] }] },
  },
);`);
  }
}
