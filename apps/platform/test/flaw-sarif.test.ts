import { pathToFileURL } from 'node:url';
import { flawsAsSarif } from '../src/flaw-sarif';
import { Flaw, Judgement } from '../src/judgement';

const FLAW: Flaw = {
  severity: 'error', rule: 'image/digest', file: 'prod/orders.yaml', line: 12, subject: 'Pod services/orders', path: 'spec.containers[0].image', value: 'orders:latest',
  problem: 'must name its digest', why: 'a tag can move', source: 'https://example.com/why (as of today)', fix: 'write its digest',
};
const WARNING: Flaw = { ...FLAW, severity: 'warning', rule: 'yaml/not-followed', line: undefined, subject: undefined, path: '', value: undefined, source: 'docs/manifest-rules.md', file: 'a b.yaml' };
const SUPPRESSED = { ...FLAW, suppression: { rule: FLAW.rule, until: '2027-01-31', reason: 'the vendor has none' } };

function sarif(said: Partial<Judgement> = {}) {
  return JSON.parse(flawsAsSarif([{ folder: 'dist/manifests', judged: '1 file', flaws: [FLAW, WARNING, FLAW], suppressed: [SUPPRESSED], billing: [], ...said }]));
}

describe('flaws as SARIF', () => {
  it('are one run of version 2.1.0, each rule once, with its reason, remedy and source', () => {
    expect(sarif()).toMatchObject({ version: '2.1.0', $schema: expect.stringMatching(/sarif-schema-2\.1\.0\.json$/), runs: [{ tool: { driver: { name: 'plinth' } } }] });
    const { runs: [{ tool: { driver: { rules } } }] } = sarif();
    expect(rules).toEqual([
      {
        id: 'image/digest', shortDescription: { text: 'a tag can move' }, helpUri: 'https://example.com/why', defaultConfiguration: { level: 'error' },
        help: { text: 'a tag can move. To do: write its digest. Source: https://example.com/why (as of today)' },
      },
      expect.objectContaining({ id: 'yaml/not-followed', defaultConfiguration: { level: 'warning' } }),
    ]);
    // A URI with a scheme, or none: the format has no place for a path.
    expect(rules[1]).not.toHaveProperty('helpUri');
  });

  it('each say rule, level, file from where the command ran, line and object', () => {
    const { runs: [{ results }] } = sarif();
    expect(results).toHaveLength(4);
    expect(results[0]).toEqual({
      ruleId: 'image/digest', ruleIndex: 0, level: 'error',
      message: { text: 'spec.containers[0].image must name its digest, got "orders:latest"; write its digest' },
      locations: [{
        physicalLocation: { artifactLocation: { uri: 'dist/manifests/prod/orders.yaml' }, region: { startLine: 12 } },
        logicalLocations: [{ fullyQualifiedName: 'Pod services/orders spec.containers[0].image', kind: 'object' }],
      }],
    });
    expect(results[1]).toMatchObject({ ruleId: 'yaml/not-followed', ruleIndex: 1, level: 'warning', message: { text: 'must name its digest; write its digest' } });
    expect(results[1].locations[0].physicalLocation).toEqual({ artifactLocation: { uri: 'dist/manifests/a%20b.yaml' }, region: { startLine: 1 } });
  });

  it('have every index lead to the rule they name', () => {
    const { runs: [{ tool: { driver: { rules } }, results }] } = sarif();
    for (const { ruleId, ruleIndex } of results) expect(rules[ruleIndex].id).toBe(ruleId);
  });

  it('carry what an exception lets be, as suppressed and with its reason', () => {
    const { runs: [{ results }] } = sarif();
    expect(results.map(({ suppressions }: { suppressions?: unknown }) => suppressions)).toEqual([
      undefined, undefined, undefined, [{ kind: 'inSource', justification: 'the vendor has none (until 2027-01-31)' }],
    ]);
  });

  it('name a folder from the root by a file address', () => {
    const { runs: [{ results }] } = sarif({ folder: '/srv/manifests' });
    expect(results[0].locations[0].physicalLocation.artifactLocation.uri).toBe(pathToFileURL('/srv/manifests/prod/orders.yaml').href);
  });

  it('are a whole run when there are none', () => {
    expect(sarif({ flaws: [], suppressed: [] }).runs).toMatchObject([{ tool: { driver: { rules: [] } }, results: [] }]);
  });
});
