import { affected } from '../../src/runtime/affected';
import { explanation } from '../../src/runtime/affected/explanation';
import { aContext } from '../repository';
import { Monorepo } from './monorepo';

jest.setTimeout(60_000);

describe('the affected command', () => {
  let repository: Monorepo;
  let released: string;
  beforeAll(async () => {
    repository = new Monorepo();
    released = await repository.release();
    repository.commit(({ workspaces, npm }) => {
      workspaces['packages/core'].files['src/index.ts'] = '2';
      npm.espree.version = '2.0.0';
    });
  });

  const run = async (args: string[], env: NodeJS.ProcessEnv = {}) => {
    const context = aContext(repository.folder, { PATH: process.env.PATH, PLINTH_LEDGER: repository.ledgerFolder, ...env });
    await affected(args, context);
    return context;
  };

  it('prints a line for each workspace and service, for programs, and one of words', async () => {
    const { printed, said } = await run([]);
    expect(printed.filter((line) => line.startsWith('service '))).toEqual(['service carts', 'service orders']);
    expect(printed.filter((line) => line.startsWith('workspace '))).toHaveLength(7);
    expect(said).toEqual([`base: ${released.slice(0, 12)}, the commit before, is the nearest with a release; 2 of 3 services are affected, and 7 workspaces to check`]);
  });

  it('explains every service', async () => {
    expect((await run(['--explain'])).printed).toEqual([
      'carts: in',
      '  carts ← @acme/core: packages/core/src/index.ts',
      '  espree 1.0.0 → 2.0.0, for lint',
      'mail: out; its image reads nothing that changed, but it is to be checked',
      '  espree 1.0.0 → 2.0.0, for lint',
      'orders: in',
      '  orders ← @acme/http ← @acme/core: packages/core/src/index.ts',
      '  espree 1.0.0 → 2.0.0, for lint',
    ]);
  });

  it('says all as JSON', async () => {
    const { printed } = await run(['--json']);
    expect(JSON.parse(printed[0])).toMatchObject({ head: repository.head, base: released, released: false, services: ['carts', 'orders'], verdicts: [{ service: 'carts', affected: true }, { service: 'mail', affected: false }, { service: 'orders', affected: true }] });
  });

  it.each([['everything', [], { PLINTH_BASE: 'everything' }], ['auto', ['--base', 'auto'], { PLINTH_BASE: 'everything' }]])('takes the base from the command line before the environment: %s', async (base, args, env) => {
    expect((await run(args, env)).said[0]).toMatch(base === 'everything' ? /^everything: everything was asked for; 3 of 3 services/ : /^base: /);
  });

  it('takes the ledger from the command line before the environment', async () => {
    expect((await run(['--ledger', `${repository.ledgerFolder}-other`])).said[0]).toMatch(/^everything: no earlier release: none of the last 2 commits has one; 3 of 3/);
  });

  it('fails when no ledger is named', async () => {
    await expect(run([], { PLINTH_LEDGER: '' })).rejects.toThrow('PLINTH_LEDGER is not set');
  });
});

describe('an explanation', () => {
  it('names three of many and counts the others', () => {
    const causes = [{ kind: 'files' as const, changed: { first: ['a', 'b', 'c'], count: 12 } }];
    expect(explanation({ released: false, verdicts: [{ service: 'orders', affected: true, causes }] })).toEqual(['orders: in', '  a, b, c and 9 more']);
  });

  it('of a released commit says so', () => {
    expect(explanation({ released: true, verdicts: [{ service: 'orders', affected: false, causes: [] }] })).toEqual(['orders: out; this commit has its release']);
  });
});
