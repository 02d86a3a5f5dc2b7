import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InitProject, Project, ProjenrcFile } from 'projen';
import { MicroserviceConfig, PlatformDeclaration } from './config';
import { renderProjenrc } from './projenrc-text';
import { TEMPLATE } from './template-package';

/** What `.projenrc.ts` says when `projen new` writes it. */
export interface ProjenrcOptions {
  /** Fields of the platform, with `scope` where one was chosen. */
  readonly platform: PlatformDeclaration & { readonly scope?: string };
  /** Its services. */
  readonly services: readonly MicroserviceConfig[];
}

/** `.projenrc.ts`: written once by `projen new`, then the one file a team edits. */
export class Projenrc extends ProjenrcFile {
  public readonly filePath = '.projenrc.ts';

  public constructor(project: Project, private readonly options: ProjenrcOptions) {
    super(project);
    // Not through a package script or npx: each costs a second before any work begins.
    project.defaultTask?.execArgs(['node', '--import', 'tsx', `node_modules/${TEMPLATE.name}/bin/projenrc.mjs`]);
  }

  public override projectCreation(_: InitProject): void {
    const file = join(this.project.outdir, this.filePath);
    if (!existsSync(file)) writeFileSync(file, renderProjenrc(this.options.platform, this.options.services));
  }
}
