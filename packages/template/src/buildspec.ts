import { Component, Project, YamlFile } from 'projen';
import { TaskRunner, buildLines, runnerVariables } from './config';

/** buildspec.yml: what CodeBuild runs for every commit; it runs on any machine, command for command. */
export class Buildspec extends Component {
  public constructor(project: Project, runner: TaskRunner) {
    super(project, 'Buildspec');
    const { install, build } = buildLines();
    new YamlFile(project, 'buildspec.yml', { obj: {
      version: 0.2,
      env: { variables: { CI: 'true', ...runnerVariables(runner) } },
      phases: {
        install: { 'runtime-versions': { nodejs: 24 }, 'commands': install },
        build: { commands: build },
      },
      reports: { tests: { 'file-format': 'JUNITXML', 'files': ['packages/*/out/reports/junit.xml', 'apps/*/out/reports/junit.xml'] } },
      artifacts: { 'base-directory': 'dist', 'files': ['**/*'] },
      // A runner's own cache does not survive a change of machine, so only npm's downloads are kept.
      cache: { paths: ['/root/.npm/**/*'] },
    } });
  }
}
