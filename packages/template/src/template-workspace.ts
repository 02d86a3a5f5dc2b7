import { Component, JsonFile, Project } from 'projen';
import { TEMPLATE } from './template-package';
import { versionsOf } from './versions';
import { UNCACHED_TESTS } from './workspace';

/** The workspace of this template itself: only its home repository has it. */
export class TemplateWorkspace extends Component {
  public static readonly DIRECTORY = 'packages/template';

  /** What its package.json says. The packed package adds what jsii and npm want of a published one. */
  public static readonly MANIFEST: Record<string, unknown> = {
    name: TEMPLATE.name,
    version: TEMPLATE.version,
    private: true,
    description: 'The project type every platform repository is generated from.',
    main: 'src/index.ts',
    types: 'src/index.ts',
    dependencies: {},
    devDependencies: versionsOf(['jsii', 'turbo']),
    peerDependencies: versionsOf(['constructs', 'projen']),
    nx: { includedScripts: [], targets: { lint: {}, types: {}, ...UNCACHED_TESTS } },
  };

  public constructor(project: Project) {
    super(project, 'TemplateWorkspace');
    new JsonFile(project, `${TemplateWorkspace.DIRECTORY}/package.json`, { obj: TemplateWorkspace.MANIFEST });
    new JsonFile(project, `${TemplateWorkspace.DIRECTORY}/tsconfig.json`, {
      allowComments: false, obj: { extends: '../../tsconfig.base.json', include: ['src', 'test', 'pack'] },
    });
  }
}
