import { FileBase, IResolver, Project } from 'projen';
import { renderPlatform } from './config';

/** `platform.json`: what `.projenrc.ts` said, as data. Everything downstream reads it and nothing else. */
export class PlatformJson extends FileBase {
  /** @param said gives the configuration once it is complete */
  public constructor(project: Project, private readonly said: () => unknown) {
    super(project, 'platform.json', { marker: false });
  }

  protected synthesizeContent(_: IResolver): string {
    return renderPlatform(this.said());
  }
}
