import { Severity, type GatesConfig } from '@plinth/template/config';
import { gates } from '../../src/runtime/gates';
import { aContext, aFolder } from '../repository';
import { EcrServer, basic, inEcr, type Kept } from './ecr-server';
import { NpmRegistry, type Kept as Advisory } from './npm-registry';
import { aPlatform, anException, aRepositoryOf, awsAt, lockedWith, npmAsking } from './world';

/** Leave that holds on whatever day this runs. */
const SOON = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
const IMAGES = { orders: inEcr('orders', 'a'), billing: inEcr('billing', 'b') };
const CLEAN: Record<string, Kept> = { a: { scan: [{ findings: [] }] }, b: { scan: [{ findings: [] }] } };
const WET: Record<string, Kept> = { ...CLEAN, a: { scan: [{ findings: [basic('CVE-2026-1234', 'CRITICAL')] }] } };
const WATER: Record<string, Advisory> = { water: { ghsa: 'GHSA-2345-cfgh-jmpq', severity: 'high', versions: '<1.2.0' } };

interface World { readonly said?: GatesConfig; readonly kept?: Record<string, Kept>; readonly advisories?: Record<string, Advisory>; readonly files?: Record<string, string | object> }

describe('npm run pipeline -- gates', () => {
  const environment = process.env;
  const stops: (() => Promise<void>)[] = [];
  afterEach(async () => {
    process.env = environment;
    for (const stop of stops.splice(0)) await stop();
  });

  /** The command in a repository, against both registries; `failure` is what it would print and exit with 1. */
  async function run(args: string[], { said, kept = CLEAN, advisories = {}, files = {} }: World = {}) {
    const ecr = new EcrServer(kept);
    const npm = new NpmRegistry(advisories);
    stops.push(() => ecr.stop(), () => npm.stop());
    process.env = { ...environment, ...awsAt(await ecr.start()) };
    const root = aRepositoryOf(aPlatform(['orders', 'billing'], said), { 'out/images.json': IMAGES, ...files });
    const context = aContext(root, npmAsking(await npm.start()));
    const failure = await gates(args, context).then(() => undefined, (error) => (error as Error).message);
    return { failure, lines: (context.printed[0] ?? '').split('\n'), said: context.said, questions: npm.questions };
  }

  it('passes, with a line for each gate', async () => {
    expect(await run([])).toMatchObject({
      failure: undefined,
      lines: [
        'gate        checked                     findings  excepted  not checked',
        'scan        2 images                    0         0         0',
        'licences    5 npm packages in 2 images  0         0         0',
        'advisories  6 npm packages              0         0         0',
      ],
    });
  }, 30_000);

  it('fails with everything that every gate found', async () => {
    const { failure, lines } = await run([], { kept: WET, advisories: WATER, files: { 'package-lock.json': lockedWith({ 'node_modules/salt': 'AGPL-3.0-only' }) } });
    expect(failure).toBe('the gates are shut, got 3 findings; do what each of them says');
    expect(lines.slice(5)).toEqual([
      'stops the release',
      expect.stringContaining('  scan: CVE-2026-1234 is CRITICAL in openssl (orders), got 3.0.11-1; '),
      expect.stringContaining('  licences: salt 1.0.0 has a licence that is not allowed (billing), got "AGPL-3.0-only"; '),
      expect.stringContaining('  advisories: GHSA-2345-cfgh-jmpq "a title" is HIGH in water (orders), got 1.0.0; '),
    ]);
  }, 30_000);

  it('lets pass what has leave, shows it, and names leave that nothing needs', async () => {
    const exceptions = [anException('CVE-2026-1234', { until: SOON, service: 'orders' }), anException('GHSA-2345-cfgh-jmpq', { until: SOON }), anException('CVE-2020-1111', { until: SOON })];
    const { failure, lines, said } = await run([], { said: { exceptions }, kept: WET, advisories: WATER });
    expect(failure).toBeUndefined();
    expect(lines.slice(5)).toEqual([
      'excepted',
      `  scan: CVE-2026-1234 (orders) until ${SOON}: the parser is never called`,
      `  advisories: GHSA-2345-cfgh-jmpq (orders) until ${SOON}: the parser is never called`,
      '',
      'exceptions that except nothing',
      `  CVE-2020-1111 until ${SOON}: the parser is never called`,
    ]);
    expect(said).toEqual([`warning: the exception for CVE-2020-1111 until ${SOON} excepts nothing; remove it from .projenrc.ts`]);
  }, 30_000);

  it('fails when leave has ended', async () => {
    const { failure, lines } = await run(['--without', 'advisories'], { said: { exceptions: [anException('CVE-2026-1234', { until: '2026-01-31' })] }, kept: WET });
    expect(failure).toBe('the gates are shut, got 1 finding; do what each of them says');
    expect(lines.join()).toContain('CVE-2026-1234 is CRITICAL in openssl, and its exception ended on 2026-01-31 (orders)');
  });

  it('keeps to the threshold of the platform', async () => {
    const kept = { ...CLEAN, b: { scan: [{ findings: [basic('CVE-2026-5', 'MEDIUM')] }] } };
    expect((await run(['--without', 'advisories'], { kept })).failure).toBeUndefined();
    expect((await run(['--without', 'advisories'], { kept, said: { severity: Severity.MEDIUM } })).failure).toMatch(/got 1 finding;/);
  });

  it('is JSON for programs, also when it fails', async () => {
    const { failure, lines } = await run(['--json', '--without', 'advisories'], { kept: WET });
    expect(failure).toMatch(/got 1 finding;/);
    const { reports, unused, today } = JSON.parse(lines.join('\n'));
    expect([today, unused]).toEqual([new Date().toISOString().slice(0, 10), []]);
    expect(reports[0]).toMatchObject({
      gate: 'scan', checked: '2 images', unchecked: [], excepted: [],
      findings: [{ gate: 'scan', id: 'CVE-2026-1234', severity: 'critical', services: ['orders'], subject: 'CVE-2026-1234', problem: 'is CRITICAL in openssl', value: '3.0.11-1', source: 'https://security-tracker.debian.org/tracker/CVE-2026-1234' }],
    });
  });

  it('leaves advisories out where it is told to, asks nobody, and says that it did not', async () => {
    const { failure, lines, questions } = await run(['--without', 'advisories'], { advisories: WATER });
    expect([failure, questions]).toEqual([undefined, []]);
    expect(lines.slice(3)).toEqual([
      'advisories  nothing                     0         0         1',
      '',
      'not checked',
      '  advisories on 6 npm packages: not checked: left out with --without advisories',
    ]);
  });

  it.each(['scan', 'licences', 'everything'])('fails when %s is to be left out', async (gate) => {
    expect((await run(['--without', gate])).failure).toBe(`--without names no gate that can be left out, got "${gate}"; use advisories, or nothing`);
  });

  it.each([
    ['the images were not collected', { 'out/images.json': '' }, /^out.images.json cannot be read, got "no JSON"; make it with 'npm run pipeline -- images'$/],
    ['a service has no image', { 'out/images.json': { orders: IMAGES.orders } }, /^images do not have billing, got those of orders; build every service/],
    ['platform.json was edited', { 'platform.json': { '//': 'sha256 0', name: 'acme', environments: [{ name: 'staging', profile: 'team' }], services: [] } }, /platform.json was edited by hand, got "sha256 .*"; make the change in .projenrc.ts/],
  ])('fails when %s', async (_, files, sentence) => expect((await run([], { files })).failure).toMatch(sentence));

  it('fails when there is no platform here', async () => {
    await expect(gates([], aContext(aFolder()))).rejects.toThrow(/^platform.json is not in this folder or above/);
  });
});
