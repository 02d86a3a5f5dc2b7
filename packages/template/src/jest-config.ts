import { Component, Project, TextFile } from 'projen';
import { TEMPLATE } from './template-package';

/** jest.config.js: one process tests every workspace; CI names the workspaces that changed. */
export class JestConfig extends Component {
  public constructor(project: Project) {
    super(project, 'JestConfig');
    const file = new TextFile(project, 'jest.config.js');
    file.addLine(`// ${file.marker}`);
    file.addLine(`const { existsSync, readdirSync } = require('node:fs');
const { basename, join } = require('node:path');

// CDK validates every template it synthesises, for seconds each time; the synth target does that once for all.
process.env.CDK_VALIDATION = 'false';

const workspaces = ['packages', 'apps'].flatMap((group) => readdirSync(join(__dirname, group)).map((name) => join(__dirname, group, name)));

// The template's source where this repository has it, the installed package elsewhere.
const template = (path, name) => [join(__dirname, 'packages/template/src', path), name];

module.exports = {
  reporters: ['default', ...(process.env.CI ? [['jest-junit', { outputDirectory: 'out/reports' }]] : [])],
  randomize: true,
  // Tests wait for the programs they start more than they compute, so no core is left to jest alone.
  maxWorkers: '100%',
  projects: workspaces.filter((rootDir) => existsSync(join(rootDir, 'test'))).map((rootDir) => ({
    rootDir,
    displayName: basename(rootDir),
    modulePathIgnorePatterns: ['<rootDir>/out/'],
    testMatch: ['<rootDir>/test/**/*.test.ts'],
    transform: { '\\\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } }] },
    moduleNameMapper: {
      '^${TEMPLATE.name}$': template('', '${TEMPLATE.name}'),
      '^${TEMPLATE.name}/config$': template('config', '${TEMPLATE.name}/config'),
    },
  })),
};`);
  }
}
