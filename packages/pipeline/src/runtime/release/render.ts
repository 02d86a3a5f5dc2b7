import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { Explained, type Command } from '../command';
import { findWorkspace } from '../workspace';

/** What renders a workspace's manifests, as its `render` task runs it. */
const CHART = join('deploy', 'chart.ts');

/**
 * `render`: the manifests of the platform and of every service, each as its own `render` task would, but in one process.
 * With a list of images every manifest is another one, so no cache helps, and a process for each of a hundred services takes
 * minutes where this takes seconds.
 */
export const render: Command = async (args, { cwd, say }) => {
  parseArgs({ args, options: {} });
  const { root, services } = findWorkspace(cwd);
  for (const app of ['platform', ...services]) await renderIn(join(root, 'apps', app));
  say(`manifests of the platform and of ${services.length} services`);
};

/** A chart writes below the folder it runs in, and says what is wrong by the exit code. */
async function renderIn(folder: string): Promise<void> {
  const chart = join(folder, CHART);
  if (!existsSync(chart)) throw new Explained(`${chart} is missing, got no such file; restore it, or remove the service from .projenrc.ts`);
  process.chdir(folder);
  await import(pathToFileURL(chart).href);
  if (process.exitCode) throw new Explained(`${chart} failed, got exit code ${process.exitCode}; correct what it says above`);
}
