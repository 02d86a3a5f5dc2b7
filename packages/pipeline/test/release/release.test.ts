import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FileLedger } from '../../src/ledger';
import { canonicalJson } from '../../src/ledger/canonical-json';
import { release } from '../../src/runtime/release/release';
import { imageOf } from '../ledger/world';
import { aContext, commit, git } from '../repository';
import { aCheckout } from './a-checkout';

const IMAGES = { orders: imageOf('orders'), carts: imageOf('carts') };

/** Runs the command in a checkout, with its ledger beside what git knows. */
async function released(root: string, ...args: string[]) {
  const context = aContext(root, { ...process.env, PLINTH_LEDGER: join(root, 'out', 'ledger'), PLINTH_BASE: '' });
  await release(['--without', 'advisories', ...args], context);
  return context;
}

describe('the release command', () => {
  it('puts the release of the commit that is checked out into the ledger and into dist/, and prints the commit alone', async () => {
    const { root, head } = aCheckout();
    const { printed, said } = await released(root);
    expect(printed).toEqual([head]);
    const made = await new FileLedger(join(root, 'out', 'ledger')).findRelease(head);
    expect(made).toMatchObject({ commit: head, images: IMAGES });
    expect(readFileSync(join(root, 'dist', 'release.json'), 'utf8')).toBe(canonicalJson(made));
    expect(said.filter((line) => / s {2}/.test(line)).map((line) => line.replace(/^ *\d+\.\d s {2}/, ''))).toEqual(expect.arrayContaining([
      expect.stringMatching(/^building carts, orders; 0 carried over, none dropped: no earlier release/), 'rendering staging, prod', 'asking the gates', `${head.slice(0, 12)} is released: 2 built, 0 carried over, 0 dropped`,
    ]));
  }, 60_000);

  it('plans, prints what it would do and writes nothing', async () => {
    const { root, head } = aCheckout();
    rmSync(join(root, 'out'), { recursive: true });
    const { printed } = await released(root, '--plan');
    expect(printed.join('\n').split('\n')).toEqual([expect.stringMatching(`^release  ${head.slice(0, 12)} on no release: no earlier release`), 'build    carts, orders', 'carry    nothing', 'drop     nothing']);
    expect(JSON.parse((await released(root, '--plan', '--json')).printed[0])).toMatchObject({ commit: head, released: false, build: ['carts', 'orders'], carry: [], drop: [] });
    expect(['out', 'dist'].filter((folder) => existsSync(join(root, folder)))).toEqual([]);
  }, 60_000);

  it('builds what the next commit touched, carries over the rest, and of the same commit makes the same again', async () => {
    const { root, head } = aCheckout();
    await released(root);
    appendFileSync(join(root, 'apps/carts/deploy/chart.ts'), '// another line\n');
    git(root, 'add', '--all');
    const next = commit(root, 'another chart');
    expect((await released(root)).said.at(-1)).toMatch(`${next.slice(0, 12)} is released: 1 built, 1 carried over, 0 dropped`);
    const { printed, said } = await released(root, '--json');
    expect(JSON.parse(printed[0])).toMatchObject({ commit: next, base: head, images: IMAGES });
    expect(said.at(-1)).toMatch(`${next.slice(0, 12)} has its release, and made again it is the same`);
  }, 60_000);

  it('fails when it is not told where the ledger is, or platform.json was edited', async () => {
    const { root } = aCheckout();
    await expect(release([], aContext(root))).rejects.toThrow('PLINTH_LEDGER is not set, got no --ledger either; ');
    const file = join(root, 'platform.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('carts', 'trolleys'));
    await expect(release([], aContext(root))).rejects.toThrow(/platform.json was edited by hand, got /);
  });
});
