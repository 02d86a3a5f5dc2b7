import { Project, TextFile } from 'projen';
import { version as running } from 'projen/package.json';
import { TaskRunner } from './config';
import { VERSIONS } from './versions';

/** Tasks every projen project is born with; here a task runner starts the tools and a task would only stand in between. */
const UNUSED_TASKS = ['build', 'pre-compile', 'compile', 'post-compile', 'test', 'package'];

/**
 * A projen of another version writes other bytes, or silently nothing.
 * @throws when the running projen is not the pinned one
 */
export function refuseOtherProjen(): void {
  if (running !== VERSIONS.projen) {
    throw new Error(`projen is not the version this template was made for, got ${running}; run npm ci, or pass --projen-version ${VERSIONS.projen}`);
  }
}

/** Files that tell git and npm how to treat the repository. */
export function repositoryFiles(project: Project, runner: TaskRunner): void {
  UNUSED_TASKS.forEach((task) => project.removeTask(task));
  project.gitignore.addPatterns('out/', 'dist/', 'coverage/', `.${runner}/`, '*.tsbuildinfo');
  const npmrc = new TextFile(project, '.npmrc');
  npmrc.addLine(`# ${npmrc.marker}`);
  npmrc.addLine('# A lockfile without download addresses serves every registry.');
  npmrc.addLine('omit-lockfile-registry-resolved=true');
  npmrc.addLine('save-exact=true');
  npmrc.addLine('fund=false');
  npmrc.addLine('audit=false');
  new TextFile(project, '.nvmrc', { lines: ['24'], marker: false });
}
