import { Severity } from '@plinth/template/config';
import { findingLine } from '../../src/runtime/gates/gate-report';
import { scanGate } from '../../src/runtime/gates/scan-gate';
import { EcrServer, basic, digest, enhanced, inEcr, type Kept } from './ecr-server';
import { aClock, awsAt } from './world';

describe('the scan of images', () => {
  const environment = process.env;
  let server: EcrServer | undefined;
  afterEach(async () => {
    process.env = environment;
    await server?.stop();
    server = undefined;
  });

  /** What the gate says of these images, while the registry keeps this. */
  async function scanned(images: Record<string, string>, kept: Record<string, Kept>, threshold = Severity.HIGH) {
    server = new EcrServer(kept);
    process.env = { ...environment, ...awsAt(await server.start()) };
    const said: string[] = [];
    const clock = aClock();
    const seen = await scanGate({ images, threshold, say: (line) => said.push(line), clock });
    return { ...seen, lines: seen.findings.map(findingLine), said, slept: clock.slept, calls: server.calls };
  }

  const done = (...findings: object[]): Kept => ({ scan: [{ findings }] });

  it('names vulnerability, package, versions, services and the way out', async () => {
    const { lines, checked } = await scanned({ orders: inEcr('orders', 'a') }, {
      a: { scan: [{ status: 'ACTIVE', enhancedFindings: [enhanced('CVE-2026-1234', 'CRITICAL', [{ name: 'openssl', version: '3.0.11', release: '1', fixedInVersion: '3.0.15-1' }])] }] },
    });
    expect(checked).toBe('1 image');
    expect(lines).toEqual(['scan: CVE-2026-1234 is CRITICAL in openssl (orders), got 3.0.11-1; build on a base image, or a lockfile, with openssl 3.0.15-1, see https://nvd.nist.gov/vuln/detail/CVE-2026-1234']);
  });

  it('says so when there is no fixed version, as basic scanning never has one', async () => {
    const { lines } = await scanned({ orders: inEcr('orders', 'a') }, { a: done(basic('CVE-2026-1', 'HIGH')) });
    expect(lines).toEqual([expect.stringContaining('CVE-2026-1 is HIGH in openssl (orders), got 3.0.11-1; no fixed version is known: do without openssl, or except it for a time in .projenrc.ts')]);
  });

  it.each([
    [Severity.CRITICAL, ['CVE-1']],
    [Severity.HIGH, ['CVE-1', 'CVE-2']],
    [Severity.LOW, ['CVE-1', 'CVE-2', 'CVE-3', 'CVE-4']],
    [Severity.INFORMATIONAL, ['CVE-1', 'CVE-2', 'CVE-3', 'CVE-4', 'CVE-5']],
  ])('stops at %s and what is worse, over all pages', async (threshold, ids) => {
    const all = [basic('CVE-5', 'INFORMATIONAL'), basic('CVE-4', 'LOW'), basic('CVE-3', 'MEDIUM'), basic('CVE-2', 'HIGH'), basic('CVE-1', 'CRITICAL')];
    const { findings } = await scanned({ orders: inEcr('orders', 'a') }, { a: done(...all) }, threshold);
    expect(findings.map(({ id }) => id)).toEqual(ids);
  });

  it('takes what nobody has judged by its score, and without one for high', async () => {
    const { findings } = await scanned({ orders: inEcr('orders', 'a') }, {
      a: done(basic('CVE-1', 'UNDEFINED'), basic('CVE-2', 'UNDEFINED', { CVSS3_SCORE: '3.1' }), basic('CVE-3', 'UNDEFINED', { CVSS2_SCORE: '5', CVSS3_SCORE: '9.8' })),
      b: done(),
    });
    expect(findings.map(({ id, severity }) => [id, severity])).toEqual([['CVE-3', Severity.CRITICAL], ['CVE-1', Severity.HIGH]]);
  });

  it('counts what Inspector suppressed, which has no reason here, and not what it closed', async () => {
    const packages = [{ name: 'zlib', version: '1' }];
    const { findings } = await scanned({ orders: inEcr('orders', 'a') }, {
      a: { scan: [{ status: 'ACTIVE', enhancedFindings: [enhanced('CVE-1', 'HIGH', packages, { status: 'SUPPRESSED' }), enhanced('CVE-2', 'HIGH', packages, { status: 'CLOSED' })] }] },
    });
    expect(findings.map(({ id }) => id)).toEqual(['CVE-1']);
  });

  it('asks once for an image that is several services, and once for what they have in common', async () => {
    const { lines, calls } = await scanned(
      { orders: inEcr('orders', 'a'), canary: inEcr('orders', 'a'), billing: inEcr('billing', 'b') },
      { a: done(basic('CVE-2026-1', 'HIGH')), b: done(basic('CVE-2026-1', 'HIGH')) },
    );
    expect(lines).toEqual([expect.stringContaining('CVE-2026-1 is HIGH in openssl (billing, canary, orders)')]);
    expect(calls.sort()).toEqual(['BatchGetImage acme/billing b', 'BatchGetImage acme/orders a', 'DescribeImageScanFindings acme/billing b', 'DescribeImageScanFindings acme/orders a']);
  });

  it('does not ask about more than eight images at a time', async () => {
    const images = Object.fromEntries(Array.from({ length: 24 }, (_, i) => [`service-${i}`, `${inEcr(`service-${i}`, 'a')}`]));
    const { checked } = await scanned(images, { a: done() });
    expect(checked).toBe('24 images');
    expect(server?.busiest).toBeLessThanOrEqual(8);
  });

  it('looks into an index at its images, not at attestations', async () => {
    const { findings, calls } = await scanned({ orders: inEcr('orders', 'a') }, {
      a: { index: [
        { digest: digest('b'), platform: { os: 'linux', architecture: 'amd64' } },
        { digest: digest('c'), platform: { os: 'linux', architecture: 'arm64' } },
        { digest: digest('d'), platform: { os: 'unknown', architecture: 'unknown' }, annotations: { 'vnd.docker.reference.type': 'attestation-manifest' } },
      ] },
      b: done(), c: done(basic('CVE-2026-1', 'HIGH')),
    });
    expect(findings.map(({ id }) => id)).toEqual(['CVE-2026-1']);
    expect(calls.filter((call) => call.startsWith('Describe')).sort()).toEqual(['DescribeImageScanFindings acme/orders b', 'DescribeImageScanFindings acme/orders c']);
  });

  it('waits, less and less often, until the findings are there and not only a status', async () => {
    const { findings, said, slept } = await scanned({ orders: inEcr('orders', 'a') }, { a: { scan: [
      { error: 'ScanNotFoundException' },
      { status: 'PENDING', completed: false }, { status: 'PENDING', completed: false },
      { status: 'ACTIVE', completed: false, description: 'Continuous scan is selected for image.' },
      { status: 'ACTIVE', enhancedFindings: [enhanced('CVE-1', 'HIGH', [{ name: 'zlib', version: '1' }])] },
    ] } });
    expect(findings.map(({ id }) => id)).toEqual(['CVE-1']);
    expect(slept).toEqual([2000, 3000, 4500, 6750]);
    expect(said).toEqual([
      'scan of image acme/orders@sha256:aaaaaaaaaaaa: NOT_FOUND, waited 0 of at most 600 seconds',
      'scan of image acme/orders@sha256:aaaaaaaaaaaa: PENDING, waited 2 of at most 600 seconds',
      'scan of image acme/orders@sha256:aaaaaaaaaaaa: ACTIVE, waited 10 of at most 600 seconds',
    ]);
  });

  it.each([
    ['PENDING', { status: 'PENDING', completed: false }, /was not scanned within 10 minutes \(orders\), got PENDING; look at the image in the console of ECR/],
    ['unknown to ECR, as where nobody switched scanning on', { error: 'ScanNotFoundException' }, /was not scanned within 10 minutes \(orders\), got NOT_FOUND; switch scanning on push on/],
    ['COMPLETE without a date', { completed: false }, /was not scanned within 10 minutes \(orders\), got COMPLETE/],
  ])('fails after ten minutes when the scan is still %s', async (_, answer, sentence) => {
    const { lines, slept, said } = await scanned({ orders: inEcr('orders', 'a') }, { a: { scan: [answer] } });
    expect(lines).toEqual([expect.stringMatching(sentence)]);
    expect(slept.reduce((a, b) => a + b)).toBe(600_000);
    expect(said.length).toBeGreaterThanOrEqual(8);
    expect(said.length).toBeLessThan(slept.length);
  });

  it.each([
    [{ status: 'FAILED', description: 'The operating system is unknown.' }, 'could not be scanned (orders), got FAILED "The operating system is unknown."; scan it again'],
    [{ status: 'UNSUPPORTED_IMAGE' }, 'is of a kind the scanner cannot read (orders), got UNSUPPORTED_IMAGE; build it on'],
    [{ status: 'SCAN_ELIGIBILITY_EXPIRED' }, 'is too old for the scanner (orders), got SCAN_ELIGIBILITY_EXPIRED'],
    [{ status: 'IMAGE_ARCHIVED' }, 'is archived, and archived images are not scanned (orders)'],
    [{ status: 'DREAMING' }, 'has a scan in a state this program does not know (orders), got DREAMING'],
    [{ error: 'AccessDeniedException' }, 'cannot be asked about (orders), got "AccessDeniedException: says AccessDeniedException"; allow ecr:BatchGetImage and ecr:DescribeImageScanFindings'],
  ])('fails at once when there will be no result: %j', async (answer, sentence) => {
    const { lines, slept } = await scanned({ orders: inEcr('orders', 'a') }, { a: { scan: [answer] } });
    expect(lines).toEqual([expect.stringContaining(`scan: image acme/orders@sha256:aaaaaaaaaaaa ${sentence}`)]);
    expect(slept).toEqual([]);
  });

  it('fails when the image is not in the registry', async () => {
    const { lines } = await scanned({ orders: inEcr('orders', 'a') }, {});
    expect(lines).toEqual([expect.stringContaining('is not in the registry (orders), got "Requested image not found"; push the image again')]);
  });

  it('fails when an index has nothing but attestations', async () => {
    const { lines } = await scanned({ orders: inEcr('orders', 'a') }, { a: { index: [{ digest: digest('d'), platform: { os: 'unknown' } }] } });
    expect(lines).toEqual([expect.stringContaining('is an index without an image (orders), got no platform among 1')]);
  });

  it('fails when there is no network', async () => {
    process.env = { ...environment, ...awsAt('http://127.0.0.1:9') };
    const { findings } = await scanGate({ images: { orders: inEcr('orders', 'a') }, threshold: Severity.HIGH, say: () => undefined, clock: aClock() });
    expect(findings.map(findingLine)).toEqual([expect.stringMatching(/cannot be asked about \(orders\), got ".*ECONNREFUSED.*"; check the network/)]);
  });

  it('does not look at images in other registries, and says that it did not', async () => {
    const { checked, unchecked, findings, calls } = await scanned({
      orders: `127.0.0.1:5000/acme/orders@${digest('a')}`, billing: `127.0.0.1:5000/acme/billing@${digest('b')}`, web: inEcr('web', 'c'),
    }, { c: done() });
    expect([checked, findings]).toEqual(['1 image', []]);
    expect(unchecked).toEqual([{ subject: 'images of billing, orders', why: 'not scanned: 127.0.0.1:5000 is no registry of Amazon ECR, and nothing else here can scan an image' }]);
    expect(calls.join()).not.toMatch(/orders|billing/);
  });

  it.each(['acme/orders:latest', '127.0.0.1:5000/acme/orders:1', `orders@${digest('a')}`, ''])('fails when an image has no digest or no registry: %j', async (reference) => {
    await expect(scanned({ orders: reference }, {})).rejects.toThrow(`image of orders is not named by registry and digest, got "${reference}"; build it and run 'npm run pipeline -- images'`);
  });
});
