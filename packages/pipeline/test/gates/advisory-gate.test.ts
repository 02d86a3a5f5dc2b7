import { Severity } from '@plinth/template/config';
import { advisoryGate } from '../../src/runtime/gates/advisory-gate';
import { findingLine } from '../../src/runtime/gates/gate-report';
import { readLockfile } from '../../src/runtime/gates/lockfile';
import { advisoriesOf, npmAdvisories } from '../../src/runtime/gates/npm-audit';
import { packagesOf } from '../../src/runtime/gates/service-packages';
import { NpmRegistry, type Kept } from './npm-registry';
import { aPlatform, aRepositoryOf, npmAsking } from './world';

const WATER: Record<string, Kept> = { water: { ghsa: 'GHSA-2345-cfgh-jmpq', severity: 'high', versions: '<1.2.0', title: 'Water is wet' } };

/** What the gate says by the real npm, asking this registry. */
async function asked(registry: string, threshold = Severity.HIGH) {
  const root = aRepositoryOf(aPlatform(['orders', 'billing']));
  const lock = readLockfile(root);
  const contents = ['orders', 'billing'].map((service) => packagesOf(root, service, lock));
  const seen = await advisoryGate(lock, contents, threshold, () => npmAdvisories(root, npmAsking(registry)));
  return { ...seen, lines: seen.findings.map(findingLine) };
}

describe('advisories on npm packages', () => {
  let registry: NpmRegistry | undefined;
  const aRegistry = (kept: Record<string, Kept>, status?: number) => (registry = new NpmRegistry(kept, status)).start();
  afterEach(async () => {
    await registry?.stop();
    registry = undefined;
  });

  it('are asked for on what runs and what builds it, not on what tests it', async () => {
    const { checked, lines } = await asked(await aRegistry({}));
    expect([checked, lines]).toEqual(['6 npm packages', []]);
    expect(registry?.questions).toEqual([{ knife: ['1.0.0'], salt: ['1.0.0'], tea: ['1.0.0', '2.0.0'], water: ['1.0.0', '2.0.0'] }]);
  }, 30_000);

  it('name the advisory, the package, its version and the services that have it', async () => {
    const { lines } = await asked(await aRegistry(WATER));
    expect(lines).toEqual(['advisories: GHSA-2345-cfgh-jmpq "Water is wet" is HIGH in water (orders), got 1.0.0; move water out of <1.2.0, by another version of it or of what needs it, see https://github.com/advisories/GHSA-2345-cfgh-jmpq']);
  }, 30_000);

  it('count for what builds images too, which runs with the rights of the build', async () => {
    const { findings, lines } = await asked(await aRegistry({ knife: { ghsa: 'GHSA-2345-cfgh-jmpr', severity: 'critical', versions: '*' } }));
    expect(findings.map(({ services }) => services)).toEqual([[]]);
    expect(lines).toEqual([expect.stringContaining('is CRITICAL in knife, which is in no image but in what builds them, got 1.0.0')]);
  }, 30_000);

  it.each([[Severity.HIGH, 0], [Severity.MEDIUM, 1]])('that are moderate, with the threshold %s, are %i', async (threshold, count) => {
    const { findings } = await asked(await aRegistry({ water: { ...WATER.water, severity: 'moderate' } }), threshold);
    expect(findings).toHaveLength(count);
  }, 30_000);

  it.each([
    [404, 'has no advisories to ask for: the registry keeps none, got HTTP 404; configure npm with a registry that does, or leave the gate out on this machine with --without advisories'],
    [503, 'got no answer, got "503 Service Unavailable'],
  ])('fail when the registry answers %i, instead of passing', async (status, sentence) => {
    const { lines, checked } = await asked(await aRegistry({}, status));
    expect(lines).toEqual([expect.stringContaining(`advisories: npm audit `)]);
    expect(lines[0]).toContain(sentence);
    expect(checked).toBe('nothing');
  }, 60_000);

  it('fail when there is no network', async () => {
    const { lines } = await asked('http://127.0.0.1:9/');
    expect(lines).toEqual([expect.stringMatching(/^advisories: npm audit got no answer, got ".*ECONNREFUSED.*"; check the network and the registry and try again, or leave the gate out/)]);
  }, 60_000);

  it('fail when there is no npm', async () => {
    const root = aRepositoryOf(aPlatform([]));
    await expect(npmAdvisories(root, { PATH: root })).rejects.toThrow('cannot be run');
  });
});

describe('what npm audit prints', () => {
  const refusal = (stdout: string, stderr = '') => {
    try {
      return advisoriesOf(stdout, stderr);
    } catch (error) {
      const { problem, value, fix } = error as Record<string, string>;
      return `${problem}, got ${value}; ${fix}`;
    }
  };

  it('is read with the version npm would go to', () => {
    const via = [{ name: 'water', title: 'wet', url: 'https://github.com/advisories/GHSA-2345-cfgh-jmpq', severity: 'high', range: '<2' }, 'ice'];
    const report = { auditReportVersion: 2, vulnerabilities: { water: { via, nodes: ['node_modules/water'], fixAvailable: { name: 'tea', version: '3.0.0', isSemVerMajor: true } } } };
    expect(advisoriesOf(JSON.stringify(report), '')).toEqual([expect.objectContaining({ ghsa: 'GHSA-2345-cfgh-jmpq', fixedBy: 'tea 3.0.0', places: ['node_modules/water'] })]);
  });

  it.each([
    ['words', ['Segmentation fault', 'npm error code\nnpm error the last line'], 'did not answer in JSON, got "npm error the last line"; run it by hand and see what it says'],
    ['nothing', ['', ''], 'did not answer in JSON, got ""; run it by hand and see what it says'],
    ['a refusal', ['{"message":"401 Unauthorized","statusCode":401}'], "is refused by the registry, got HTTP 401; log in to npm's registry"],
    ['of a registry that never heard of it', ['{"message":"405","statusCode":405}'], 'has no advisories to ask for: the registry keeps none, got HTTP 405; configure npm with a registry that does, or leave the gate out on this machine with --without advisories'],
    ['of one that did', ['{"message":"501","statusCode":501}'], 'has no advisories to ask for: the registry keeps none, got HTTP 501; configure npm with a registry that does, or leave the gate out on this machine with --without advisories'],
    ['an error of npm', ['{"error":{"code":"ENOLOCK","summary":"This command requires an existing lockfile."}}'], 'got no answer, got "This command requires an existing lockfile."; run it by hand and see what it says'],
    ['a report of the future', ['{"auditReportVersion":3,"vulnerabilities":{}}'], 'got no answer, got "no report"; run it by hand and see what it says'],
    ['half a report', ['{"auditReportVersion":2}'], 'got no answer, got "no report"; run it by hand and see what it says'],
  ])('fails when it is %s', (_, [stdout, stderr], sentence) => expect(refusal(stdout, stderr)).toBe(sentence));
});
