import { guardLifecycle } from '../src';

const calendar = [{ version: '1.34', standardSupportUntil: '2026-12-02' }, { version: '1.35', standardSupportUntil: '2027-03-27' }];
const on = (today: string, said = {}) => guardLifecycle({ kubernetes: '1.34', today, calendar, ...said });
const leave = { until: '2027-02-01', reason: 'the vendor is late' };

describe('the lifecycle guard', () => {
  it('says nothing while there is time', () => {
    expect(on('2026-09-02')).toEqual([]);
  });

  it.each([
    ['2026-09-03', '90 days'],
    ['2026-12-01', '1 day'],
    ['2026-12-02', '0 days'],
  ])('warns within 90 days of the end of standard support: on %s', (today, left) => {
    expect(on(today)).toEqual([`kubernetes 1.34 has ${left} of standard support left, until 2026-12-02; set kubernetes '1.35' in .projenrc.ts, then: npm run cluster -- upgrade --environment <name>`]);
  });

  it('says what comes after, when leave is given', () => {
    expect(on('2026-12-01', { extendedSupport: leave })[0]).toContain('until 2026-12-02, then extended support at 6 times the price;');
  });

  it('fails when standard support is over and nobody gave leave', () => {
    expect(() => on('2026-12-03')).toThrow("kubernetes 1.34 left standard support on 2026-12-02, got today 2026-12-03; set kubernetes '1.35' in .projenrc.ts, then: npm run cluster -- upgrade --environment <name>, or give leave with extendedSupport");
  });

  it('prints price factor, reason and source in extended support', () => {
    expect(on('2027-02-01', { extendedSupport: leave })).toEqual([expect.stringMatching(
      /^kubernetes 1\.34 is in extended support: each control plane costs 6 times the price \(https:\/\/aws\.amazon\.com\/eks\/pricing\/\), with leave until 2027-02-01 because "the vendor is late"; set kubernetes '1\.35'/,
    )]);
  });

  it('fails when the leave is over', () => {
    expect(() => on('2027-02-02', { extendedSupport: leave })).toThrow('extendedSupport.until is over, got "2027-02-01"');
  });

  it('fails when extended support is over, whatever the leave', () => {
    const long = { until: '2030-01-01', reason: 'none' };
    expect(on('2027-12-02', { extendedSupport: long })).toHaveLength(1);
    expect(() => on('2027-12-03', { extendedSupport: long })).toThrow('kubernetes 1.34 left standard support on 2026-12-02 and extended support on 2027-12-02, got today 2027-12-03');
  });

  it('fails when the version is not in the calendar', () => {
    expect(() => on('2026-11-23', { kubernetes: '1.30' })).toThrow('kubernetes is not in the EKS calendar, got "1.30"; use one of 1.34, 1.35');
  });

  it('sends to a newer template when there is no newer version', () => {
    expect(on('2027-03-01', { kubernetes: '1.35' })[0]).toMatch(/; update @plinth\/template for the next version$/);
  });

  it('judges the default version by the calendar of this platform', () => {
    expect(guardLifecycle({ today: '2026-11-23' })).toEqual([]);
  });
});
