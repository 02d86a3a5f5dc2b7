import { Component, JsonFile, Project } from 'projen';
import { TEMPLATE } from './template-package';

/** tsconfig.base.json, and the tsconfig.json of `.projenrc.ts` and of editors. */
export class TypeScriptConfig extends Component {
  public constructor(project: Project) {
    super(project, 'TypeScriptConfig');
    new JsonFile(project, 'tsconfig.base.json', { allowComments: false, obj: {
      compilerOptions: {
        target: 'es2022',
        lib: ['es2023'],
        module: 'node16',
        moduleResolution: 'node16',
        strict: true,
        noImplicitOverride: true,
        noFallthroughCasesInSwitch: true,
        noUnusedLocals: true,
        noUnusedParameters: true,
        esModuleInterop: true,
        resolveJsonModule: true,
        isolatedModules: true,
        skipLibCheck: true,
        noEmit: true,
        types: ['node', 'jest'],
        // The template's source where this repository has it; elsewhere these lead nowhere and node_modules is used.
        paths: {
          [TEMPLATE.name]: ['./packages/template/src'],
          [`${TEMPLATE.name}/config`]: ['./packages/template/src/config'],
        },
      },
    } });
    new JsonFile(project, 'tsconfig.json', { allowComments: false, obj: { extends: './tsconfig.base.json', include: ['.projenrc.ts'] } });
  }
}
