import fc from 'fast-check';
import { aModel, aServiceWorkspace, Monorepo, type Model } from './monorepo';
import { inputsOf } from './oracle';

// git is started hundreds of times, and a busy machine takes its time for each.
jest.setTimeout(600_000);

type Change = (model: Model) => void;

const pick = <T>(list: readonly T[], seed: number): T => list[seed % list.length];
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

const aChange = fc.record({ kind: fc.constantFrom(...Object.keys(KINDS)), a: fc.nat(1000), b: fc.nat(1000) });
const toChange = ({ kind, a, b }: { kind: string; a: number; b: number }) => KINDS[kind](a, b);

const aStep = fc.oneof(
  { weight: 6, arbitrary: fc.record({ step: fc.constant('commit' as const), changes: fc.array(aChange, { minLength: 1, maxLength: 3 }) }) },
  { weight: 1, arbitrary: fc.record({ step: fc.constant('merge' as const), changes: fc.tuple(aChange, aChange) }) },
  { weight: 1, arbitrary: fc.record({ step: fc.constant('revert' as const), changes: fc.constant([]) }) },
  { weight: 3, arbitrary: fc.record({ step: fc.constant('release' as const), changes: fc.constant([]) }) },
);

const differing = (before: Record<string, string>, now: Record<string, string>) => Object.keys(now).filter((name) => before[name] !== now[name]).sort();

describe('in any history', () => {
  it('all whose input differs from the base are affected, and no others where only workspaces changed', async () => {
    await fc.assert(fc.asyncProperty(fc.array(aStep, { minLength: 4, maxLength: 9 }), async (steps) => {
      const repository = new Monorepo(aModel());
      await repository.release();
      const states = new Map([[repository.head, repository.now()]]);
      for (const { step, changes } of steps) {
        if (step === 'release') await repository.release();
        if (step === 'commit') repository.commit((model) => changes.forEach((change) => toChange(change)(model)));
        if (step === 'merge') repository.merge(toChange(changes[0]), toChange(changes[1]));
        if (step === 'revert') repository.restore(pick([...states.values()], states.size * 7 + 3));
        states.set(repository.head, repository.now());
        await judge(repository, states);
      }
    }), { numRuns: 8 });
  });
});

async function judge(repository: Monorepo, states: Map<string, Model>): Promise<void> {
  const { base, services, workspaces } = await repository.affected();
  const before = states.get(base ?? '');
  if (!before) throw new Error(`the base is no commit of this history: ${base}`);
  const [were, are] = [before, repository.now()].map(inputsOf);
  const changed = { workspaces: differing(were.workspaces, are.workspaces), services: differing(were.images, are.images) };
  expect(workspaces).toEqual(expect.arrayContaining(changed.workspaces));
  expect(services).toEqual(expect.arrayContaining(changed.services));
  if (sameRoot(before, repository.now())) expect({ workspaces, services }).toEqual(changed);
}

/** Whether nothing outside of the workspaces differs; then the answer has to be exact. */
function sameRoot(before: Model, now: Model): boolean {
  const outside = ({ root, npm, services, tools, workspaces }: Model) => JSON.stringify([root, npm, services, tools, Object.entries(workspaces).map(([folder, { npm: own, dependsOn }]) => [folder, own, dependsOn])]);
  return outside(before) === outside(now);
}
