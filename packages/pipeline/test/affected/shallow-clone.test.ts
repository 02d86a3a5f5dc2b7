import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { aFolder, git } from '../repository';
import { Monorepo } from './monorepo';

// git is started dozens of times, and a busy machine takes its time for each.
jest.setTimeout(60_000);

/** A server's bare repository, cloned with this much of its history. */
function aClone(origin: Monorepo, depth: number): { server: string; clone: string } {
  const folder = aFolder();
  const [server, clone] = [join(folder, 'server.git'), join(folder, 'clone')];
  git(folder, 'clone', '--quiet', '--bare', origin.folder, server);
  git(folder, 'clone', '--quiet', `--depth=${depth}`, `file://${server}`, clone);
  return { server, clone };
}

/** A history in which the first commit was released, and this many came after it. */
async function aHistory(commits: number): Promise<{ origin: Monorepo; released: string }> {
  const origin = new Monorepo();
  const released = await origin.release();
  origin.commit(({ workspaces }) => void (workspaces['apps/mail'].files['src/main.ts'] = '2'));
  if (commits > 1) origin.idle(commits - 1);
  return { origin, released };
}

/** What git sent to the server, from its own trace. */
function sent(trace: string): string[] {
  return readFileSync(trace, 'utf8').split('\n').flatMap((line) => /fetch> (.*)$/.exec(line)?.[1] ?? []);
}

describe('in a shallow clone', () => {
  it('missing history is fetched by depth, and without a filter', async () => {
    const { origin, released } = await aHistory(20);
    const { clone } = aClone(origin, 1);
    const trace = join(aFolder(), 'trace');
    const env = { ...process.env, GIT_TRACE_PACKET: trace };
    expect(await origin.affected({ root: clone, env })).toMatchObject({ base: released, services: ['mail'] });
    const packets = sent(trace);
    expect(packets).toContain('deepen 50');
    expect(packets).toContain(`want ${origin.head}`);
    expect(packets.filter((packet) => /^(filter|deepen-relative|want-ref)/.test(packet))).toEqual([]);
    expect(origin.said).toEqual(['history is cut off after 1 commits: fetching 50 of them from origin']);
  });

  it('history is fetched in growing steps, and ends with the release', async () => {
    const { origin, released } = await aHistory(400);
    const { clone } = aClone(origin, 3);
    expect((await origin.affected({ root: clone })).base).toBe(released);
    expect(origin.said.map((line) => /fetching (\d+)/.exec(line)?.[1])).toEqual(['50', '250', '1000']);
    expect(git(clone, 'rev-parse', 'HEAD')).toBe(origin.head);
  });

  it('nothing is fetched when the release is there', async () => {
    const { origin, released } = await aHistory(3);
    const { clone } = aClone(origin, 4);
    git(clone, 'remote', 'remove', 'origin');
    expect((await origin.affected({ root: clone })).base).toBe(released);
  });

  it('the whole history, fetched in vain, is a first release', async () => {
    const { origin } = await aHistory(10);
    const { clone } = aClone(origin, 2);
    const empty = new Monorepo();
    expect(await empty.affected({ root: clone })).toMatchObject({ base: undefined, reason: 'no earlier release: none of the last 11 commits has one' });
  });

  it('a base that was asked for is fetched too', async () => {
    const { origin, released } = await aHistory(60);
    const { clone } = aClone(origin, 2);
    expect(await origin.affected({ root: clone, base: released })).toMatchObject({ base: released, services: ['mail'] });
    expect(origin.said).toHaveLength(2);
  });

  it('everything needs no history', async () => {
    const { origin } = await aHistory(3);
    const { clone } = aClone(origin, 1);
    git(clone, 'remote', 'remove', 'origin');
    expect((await origin.affected({ root: clone, base: 'everything' })).services).toEqual(['carts', 'mail', 'orders']);
  });

  it('fails when there is no remote, or it has gone', async () => {
    const { origin } = await aHistory(3);
    const { server, clone } = aClone(origin, 1);
    git(clone, 'remote', 'set-url', 'origin', `file://${server}.gone`);
    await expect(origin.affected({ root: clone })).rejects.toThrow(/^history is cut off, got a shallow clone of 1 commits and "fatal: .*"; fetch the rest with 'git fetch --unshallow', or give 'everything' as the base$/);
    git(clone, 'remote', 'remove', 'origin');
    await expect(origin.affected({ root: clone })).rejects.toThrow(/^history is cut off, got a shallow clone of 1 commits and no remote to fetch from; /);
  });

  it('fails when no release is in the 1,000 commits that are fetched at most', async () => {
    const origin = new Monorepo();
    await origin.release();
    origin.idle(1005);
    const { clone } = aClone(origin, 1);
    await expect(origin.affected({ root: clone })).rejects.toThrow(/^history is cut off, got a shallow clone of 1000 commits and no release of one of them; /);
    expect(git(clone, 'rev-list', '--count', 'HEAD')).toBe('1000');
  });
});
