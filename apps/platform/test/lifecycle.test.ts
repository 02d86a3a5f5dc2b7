import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PlatformConfig, renderPlatform } from '@plinth/template/config';
import { verify } from '../src/distribution';
import { today } from '../src/today';
import { aSynthesisedRepository } from './a-baseline';
import { aRepository, filesIn, run } from './a-repository';
import { aPlatform, resourcesOf, synthesised } from './world';

const OLD = { kubernetes: '1.34' };
const LEAVE = { ...OLD, extendedSupport: { until: '2027-03-01', reason: 'the vendor is late' } };

/** Synthesises a platform as if it were this day. */
async function synthOn(day: string, said: Partial<PlatformConfig>) {
  const root = aRepository();
  writeFileSync(join(root, 'platform.json'), renderPlatform(aPlatform(said)));
  const ended = await run(join(root, 'apps/platform'), 'src/main.ts', { PLINTH_TODAY: day, CDK_VALIDATION: 'false' });
  const out = join(root, 'apps/platform/out');
  return { ...ended, assembly: existsSync(out) ? filesIn(out) : undefined };
}

describe('synthesis near the end of standard support', () => {
  it('warns in one line, and makes the same bytes as on any other day', async () => {
    const [early, late] = await Promise.all(['2026-08-01', '2026-11-23'].map((day) => synthOn(day, OLD)));
    expect([early.status, early.stderr]).toEqual([0, '']);
    expect([late.status, late.stderr]).toEqual([0, expect.stringMatching(/^kubernetes 1\.34 has 9 days of standard support left, until 2026-12-02; set kubernetes '1\.35'[^\n]+\n$/)]);
    expect(Object.keys(late.assembly!)).toContain('cdk.out/manifest.json');
    expect(late.assembly).toEqual(early.assembly);
  }, 60_000);

  it('fails when it is over, in one sentence, and makes nothing', async () => {
    const { status, stderr, assembly } = await synthOn('2026-12-03', OLD);
    expect([status, stderr]).toEqual([1, expect.stringMatching(/^kubernetes 1\.34 left standard support on 2026-12-02, got today 2026-12-03; [^\n]+\n$/)]);
    expect(assembly).toBeUndefined();
  }, 60_000);

  it('fails when the day is none', async () => {
    const { status, stderr } = await synthOn('tomorrow', OLD);
    expect([status, stderr]).toEqual([1, 'PLINTH_TODAY is not a date, got "tomorrow"; write it like \'2026-11-23\', or unset it\n']);
  }, 60_000);
});

describe('leave for extended support', () => {
  it('is what lets EKS keep the cluster', () => {
    const upgradePolicy = (said: Partial<PlatformConfig>) => Object.values(resourcesOf(synthesised(aPlatform(said)), 'acme-prod-Cluster'))
      .find(({ Type }) => Type === 'AWS::EKS::Cluster')!.Properties!.UpgradePolicy;
    expect(upgradePolicy(LEAVE)).toEqual({ SupportType: 'EXTENDED' });
    expect(upgradePolicy(OLD)).toEqual({ SupportType: 'STANDARD' });
  });
});

describe('the baseline', () => {
  const verified = (day: string, said: Partial<PlatformConfig>) => {
    let printed = '';
    verify({ root: aSynthesisedRepository(aPlatform(said)), imagesBuilt: false, today: day, print: (text) => void (printed += text) });
    return printed.trimEnd().split('\n').at(-1);
  };

  it('ends with what the EKS calendar says', () => {
    expect(verified('2027-01-01', LEAVE)).toMatch(/^kubernetes 1\.34 is in extended support: each control plane costs 6 times the price .+ because "the vendor is late"/);
  });

  it('fails when a version is out of support, though its synthesis was in the cache', () => {
    expect(() => verified('2027-01-01', OLD)).toThrow('kubernetes 1.34 left standard support on 2026-12-02');
  });
});

it('today is today, unless another day was asked for', () => {
  expect(today({})).toBe(new Date().toISOString().slice(0, 10));
  expect(today({ PLINTH_TODAY: '2027-01-01' })).toBe('2027-01-01');
});
