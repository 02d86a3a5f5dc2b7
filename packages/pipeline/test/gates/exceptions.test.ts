import { Severity, type GateExceptionConfig } from '@plinth/template/config';
import fc from 'fast-check';
import { unusedExceptions, withExceptions } from '../../src/runtime/gates/exceptions';
import { findingLine, refuseFindings, type GateFinding, type GateObservation } from '../../src/runtime/gates/gate-report';
import { TODAY, anException } from './world';

const CVE = 'CVE-2026-1234';
const aFinding = (more: Partial<GateFinding> = {}): GateFinding => ({
  gate: 'scan', id: CVE, severity: Severity.HIGH, services: ['billing', 'orders'], subject: CVE, problem: 'is HIGH in openssl', value: '3.0.11', fix: 'update it', ...more,
});
const seen = (findings: GateFinding[], more: Partial<GateObservation> = {}): GateObservation => ({ gate: 'scan', checked: '2 images', unchecked: [], findings, ...more });
const nothing = (gate: GateObservation['gate']) => withExceptions({ gate, checked: '', unchecked: [], findings: [] }, [], TODAY);

/** Lines that stop the release, and services that have leave. */
function judged(exceptions: GateExceptionConfig[], findings = [aFinding()]) {
  const report = withExceptions(seen(findings), exceptions, TODAY);
  return { lines: report.findings.map(findingLine), excepted: report.excepted.map(({ finding, exception }) => [finding.services, exception.until]) };
}

describe('an exception', () => {
  it('lets its finding pass, in all services, and is shown with it', () => {
    expect(judged([anException(CVE)])).toEqual({ lines: [], excepted: [[['billing', 'orders'], '2027-03-27']] });
  });

  it('for one service leaves the finding to the others', () => {
    const { lines, excepted } = judged([anException(CVE, { service: 'orders' })]);
    expect(lines).toEqual(['scan: CVE-2026-1234 is HIGH in openssl (billing), got 3.0.11; update it']);
    expect(excepted).toEqual([[['orders'], '2027-03-27']]);
  });

  it('holds on its last day', () => expect(judged([anException(CVE, { until: TODAY })]).lines).toEqual([]));

  it('fails when it ended the day before, and its finding says when', () => {
    const { lines, excepted } = judged([anException(CVE, { until: '2026-11-24' })]);
    expect(lines).toEqual(['scan: CVE-2026-1234 is HIGH in openssl, and its exception ended on 2026-11-24 (billing, orders), got 3.0.11; update it']);
    expect(excepted).toEqual([]);
  });

  it.each([['2027-11-25', 0], ['2027-11-26', 1]])('until %s, with a year from today to the 25th, leaves %i finding', (until, left) => {
    const { lines } = judged([anException(CVE, { until })]);
    expect(lines).toHaveLength(left);
    expect(lines.join()).toBe(left ? `scan: CVE-2026-1234 is HIGH in openssl, and its exception is until ${until}, more than 365 days ahead (billing, orders), got 3.0.11; update it` : '');
  });

  it('that ended does not spoil one that holds', () => {
    const { lines, excepted } = judged([anException(CVE, { service: 'orders', until: '2026-01-01' }), anException(CVE)]);
    expect([lines, excepted]).toEqual([[], [[['billing', 'orders'], '2027-03-27']]]);
  });

  it('for a service is none for what is in no image', () => {
    expect(judged([anException(CVE, { service: 'orders' })], [aFinding({ services: [] })]).lines).toHaveLength(1);
    expect(judged([anException(CVE)], [aFinding({ services: [] })]).lines).toEqual([]);
  });

  it('cannot be had from a gate that was not answered', () => {
    expect(judged([anException(CVE)], [aFinding({ id: undefined, problem: 'could not be scanned' })]).lines).toEqual([expect.stringContaining('could not be scanned')]);
  });

  it('never loses a service, whatever else is excepted', () => {
    const service = fc.constantFrom('a', 'b', 'c', 'd');
    const exception = fc.record({ id: fc.constantFrom(CVE, 'CVE-2026-9'), until: fc.constantFrom('2026-01-01', TODAY, '2027-01-01', '2029-01-01'), service: fc.option(service, { nil: undefined }) });
    fc.assert(fc.property(fc.uniqueArray(service, { minLength: 1 }), fc.array(exception, { maxLength: 6 }), (services, said) => {
      const exceptions = said.map(({ id, ...more }) => anException(id, more));
      const { findings, excepted } = withExceptions(seen([aFinding({ services })]), exceptions, TODAY);
      const open = findings.flatMap((finding) => finding.services);
      const shut = excepted.flatMap(({ finding }) => finding.services);
      expect([...open, ...shut].sort()).toEqual([...services].sort());
      const holds = ({ id, until, service: only }: GateExceptionConfig, one: string) => id === CVE && until >= TODAY && until < '2028' && (only === undefined || only === one);
      expect(shut.sort()).toEqual(services.filter((one) => exceptions.some((exception) => holds(exception, one))).sort());
    }));
  });
});

describe('an exception nobody needs', () => {
  const all = [anException(CVE), anException('GHSA-2345-cfgh-jmpq'), anException('licence:left-pad')];
  const reportsWith = (...findings: GateFinding[]) => [withExceptions(seen(findings), all, TODAY), nothing('licences'), nothing('advisories')];
  const idsOf = (exceptions: GateExceptionConfig[]) => exceptions.map(({ id }) => id);

  it('is named when no gate found what it is for', () => {
    expect(idsOf(unusedExceptions(reportsWith(aFinding()), all))).toEqual(['GHSA-2345-cfgh-jmpq', 'licence:left-pad']);
  });

  it('is not one that ended while its finding is still there', () => {
    const ended = [anException(CVE, { until: '2026-01-01' })];
    expect(unusedExceptions([withExceptions(seen([aFinding()]), ended, TODAY), nothing('licences'), nothing('advisories')], ended)).toEqual([]);
  });

  it('is named when it is for a service that does not have it', () => {
    const other = [anException(CVE, { service: 'web' })];
    expect(unusedExceptions([withExceptions(seen([aFinding()]), other, TODAY), nothing('licences'), nothing('advisories')], other)).toEqual(other);
  });

  it.each([
    ['left out', withExceptions(seen([], { unchecked: [{ subject: 'images', why: 'not scanned' }] }), [], TODAY)],
    ['not answered', withExceptions(seen([aFinding({ id: undefined })]), [], TODAY)],
  ])('is not called so while something was %s that it may be for', (_, scan) => {
    expect(idsOf(unusedExceptions([scan, nothing('licences'), nothing('advisories')], all))).toEqual(['licence:left-pad']);
  });
});

describe('a release', () => {
  it('passes gates that found nothing, or nothing without leave', () => {
    expect(() => refuseFindings([withExceptions(seen([aFinding()]), [anException(CVE)], TODAY)])).not.toThrow();
  });

  it('fails with every finding of every gate', () => {
    const reports = [withExceptions(seen([aFinding(), aFinding({ subject: 'CVE-2' })]), [], TODAY), withExceptions(seen([aFinding({ gate: 'licences' })]), [], TODAY)];
    expect(() => refuseFindings(reports)).toThrow(/^scan: CVE-2 .*\nscan: CVE-2026-1234 .*\nlicences: .*$/);
  });
});
