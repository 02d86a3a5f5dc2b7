import fc from 'fast-check';
import { aServiceWorkspace, type Model } from './monorepo';

type Change = (model: Model) => void;

/** One of a list, by a number. */
export const pick = <T>(list: readonly T[], seed: number): T => list[seed % list.length];
const foldersOf = (model: Model) => Object.keys(model.workspaces);

/** Changes of every kind; numbers choose among what a commit has. */
const KINDS: Record<string, (a: number, b: number) => Change> = {
  edit: (a, b) => (model) => {
    const { files } = model.workspaces[pick(foldersOf(model), a)];
    files[pick(Object.keys(files), b)] = String(b % 3);
  },
  write: (a, b) => (model) => void (model.workspaces[pick(foldersOf(model), a)].files[pick(['src/new.ts', 'docs/new.md', 'test/new.test.ts'], b)] = String(b % 3)),
  remove: (a, b) => (model) => {
    const { files } = model.workspaces[pick(foldersOf(model), a)];
    delete files[pick(Object.keys(files), b)];
    files['src/index.ts'] ??= '0';
  },
  // Only backwards in this order, so that nothing depends on itself.
  depend: (a, b) => (model) => {
    const order = [...foldersOf(model).filter((folder) => folder.startsWith('packages/')).sort(), ...foldersOf(model).filter((folder) => folder.startsWith('apps/'))];
    const from = 1 + (a % (order.length - 1));
    const to = pick(order.slice(0, from).filter((folder) => folder.startsWith('packages/')), b);
    const { dependsOn } = model.workspaces[order[from]];
    if (to && !dependsOn.includes(to.split('/')[1])) dependsOn.push(to.split('/')[1]);
  },
  letGo: (a) => (model) => void model.workspaces[pick(foldersOf(model), a)].dependsOn.pop(),
  rename: (a) => (model) => {
    const folder = pick(foldersOf(model).filter((one) => one.startsWith('packages/')), a);
    const name = folder.split('/')[1];
    const renamed = name.endsWith('-2') ? name.slice(0, -2) : `${name}-2`;
    model.workspaces[`packages/${renamed}`] = model.workspaces[folder];
    delete model.workspaces[folder];
    for (const { dependsOn } of Object.values(model.workspaces)) if (dependsOn.includes(name)) dependsOn.splice(dependsOn.indexOf(name), 1, renamed);
  },
  newService: (a) => (model) => {
    const name = `new-${a % 3}`;
    model.workspaces[`apps/${name}`] ??= aServiceWorkspace();
    if (!model.services.includes(name)) model.services.push(name);
  },
  endService: (a) => (model) => {
    if (model.services.length < 2) return;
    const name = pick(model.services, a);
    model.services = model.services.filter((one) => one !== name);
    delete model.workspaces[`apps/${name}`];
  },
  root: (a, b) => (model) => void (model.root[pick(['tsconfig.base.json', 'eslint.config.mjs', 'jest.config.js', '.projenrc.ts', '.npmrc', 'docs/errors.md', 'README.md', 'nx.json'], a)] = `${b % 3}`),
  bump: (a, b) => ({ npm }) => void (npm[pick(Object.keys(npm), a)].version = `1.0.${b % 3}`),
  nest: (a, b) => ({ npm }) => void (npm[pick(['fastify/node_modules/pino', 'tsx/node_modules/esbuild', 'eslint/node_modules/espree'], a)] = { version: `2.0.${b % 3}`, needs: ['left'] }),
  flatten: (a) => ({ npm }) => void delete npm[pick(Object.keys(npm).filter((path) => path.includes('/node_modules/')), a)],
  install: (a, b) => (model) => {
    const { npm } = model.workspaces[pick(foldersOf(model), a)];
    const name = pick(Object.keys(model.npm).filter((path) => !path.includes('/node_modules/')), b);
    if (!npm.includes(name)) npm.push(name);
  },
};

/** A change by chance, shown by its kind and numbers. */
export const aChange = fc.record({ kind: fc.constantFrom(...Object.keys(KINDS)), a: fc.nat(1000), b: fc.nat(1000) });

/** The same changes to a model, on a copy of it. */
export function changed(model: Model, changes: readonly { kind: string; a: number; b: number }[]): Model {
  const copy = structuredClone(model);
  for (const { kind, a, b } of changes) KINDS[kind](a, b)(copy);
  return copy;
}
