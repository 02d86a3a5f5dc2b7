import { createHash } from 'node:crypto';
import type { DeploymentReport, Ledger, ReleaseDraft } from '../../src/ledger';

/** A digest or a commit of its own for every seed. */
export const digest = (seed: string) => createHash('sha256').update(seed).digest('hex');
export const commitOf = (seed: string) => digest(seed).slice(0, 40);
export const imageOf = (service: string, seed = '1') => `registry.example/acme/${service}@sha256:${digest(service + seed)}`;

/** A release of one service for two environments. */
export function aDraft(seed: string, overrides: Partial<ReleaseDraft> = {}): ReleaseDraft {
  return {
    commit: commitOf(seed),
    createdAt: '2026-11-24T03:00:00.000Z',
    images: { orders: imageOf('orders', seed) },
    manifests: { staging: Buffer.from(`replicas: 1 # ${seed}\n`), prod: Buffer.from(`replicas: 3 # ${seed}\n`) },
    ...overrides,
  };
}

/** A release that takes a while to write. */
export const aLargeDraft = (seed: string) => aDraft(seed, { manifests: { prod: Buffer.alloc(2_000_000, seed) } });

/** A deployment to production that went well. */
export function aReport(seed: string, overrides: Partial<DeploymentReport> = {}): DeploymentReport {
  return {
    environment: 'prod',
    release: commitOf(seed),
    kind: 'deploy',
    outcome: 'succeeded',
    startedAt: '2026-11-24T03:01:00.000Z',
    finishedAt: '2026-11-24T03:02:00.000Z',
    ...overrides,
  };
}

/** Where a ledger is; enough to open it again in another process. */
export type Place = { readonly directory: string } | { readonly bucket: string; readonly prefix: string; readonly endpoint: string; readonly region: string; readonly forcePathStyle: boolean };

/** A ledger of its own for a test. */
export interface LedgerWorld {
  readonly ledger: Ledger;
  readonly place: Place;
  /** Puts bytes in the place of an object, as no ledger would. */
  readonly damage: (key: string, bytes: string | Uint8Array) => Promise<void>;
}
