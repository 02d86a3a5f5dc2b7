import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FileLedger } from '../../src/ledger';
import { type AffectedSearch } from '../../src/runtime/affected';
import { Explained } from '../../src/runtime/command';
import { aDraft, aReport, commitOf } from '../ledger/world';
import { aFolder, commit, git } from '../repository';
import { Monorepo, type Model } from './monorepo';

// git is started dozens of times, and a busy machine takes its time for each.
jest.setTimeout(60_000);

const SERVICES = ['carts', 'mail', 'orders'];
const short = (id: string) => id.slice(0, 12);
const edit = ({ workspaces }: Model) => void (workspaces['apps/mail'].files['src/main.ts'] += '!');

describe('the base', () => {
  it('is the nearest commit with a release', async () => {
    const repository = new Monorepo();
    await repository.release();
    repository.commit(edit);
    const second = await repository.release();
    repository.commit(edit);
    expect(await repository.affected()).toMatchObject({ base: second, released: false, reason: `${short(second)}, the commit before, is the nearest with a release` });
  });

  it('is the commit itself when it has its release, and then nothing is affected', async () => {
    const repository = new Monorepo();
    const head = await repository.release();
    const affected = await repository.affected();
    expect(affected).toMatchObject({ head, base: head, released: true, services: [], workspaces: [], reason: `${short(head)} has its release: nothing is to be built` });
    expect(affected.verdicts.map(({ service, causes }) => [service, causes])).toEqual(SERVICES.map((service) => [service, []]));
  });

  it('is none before the first release, and then everything is affected', async () => {
    const repository = new Monorepo();
    repository.commit(edit);
    const { base, services, workspaces, verdicts } = await repository.affected();
    expect([base, services]).toEqual([undefined, SERVICES]);
    expect(workspaces).toHaveLength(7);
    expect(verdicts[0].causes).toEqual([{ kind: 'everything', reason: 'no earlier release: none of the last 2 commits has one' }]);
  });

  it('is none after the ledger was lost, and then everything is affected', async () => {
    const repository = new Monorepo();
    const released = await repository.release();
    repository.commit(edit);
    const affected = await repository.affected({ ledger: new FileLedger(aFolder()) });
    expect(affected).toMatchObject({ base: undefined, services: SERVICES });
    expect((await repository.affected()).base).toBe(released);
  });

  it('is none when only deployments are left of the ledger, if what runs is in this history', async () => {
    const repository = new Monorepo();
    await repository.ledger.recordDeployment(aReport('', { release: await repository.release() }), 0);
    repository.loseReleases();
    repository.commit(edit);
    expect(await repository.affected()).toMatchObject({ base: undefined, services: SERVICES });
  });

  it('is on the way the branch went, not on one that was merged', async () => {
    const repository = new Monorepo();
    const first = await repository.release();
    repository.merge(edit, ({ root }) => void (root['docs/errors.md'] += '!'));
    await repository.release(git(repository.folder, 'rev-parse', 'HEAD^2'));
    expect((await repository.affected()).base).toBe(first);
  });

  it('is at most 1,000 commits back', async () => {
    const repository = new Monorepo();
    const asked = new Set<string>();
    const ledger = Object.assign(Object.create(repository.ledger), { tryFindRelease: async (id: string) => void asked.add(id) });
    repository.idle(1200);
    const { reason } = await repository.affected({ ledger });
    expect(reason).toBe('no earlier release: none of the last 1000 commits has one');
    expect(asked.size).toBe(1000);
  });

  it('is an earlier release when one asks for it, by any name of its commit', async () => {
    const repository = new Monorepo();
    const first = await repository.release();
    repository.commit(edit);
    await repository.release();
    expect(await repository.affected({ base: 'HEAD~1' })).toMatchObject({ base: first, released: true, services: ['mail'], reason: `${short(first)} was asked for` });
  });

  it('is none when one asks for everything, release or not', async () => {
    const repository = new Monorepo();
    await repository.release();
    expect(await repository.affected({ base: 'everything' })).toMatchObject({ base: undefined, released: true, services: SERVICES, reason: 'everything was asked for' });
  });
});

describe('what is affected', () => {
  it('fails when the folder is no checkout, or git is not installed', async () => {
    await refused({ root: aFolder() }, /^this folder is not a checkout git can read, got "fatal: not a git repository.*"; hand on a full clone \(CODEBUILD_CLONE_REF\), not a zip$/);
    await refused({ env: { PATH: '/nowhere' } }, /^git is not installed, got no such program; install git$/);
  });

  it('fails when the platform is in a folder of its checkout, or there is no commit', async () => {
    const { folder } = new Monorepo();
    await refused({ root: join(folder, 'apps') }, /^platform\.json is not at the root of its checkout, got "apps\/"; give the platform a repository of its own$/);
    const empty = aFolder();
    git(empty, 'init', '--quiet');
    await refused({ root: empty }, /^this checkout has no commit, got an empty history; commit first$/);
  });

  it('fails when files are in no commit, and names them', async () => {
    const { folder } = new Monorepo();
    for (const name of ['a', 'b', 'c', 'with "quotes"', 'README.md']) writeFileSync(join(folder, name), 'new');
    writeFileSync(join(folder, 'tsconfig.base.json'), 'staged');
    git(folder, 'add', 'tsconfig.base.json');
    await refused({ root: folder }, /^this checkout has changes that are in no commit, got "README\.md", "tsconfig\.base\.json", "a" and 3 more; commit them, or put them aside with 'git stash --include-untracked'$/);
  });

  it('does not mind what git ignores', async () => {
    const repository = new Monorepo();
    const { folder } = repository;
    writeFileSync(join(folder, '.git', 'info', 'exclude'), 'made.txt\n');
    writeFileSync(join(folder, 'made.txt'), 'made');
    expect((await repository.affected()).services).toEqual(SERVICES);
  });

  it.each([['0123456789012345678901234567890123456789'], ['no-such-branch'], ['--all'], ['']])('fails when the base is no commit: "%s"', async (base) => {
    await refused({ base }, new RegExp(`^base is not a commit of this repository, got "${base}"; fetch the branch it is on, or give 'everything'$`));
  });

  it('fails when the base is no ancestor', async () => {
    const repository = new Monorepo();
    const other = repository.commit(edit);
    repository.takeBack();
    await refused({ root: repository.folder, base: other }, new RegExp(`^base is not an ancestor of ${short(repository.head)}, got "${other}"; give a commit this one descends from \\(was history rewritten\\?\\), or 'everything'$`));
  });

  it('fails when the base has no release', async () => {
    const repository = new Monorepo();
    repository.commit(edit);
    await refused({ root: repository.folder, base: 'HEAD~1' }, /^base has no release in the ledger, got "HEAD~1" \([0-9a-f]{12}\); give a commit that was released, since the release is made from its images, or 'everything'$/);
  });

  it('fails when history was rewritten below all releases while one of them runs', async () => {
    const repository = new Monorepo();
    const gone = commit(repository.folder, 'will be gone');
    await repository.release(gone);
    await repository.ledger.recordDeployment(aReport('', { release: gone }), 0);
    git(repository.folder, 'reset', '--quiet', '--hard', 'HEAD~1');
    const head = repository.commit(edit);
    await expect(repository.affected()).rejects.toThrow(
      `history was rewritten: nothing in it was released, got prod on ${short(gone)}, which ${short(head)} does not descend from; look at what was lost, then give 'everything' as the base`,
    );
    expect(await repository.affected({ base: 'everything' })).toMatchObject({ base: undefined, services: SERVICES });
  });

  it('is counted from what is left when history was rewritten above a release', async () => {
    const repository = new Monorepo();
    const kept = await repository.release();
    const gone = repository.commit(edit);
    await repository.release(gone);
    await repository.ledger.recordDeployment(aReport('', { release: gone }), 0);
    git(repository.folder, 'reset', '--quiet', '--hard', kept);
    repository.commit(({ workspaces }) => void (workspaces['apps/carts'].files['src/main.ts'] = '2'));
    const { base, services } = await repository.affected();
    expect([base, services]).toEqual([kept, ['carts', 'mail']]);
  });

  it('fails when what runs is a commit nobody has', async () => {
    const repository = new Monorepo();
    await repository.ledger.createRelease(aDraft('unknown'));
    await repository.ledger.recordDeployment(aReport('unknown'), 0);
    await expect(repository.affected()).rejects.toThrow(`got prod on ${short(commitOf('unknown'))}, which`);
  });

  it('fails when a service has no workspace, or a manifest is no JSON', async () => {
    const repository = new Monorepo();
    await repository.release();
    repository.commit(({ services }) => void services.push('ghost'));
    await expect(repository.affected()).rejects.toThrow(`platform.json services has one without a workspace, got "ghost"; restore apps/ghost/package.json with 'npx projen'`);
    writeFileSync(join(repository.folder, 'packages/core/package.json'), '{');
    git(repository.folder, 'commit', '--quiet', '--all', '--message=broken');
    await expect(repository.affected()).rejects.toThrow(/^packages\/core\/package\.json of [0-9a-f]{12} is not JSON, got ".+"; correct it and commit$/);
  });
});

async function refused(search: Partial<AffectedSearch>, sentence: RegExp): Promise<void> {
  const refusal = await new Monorepo().affected(search).catch((error: Error) => error);
  expect(refusal).toBeInstanceOf(Explained);
  expect((refusal as Error).message).toMatch(sentence);
}
