import { Stack } from 'aws-cdk-lib/core';
import { Template } from 'aws-cdk-lib/assertions';
import { Tracing } from '../src';
import { anApp, resources } from './world';

function tracing(platform: string, environment: string, domain?: string) {
  const stack = new Stack(anApp(), 'Stack');
  return { stack, names: new Tracing(stack, 'Tracing', { platform, environment, domain }).groupNames };
}

describe('tracing', () => {
  it('has a group and a sampling rule per tier, however many services there are', () => {
    const { stack, names } = tracing('acme', 'prod', 'acme.example');
    expect(names).toEqual(['acme-prod-public', 'acme-prod-internal']);
    Template.fromStack(stack).resourceCountIs('AWS::XRay::Group', 2);
    Template.fromStack(stack).resourceCountIs('AWS::XRay::SamplingRule', 2);
  });

  it('tells public requests by their domain, before the rule for all others', () => {
    const { stack } = tracing('acme', 'prod', 'acme.example');
    const rules = Object.values(resources(stack, 'AWS::XRay::SamplingRule')).map((r) => r.Properties.SamplingRule);
    expect(rules.map(({ Host }) => Host)).toEqual(['*.acme.example', '*']);
    expect(rules[0].Priority).toBeLessThan(rules[1].Priority);
  });

  it('has no public tier without a domain', () => {
    expect(tracing('acme', 'prod').names).toEqual(['acme-prod-internal']);
  });

  it('keeps names within 32 characters, and platforms and environments apart', () => {
    const longest = 'a'.repeat(24);
    const names = ['production-west1', 'production-west2'].flatMap((environment) =>
      [longest, `${longest.slice(1)}b`].flatMap((platform) => tracing(platform, environment, 'acme.example').names));
    expect(new Set(names).size).toBe(8);
    for (const name of names) {
      expect(name.length).toBeLessThanOrEqual(32);
      expect(name).toMatch(/-production-west[12]-(public|internal)$/);
    }
  });

  it('fails when the environment leaves no room for the platform', () => {
    expect(() => tracing('acme', 'x'.repeat(20))).toThrow(/environment must be at most 16 characters/);
  });
});
