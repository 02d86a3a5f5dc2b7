import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Profile, renderPlatform, type GateExceptionConfig, type GatesConfig, type PlatformConfig } from '@plinth/template/config';
import type { Clock } from '../../src/runtime/gates/completed-scan';
import { aFolder } from '../repository';

/** A Wednesday. */
export const TODAY = '2026-11-25';

/** A platform called `acme` with these services. */
export const aPlatform = (services: string[], gates?: GatesConfig): PlatformConfig => ({
  name: 'acme', environments: [{ name: 'staging', profile: Profile.TEAM }], services: services.map((name) => ({ name })), ...(gates ? { gates } : {}),
});

export const anException = (id: string, more: Partial<GateExceptionConfig> = {}): GateExceptionConfig =>
  ({ id, reason: 'the parser is never called', until: '2027-03-27', ...more });

/**
 * Two services that drink tea. orders: tea 1 → water 1; billing: tea 2 → its own water 2, and a workspace that needs salt.
 * The repository's tools are knife, which builds images, and fork, which only tests.
 */
export const LOCKFILE = {
  name: 'acme', version: '0.0.0', lockfileVersion: 3, requires: true,
  packages: {
    '': { name: 'acme', version: '0.0.0', workspaces: ['apps/*', 'packages/*'], devDependencies: { fork: '1.0.0' } },
    'apps/billing': { name: '@acme/billing', version: '0.0.0', dependencies: { tea: '2.0.0', '@acme/kitchen': '0.0.0' } },
    'apps/orders': { name: '@acme/orders', version: '0.0.0', dependencies: { tea: '1.0.0' }, devDependencies: { fork: '1.0.0' } },
    'packages/kitchen': { name: '@acme/kitchen', version: '0.0.0', dependencies: { salt: '1.0.0' }, devDependencies: { fork: '1.0.0' } },
    'packages/pipeline': { name: '@acme/pipeline', version: '0.0.0', dependencies: { knife: '1.0.0' } },
    'node_modules/@acme/billing': { resolved: 'apps/billing', link: true },
    'node_modules/@acme/kitchen': { resolved: 'packages/kitchen', link: true },
    'node_modules/@acme/orders': { resolved: 'apps/orders', link: true },
    'node_modules/@acme/pipeline': { resolved: 'packages/pipeline', link: true },
    'node_modules/tea': { version: '1.0.0', license: 'MIT', dependencies: { water: '^1.0.0' }, peerDependencies: { lemon: '*', cup: '*' }, peerDependenciesMeta: { cup: { optional: true } }, optionalDependencies: { honey: '*' } },
    'node_modules/water': { version: '1.0.0', license: 'ISC' },
    'node_modules/cup': { version: '1.0.0', dev: true, license: 'GPL-3.0-only' },
    'apps/billing/node_modules/tea': { version: '2.0.0', license: 'MIT', dependencies: { water: '^2.0.0' } },
    'apps/billing/node_modules/tea/node_modules/water': { version: '2.0.0', license: '(MIT OR GPL-3.0-or-later)' },
    'node_modules/salt': { version: '1.0.0', license: '0BSD' },
    'node_modules/knife': { version: '1.0.0', license: 'LGPL-3.0-only' },
    'node_modules/fork': { version: '1.0.0', dev: true, license: 'GPL-3.0-only' },
  } as Record<string, object>,
};

/** The same with other licences, by place. */
export const lockedWith = (licences: Record<string, unknown>) => ({
  ...LOCKFILE,
  packages: Object.fromEntries(Object.entries(LOCKFILE.packages).map(([path, entry]) => [path, path in licences ? { ...entry, license: licences[path] } : entry])),
});

/** A repository with this platform, and the workspaces of the lockfile on disk. */
export function aRepositoryOf(platform: PlatformConfig, files: Record<string, string | object> = {}): string {
  const manifests = Object.fromEntries(Object.entries(LOCKFILE.packages).filter(([path]) => /^(apps|packages)\/\w+$/.test(path) || path === '').map(([path, entry]) => [join(path, 'package.json'), entry]));
  return aFolder({ 'platform.json': renderPlatform(platform), 'package-lock.json': LOCKFILE, ...manifests, ...files });
}

/** What npm needs to run, asking this registry and nobody else, with nothing of this machine's configuration. */
export function npmAsking(registry: string): NodeJS.ProcessEnv {
  const home = mkdtempSync(join(tmpdir(), 'plinth-home-'));
  return { PATH: process.env.PATH, HOME: home, npm_config_registry: registry, npm_config_cache: join(home, 'cache'), npm_config_update_notifier: 'false' };
}

/** What the AWS SDK needs to talk to a server on loopback and to give up at once. */
export const awsAt = (endpoint: string) => ({
  AWS_ENDPOINT_URL_ECR: endpoint, AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret', AWS_MAX_ATTEMPTS: '1',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
});

/** Time that passes only while somebody sleeps. */
export function aClock(): Clock & { readonly slept: number[] } {
  const slept: number[] = [];
  return { slept, now: () => slept.reduce((a, b) => a + b, 0), sleep: async (ms) => void slept.push(ms) };
}
