import { Component, JsonFile, Project } from 'projen';
import { TaskRunner } from './config';
import { TEMPLATE } from './template-package';
import { versionsOf } from './versions';
import { workspaceTasks } from './workspace-tasks';

/** The workspace of this template itself: only its home repository has it. */
export class TemplateWorkspace extends Component {
  public static readonly DIRECTORY = 'packages/template';

  /** What its package.json says. The packed package adds what jsii and npm want of a published one. */
  public static manifest(runner: TaskRunner): Record<string, unknown> {
    return {
      name: TEMPLATE.name,
      version: TEMPLATE.version,
      private: true,
      description: 'The project type every platform repository is generated from.',
      main: 'src/index.ts',
      types: 'src/index.ts',
      dependencies: {},
      // Both runners, since its tests compare them.
      devDependencies: versionsOf(['jsii', 'nx', 'turbo']),
      peerDependencies: versionsOf(['constructs', 'projen']),
      ...workspaceTasks(runner, { directory: this.DIRECTORY, tasks: ['lint', 'types', 'test'], checksProjenrc: false, testsEverything: true }),
    };
  }

  public constructor(project: Project, runner: TaskRunner) {
    super(project, 'TemplateWorkspace');
    new JsonFile(project, `${TemplateWorkspace.DIRECTORY}/package.json`, { obj: TemplateWorkspace.manifest(runner) });
    new JsonFile(project, `${TemplateWorkspace.DIRECTORY}/tsconfig.json`, {
      allowComments: false, obj: { extends: '../../tsconfig.base.json', include: ['src', 'test', 'pack'] },
    });
  }
}
