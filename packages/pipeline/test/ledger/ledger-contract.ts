import { LostUpdate } from '../../src/ledger';
import { canonicalJson } from '../../src/ledger/canonical-json';
import { deployEventually, openLedger } from './ledger-process';
import { aProcess } from './other-process';
import { aDraft, aReport, commitOf, imageOf, type LedgerWorld } from './world';

/** What a ledger has to do, wherever it is kept. */
export function ledgerContract(name: string, makeLedger: () => Promise<LedgerWorld>): void {
  describe(`releases in ${name}`, () => {
    it('are found by their commit, with their manifests byte for byte', async () => {
      const { ledger, place } = await makeLedger();
      const release = await ledger.createRelease(aDraft('a', { base: commitOf('before') }));
      const reader = openLedger(place);
      expect(await reader.findRelease(commitOf('a'))).toEqual(release);
      expect(Buffer.from(await reader.findManifests(release, 'prod'))).toEqual(aDraft('a').manifests.prod);
    });

    it('that were never made are undefined to those who try, and a sentence to those who need them', async () => {
      const { ledger } = await makeLedger();
      expect(await ledger.tryFindRelease(commitOf('a'))).toBeUndefined();
      await expect(ledger.findRelease(commitOf('a'))).rejects.toThrow(new RegExp(`/releases/${commitOf('a')}/release.json is not there, got a commit without a release; build and release it first$`));
    });

    it('can be made again with the same content: the first stands, whatever the time', async () => {
      const { ledger } = await makeLedger();
      const first = await ledger.createRelease(aDraft('a'));
      expect(await ledger.createRelease(aDraft('a', { createdAt: '2020-01-01T00:00:00.000Z', base: commitOf('b') }))).toEqual(first);
    });

    it('fails when a commit is released with other content, naming both', async () => {
      const { ledger } = await makeLedger();
      const first = await ledger.createRelease(aDraft('a'));
      const other = aDraft('a', { images: { orders: imageOf('orders', 'other') } });
      await expect(ledger.createRelease(other)).rejects.toThrow(`is another release of this commit: images.orders is ${first.images.orders}, got ${other.images.orders}; `);
      await expect(ledger.createRelease(aDraft('a', { manifests: { prod: Buffer.from('x') } }))).rejects.toThrow(/manifests.prod is sha256:\w+, got sha256:\w+; .*\n.*manifests.staging is sha256:\w+, got nothing; /);
      expect(await ledger.findRelease(commitOf('a'))).toEqual(first);
    });

    it('are listed by their commits, and environments by their names, for whoever cleans up', async () => {
      const { ledger, place } = await makeLedger();
      expect(await ledger.contents()).toEqual({ commits: [], environments: [] });
      for (const seed of ['a', 'b', 'c']) await ledger.createRelease(aDraft(seed));
      await ledger.recordDeployment(aReport('a', { environment: 'staging' }), 0);
      await ledger.recordDeployment(aReport('a', { environment: 'prod' }), 0);
      expect(await openLedger(place).contents()).toEqual({ commits: ['a', 'b', 'c'].map(commitOf).sort(), environments: ['prod', 'staging'] });
    });

    it.each([
      ['{ "commit": ', 'is not JSON, got ".+"; restore it'],
      [Buffer.from('{ "schemaVersion": 1, "commit": "\xff" }', 'latin1'), 'is not JSON, got ".+"; restore it'],
      ['{}', 'schemaVersion is not 1, got nothing; write 1 there\n.*commit is not a full commit id, got nothing'],
      ['{ "schemaVersion": 2 }', 'schemaVersion is newer than this program knows, got 2; update the platform'],
    ])('fails when one is damaged and says which: %s', async (bytes, sentence) => {
      const { ledger, damage } = await makeLedger();
      await ledger.createRelease(aDraft('a'));
      await damage(`releases/${commitOf('a')}/release.json`, bytes);
      await expect(ledger.findRelease(commitOf('a'))).rejects.toThrow(new RegExp(`/releases/${commitOf('a')}/release.json ${sentence}`));
    });

    it('fails when manifests are not those of the release', async () => {
      const { ledger, damage } = await makeLedger();
      const release = await ledger.createRelease(aDraft('a'));
      await damage(`releases/${release.commit}/manifests/${release.manifests.prod.sha256}`, 'replicas: 0\n');
      await expect(ledger.findManifests(release, 'prod')).rejects.toThrow(/ is not what its name says, got [0-9a-f]{64}; /);
      await expect(ledger.findManifests(release, 'test')).rejects.toThrow('has no manifests for this environment, got "test"; use one of: prod, staging');
    });

    it('fails when one is in the place of another', async () => {
      const { ledger, damage } = await makeLedger();
      await damage(`releases/${commitOf('b')}/release.json`, canonicalJson(await ledger.createRelease(aDraft('a'))));
      await expect(ledger.findRelease(commitOf('b'))).rejects.toThrow(`release.json is not what its name says, got ${commitOf('a')}; restore it`);
    });

    it.each(['../../etc/passwd', 'main', ''])('fails when asked for what is no commit: "%s"', async (commit) => {
      await expect((await makeLedger()).ledger.findRelease(commit)).rejects.toThrow(`commit is not a full commit id, got "${commit}"`);
    });
  });

  describe(`deployments in ${name}`, () => {
    it('are undefined where nothing was deployed, and a sentence to those who need one', async () => {
      const { ledger } = await makeLedger();
      expect(await ledger.tryFindDeployment('prod')).toBeUndefined();
      expect(await ledger.history('prod')).toEqual({ deployments: [], next: undefined });
      await expect(ledger.findDeployment('prod')).rejects.toThrow(/environments\/prod\/pointer is not there, got an environment without a deployment; /);
    });

    it('are told newest first, page by page, each environment for itself; clocks do not matter', async () => {
      const { ledger } = await makeLedger();
      await ledger.createRelease(aDraft('a'));
      for (let after = 0; after < 7; after++) await ledger.recordDeployment(aReport('a', { finishedAt: new Date(-after).toISOString() }), after);
      await ledger.recordDeployment(aReport('a', { environment: 'staging' }), 0);
      const pages: number[][] = [];
      for (let from: string | undefined; ;) {
        const { deployments, next } = await ledger.history('prod', { limit: 3, from });
        pages.push(deployments.map(({ sequence }) => sequence));
        if (!(from = next)) break;
      }
      expect(pages).toEqual([[7, 6, 5], [4, 3, 2], [1]]);
      expect(await ledger.findDeployment('prod')).toMatchObject({ sequence: 7, environment: 'prod', release: commitOf('a') });
    });

    it('fails when someone else deployed since the reader looked, and changes nothing', async () => {
      const { ledger } = await makeLedger();
      await ledger.createRelease(aDraft('a'));
      const first = await ledger.recordDeployment(aReport('a', { execution: 'one' }), 0);
      const late = ledger.recordDeployment(aReport('a', { execution: 'two' }), 0);
      await expect(late).rejects.toThrow(LostUpdate);
      await expect(late).rejects.toThrow('environment prod was deployed to since it was read, got deployment 1 in place of 0; read it again and decide anew');
      await expect(ledger.recordDeployment(aReport('a'), 5)).rejects.toThrow(LostUpdate);
      expect((await ledger.history('prod')).deployments).toEqual([first]);
    });

    it('fails when the release is not there, or the report is not right, every problem at once', async () => {
      const { ledger } = await makeLedger();
      await expect(ledger.recordDeployment(aReport('a'), 0)).rejects.toThrow('is not there, got a commit without a release');
      await expect(ledger.recordDeployment({ ...aReport('a', { startedAt: 'yesterday' }), kind: 'undo' as 'deploy' }, 0))
        .rejects.toThrow(/kind is not one of: deploy, rollback, got "undo"; .*\n.*startedAt is not a moment like .*, got "yesterday"; /);
      expect(await ledger.tryFindDeployment('prod')).toBeUndefined();
    });

    it('fails when one is damaged and says which', async () => {
      const { ledger, damage } = await makeLedger();
      await ledger.createRelease(aDraft('a'));
      const first = await ledger.recordDeployment(aReport('a'), 0);
      const { previous = '' } = await ledger.recordDeployment(aReport('a'), 1);
      await damage(`environments/prod/deployments/${previous}.json`, 'half');
      await expect(ledger.history('prod')).rejects.toThrow(`/environments/prod/deployments/${previous}.json is not JSON, got `);
      await damage(`environments/prod/deployments/${previous}.json`, canonicalJson({ ...first, outcome: 'failed' }));
      await expect(ledger.history('prod')).rejects.toThrow(/\.json is not what its name says, got 1-[0-9a-f]{64}; restore it/);
    });

    it('fails when asked for a page that no page named', async () => {
      await expect((await makeLedger()).ledger.history('prod', { from: '../../x' })).rejects.toThrow('deployment is not the id of a deployment, got "../../x"');
    });
  });
}

/** What a ledger has to do when many write at once; asks for a place whose conditional writes are atomic. */
export function ledgerRaces(name: string, makeLedger: () => Promise<LedgerWorld>): void {
  describe(`many at once in ${name}`, () => {
    it('one of two processes makes the release of a commit, and the other is told what is there', async () => {
      const { ledger, place } = await makeLedger();
      const racers = await Promise.all(['one', 'two'].map((racer) => aProcess(place, 'release', racer)));
      racers.forEach(({ go }) => go());
      const outcomes = await Promise.all(racers.map(({ outcome }) => outcome()));
      const { images } = await ledger.findRelease(commitOf('raced'));
      expect(outcomes.filter(({ done }) => done).map(({ done }) => done?.images)).toEqual([images]);
      expect(outcomes.map(({ refused }) => refused).filter(Boolean)).toEqual([expect.stringContaining(`images.orders is ${images.orders}, got `)]);
    }, 60_000);

    it('twenty builds that agree on a release all have it', async () => {
      const { ledger } = await makeLedger();
      const releases = await Promise.all(Array.from({ length: 20 }, (_, index) => ledger.createRelease(aDraft('a', { createdAt: new Date(index).toISOString() }))));
      expect(new Set(releases.map(({ createdAt }) => createdAt)).size).toBe(1);
    });

    it('twenty deployments are each seen once, in one order', async () => {
      const { ledger } = await makeLedger();
      await ledger.createRelease(aDraft('a'));
      const executions = Array.from({ length: 20 }, (_, index) => `run-${index}`);
      await Promise.all(executions.map((execution) => deployEventually(ledger, aReport('a', { execution }))));
      const { deployments, next } = await ledger.history('prod', { limit: 100 });
      expect(deployments.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 20 }, (_, index) => 20 - index));
      expect(deployments.map(({ execution }) => execution).sort()).toEqual([...executions].sort());
      expect(next).toBeUndefined();
    }, 60_000);

    it('two processes lose no deployment of each other', async () => {
      const { ledger, place } = await makeLedger();
      await ledger.createRelease(aDraft('first'));
      const racers = await Promise.all(['one', 'two'].map((racer) => aProcess(place, 'deploy', racer)));
      racers.forEach(({ go }) => go());
      expect(await Promise.all(racers.map(({ outcome }) => outcome()))).toEqual([{}, {}]);
      const { deployments } = await ledger.history('prod', { limit: 100 });
      for (const racer of ['one', 'two']) {
        expect(deployments.map(({ execution = '' }) => execution).filter((execution) => execution.startsWith(racer))).toEqual(Array.from({ length: 10 }, (_, index) => `${racer}-${9 - index}`));
      }
    }, 60_000);
  });
}
