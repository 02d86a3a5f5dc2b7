import { createHash } from 'node:crypto';
import { TASKS, type TaskName } from '@plinth/template/config';
import type { Affected } from '../../src/runtime/affected';
import { filesOf, type Model } from './monorepo';

const IMAGE_TASKS: readonly string[] = ['image', 'bundle'];

/**
 * All the bytes a workspace's results are made from, told from a model and not from git: its files, those of all it depends on,
 * the npm packages any of them needs, and what its tasks read at the root. Written to be plain, and to share nothing with what it judges.
 */
export function inputsOf(model: Model): { workspaces: Record<string, string>; images: Record<string, string> } {
  const workspaces = Object.entries(model.workspaces).map(([folder, { tasks }]) => [nameOf(folder), inputOf(model, folder, tasks)]);
  const images = model.services.map((service) => [service, inputOf(model, `apps/${service}`, IMAGE_TASKS)]);
  return { workspaces: Object.fromEntries(workspaces), images: Object.fromEntries(images) };
}

const nameOf = (folder: string) => `@acme/${folder.split('/').pop()}`;

function inputOf(model: Model, folder: string, tasks: readonly string[]): string {
  const files = filesOf(model);
  const folders = allBelow(model, folder);
  const own = folders.flatMap((one) => Object.entries(files).filter(([path]) => path.startsWith(`${one}/`) && !path.endsWith('.md')));
  const npm = folders.flatMap((one) => model.workspaces[one].npm.flatMap((name) => needed(model, [], name)));
  const used = tasks.filter((task) => model.workspaces[folder].tasks.includes(task)).map((task) => TASKS[task as TaskName]);
  const tools = used.flatMap((task) => task.tools.flatMap((name) => needed(model, [], name)));
  const root = [...used.flatMap((task) => task.rootFiles), ...(model.workspaces[folder].checksProjenrc ? ['.projenrc.ts'] : []), '.npmrc'].map((path) => [path, files[path]]);
  const all = [...own, ...root].map((pair) => JSON.stringify(pair)).concat(npm, tools);
  return createHash('sha256').update([...new Set(all)].sort().join('\n')).digest('hex');
}

function allBelow(model: Model, folder: string): string[] {
  const below = model.workspaces[folder].dependsOn.flatMap((name) => {
    const found = Object.keys(model.workspaces).find((one) => one.endsWith(`/${name}`));
    return found ? allBelow(model, found) : [];
  });
  return [...new Set([folder, ...below])];
}

/** A package and all it needs, with places and versions. @param inside packages it is looked for in, the outermost first */
function needed(model: Model, inside: readonly string[], name: string): string[] {
  for (let depth = inside.length; depth >= 0; depth--) {
    const place = [...inside.slice(0, depth), name].join('/node_modules/');
    const found = model.npm[place];
    if (found) return [`${place}@${found.version}`, ...found.needs.flatMap((need) => needed(model, place.split('/node_modules/'), need))];
  }
  return [`${name} is nowhere`];
}

/** Says whether an answer misses something, or has too much where nothing outside of the workspaces differs. */
export function expectRight(base: Model | undefined, head: Model, { workspaces, services }: Pick<Affected, 'workspaces' | 'services'>): void {
  if (!base) throw new Error('the base is no commit of this history');
  const [were, are] = [base, head].map(inputsOf);
  const changed = { workspaces: differing(were.workspaces, are.workspaces), services: differing(were.images, are.images) };
  expect(workspaces).toEqual(expect.arrayContaining(changed.workspaces));
  expect(services).toEqual(expect.arrayContaining(changed.services));
  if (outside(base) === outside(head)) expect({ workspaces, services }).toEqual(changed);
}

const differing = (before: Record<string, string>, now: Record<string, string>) => Object.keys(now).filter((name) => before[name] !== now[name]).sort();

/** What is not in the files of workspaces. */
function outside({ root, npm, services, tools, workspaces }: Model): string {
  return JSON.stringify([root, npm, services, tools, Object.entries(workspaces).map(([folder, { npm: own, dependsOn }]) => [folder, own, dependsOn])]);
}
