import fc from 'fast-check';
import { parseDeployment, serialiseDeployment, type Deployment } from '../../src/ledger/deployment';
import { parseRelease, serialiseRelease, type Release } from '../../src/ledger/release';
import { commitOf, digest, imageOf } from './world';

const hex = (length: number) => fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length });
const name = fc.stringMatching(/^[a-z][a-z0-9]{0,8}(-[a-z0-9]{1,8}){0,2}$/);
const moment = fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true }).map((date) => date.toISOString());
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

const anyRelease: fc.Arbitrary<Release> = fc.record({
  schemaVersion: fc.constant(1 as const),
  commit: hex(40),
  base: maybe(hex(40)),
  createdAt: moment,
  images: fc.dictionary(name, hex(64).map((sha) => `registry.example:5000/acme/orders@sha256:${sha}`)),
  manifests: fc.dictionary(name, fc.record({ sha256: hex(64), size: fc.nat() })),
});

const anyDeployment: fc.Arbitrary<Deployment> = fc.record({
  schemaVersion: fc.constant(1 as const),
  environment: name,
  sequence: fc.integer({ min: 1 }),
  previous: maybe(hex(64).map((sha) => `1-${sha}`)),
  release: hex(40),
  kind: fc.constantFrom('deploy' as const, 'rollback' as const),
  outcome: fc.constantFrom('succeeded' as const, 'failed' as const),
  startedAt: moment,
  finishedAt: moment,
  execution: maybe(fc.uuid()),
  reason: maybe(fc.string({ unit: 'grapheme' }).map((said) => `because ${said}`)),
});

/** The same value, its fields the other way round. */
const reversed = <T extends object>(value: T) => Object.fromEntries(Object.entries(value).reverse()) as T;

const aRelease: Release = {
  schemaVersion: 1,
  commit: commitOf('a'),
  createdAt: '2026-11-24T03:00:00.000Z',
  images: { orders: imageOf('orders') },
  manifests: { prod: { sha256: digest('x'), size: 1 } },
};
const written = (record: unknown) => Buffer.from(JSON.stringify(record));

describe('records of the ledger', () => {
  it('come back as they were written, and are the same bytes whoever writes them', () => {
    fc.assert(fc.property(anyRelease, (release) => {
      const bytes = serialiseRelease(release);
      const again = parseRelease('key', bytes);
      expect(again).toEqual(release);
      expect(serialiseRelease(again)).toEqual(bytes);
      expect(serialiseRelease(reversed({ ...release, images: reversed(release.images) }))).toEqual(bytes);
    }));
    fc.assert(fc.property(anyDeployment, (deployment) => {
      const bytes = serialiseDeployment(deployment);
      expect(parseDeployment('key', bytes)).toEqual(deployment);
      expect(serialiseDeployment(reversed(deployment))).toEqual(bytes);
    }));
  });

  it('never break their reader: whatever the bytes, it is a record or a sentence about the key', () => {
    const junk = fc.oneof(fc.uint8Array().map((bytes) => Buffer.from(bytes)), fc.jsonValue().map(written), fc.tuple(anyRelease, fc.jsonValue()).map(([release, value]) => written({ ...release, images: value })));
    fc.assert(fc.property(junk, (bytes) => {
      try {
        parseRelease('releases/x', bytes);
      } catch (error) {
        for (const line of (error as Error).message.split('\n')) expect(line).toMatch(/^releases\/x .+, got .+; .+$/);
      }
    }));
  });

  it('read as text a person can follow', () => {
    expect(serialiseRelease(aRelease).toString()).toBe(`{
  "commit": "${aRelease.commit}",
  "createdAt": "2026-11-24T03:00:00.000Z",
  "images": {
    "orders": "${imageOf('orders')}"
  },
  "manifests": {
    "prod": {
      "sha256": "${digest('x')}",
      "size": 1
    }
  },
  "schemaVersion": 1
}
`);
  });

  it.each<[string, object, string]>([
    ['a tag in place of a digest', { images: { orders: 'registry.example/acme/orders:latest' } }, `images.orders is not an image by digest, '<repository>@sha256:…', got "registry.example/acme/orders:latest"; write an image by digest, '<repository>@sha256:…' there`],
    ['a service without a name', { images: { '../x': imageOf('orders') } }, 'images has a name that is not a DNS-1123 name, got "../x"; rename it'],
    ['a field nobody reads', { author: 'me' }, 'author is not a field, got "me"; remove it, or use one of: schemaVersion, commit, base, createdAt, images, manifests'],
    ['a local time', { createdAt: '2026-11-24 03:00' }, `createdAt is not a moment like '2026-11-24T03:00:00.000Z', got "2026-11-24 03:00"; write a moment like '2026-11-24T03:00:00.000Z' there`],
    ['a list of images', { images: [] }, 'images is not an object, got []; write an object whose names are each a DNS-1123 name'],
    ['a newer format', { schemaVersion: 7, anything: true }, 'schemaVersion is newer than this program knows, got 7; update the platform to a version that reads it (this one reads up to 1)'],
    ['an abbreviated commit', { commit: 'abc1234' }, 'commit is not a full commit id, got "abc1234"; write a full commit id there'],
  ])('fails when a release has %s', (_, fields, sentence) => {
    expect(() => parseRelease('key', written({ ...aRelease, ...fields }))).toThrow(new Error(`key ${sentence}`));
  });
});
