import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderPlatform } from '@plinth/template/config';
import type { CommandContext } from '../src/runtime/command';
import { ADDON_LOCKS } from '../src/addons/addon-lock';

/** Tuesday noon. */
export const NOW = new Date('2026-11-24T12:00:00Z');
const days = (count: number) => (NOW.getTime() - count * 86_400_000) / 1000;

/** What the stand-in keeps, and what was asked of it. */
export interface EksWorld {
  readonly kubernetes: string;
  readonly status: string;
  readonly account: string;
  readonly nodeGroups: Record<string, string>;
  readonly addons: Record<string, string>;
  /** Versions EKS lists for an add-on, by Kubernetes version; the first is its default. */
  readonly listed: Record<string, Record<string, string[]>>;
  readonly insights: { readonly id: string; readonly status: string; readonly kubernetesVersion?: string }[];
  /** Days since the control plane was upgraded to the version it runs. */
  readonly upgradedDaysAgo: number | undefined;
  /** What its last change of version was. */
  readonly lastChange: 'VersionUpdate' | 'VersionRollback';
  /** How updates end; the last answer stays. */
  readonly updateStatuses: string[];
  /** Error of every call, by the last part of its path. */
  readonly errors: Record<string, string>;
}

/** Amazon EKS as it speaks, restJson1, on loopback; keeps one cluster, `acme-prod`, and moves it. */
export async function anEks(said: Partial<EksWorld> = {}) {
  const usual: EksWorld = { kubernetes: '1.35', status: 'ACTIVE', account: '111111111111', nodeGroups: {}, addons: {}, listed: {}, insights: [], upgradedDaysAgo: 1, lastChange: 'VersionUpdate', updateStatuses: ['Successful'], errors: {} };
  // A copy: it is moved.
  const world: { -readonly [K in keyof EksWorld]: EksWorld[K] } = structuredClone({ ...usual, ...said });
  const writes: { readonly path: string; readonly body: Record<string, unknown> }[] = [];
  const asked: string[] = [];
  let polls = 0;
  const answer = (path: string, query: URLSearchParams, method: string, body: Record<string, string>): object | undefined => {
    const [, , , kind = '', name = '', verb] = path.split('/');
    if (path === '/addons/supported-versions') {
      const kubernetes = query.get('kubernetesVersion')!;
      const versions = world.listed[query.get('addonName')!]?.[kubernetes] ?? [];
      const addonVersions = versions.map((addonVersion, i) => ({ addonVersion, compatibilities: [{ clusterVersion: kubernetes, defaultVersion: i === 0 }] }));
      return { addons: [{ addonName: query.get('addonName'), addonVersions }] };
    }
    if (!path.startsWith('/clusters/acme-prod')) return undefined;
    if (method === 'POST' && kind !== 'insights') {
      writes.push({ path, body });
      polls = 0;
      if (kind === 'updates') world.kubernetes = body.version;
      if (kind === 'node-groups') world.nodeGroups[name] = body.version;
      if (kind === 'addons') world.addons[name] = body.addonVersion;
      return { update: { id: 'u-1', status: 'InProgress' } };
    }
    if (kind === '') return { cluster: { name: 'acme-prod', arn: `arn:aws:eks:eu-central-1:${world.account}:cluster/acme-prod`, version: world.kubernetes, status: world.status } };
    if (kind === 'node-groups') return name ? { nodegroup: { nodegroupName: name, version: world.nodeGroups[name] } } : { nodegroups: Object.keys(world.nodeGroups) };
    if (kind === 'addons') return name ? { addon: { addonName: name, addonVersion: world.addons[name], configurationValues: '{"a":"b"}' } } : { addons: Object.keys(world.addons) };
    if (kind === 'insights' && name) return { insight: { id: name, recommendation: `repair ${name}` } };
    if (kind === 'insights') return { insights: world.insights.map(({ id, status, kubernetesVersion }) => ({ id, name: id, kubernetesVersion, insightStatus: { status, reason: `${id} is ${status}` } })) };
    if (kind === 'updates' && name === 'past') {
      return { update: { id: 'past', type: world.lastChange, status: 'Successful', createdAt: days(world.upgradedDaysAgo!) } };
    }
    if (kind === 'updates' && name) {
      const status = world.updateStatuses[Math.min(polls++, world.updateStatuses.length - 1)];
      return { update: { id: name, status, errors: status === 'Failed' ? [{ errorCode: 'PodEvictionFailure', errorMessage: 'orders cannot be evicted' }] : [] } };
    }
    return verb === undefined && kind === 'updates' ? { updateIds: world.upgradedDaysAgo === undefined ? [] : ['past'] } : undefined;
  };
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const piece of request) text += piece;
    const { pathname, searchParams } = new URL(request.url!, 'http://eks');
    asked.push(`${request.method} ${pathname}`);
    const error = world.errors[pathname.split('/').pop()!];
    const found = error ? undefined : answer(pathname, searchParams, request.method!, text ? JSON.parse(text) : {});
    const failure = error ?? 'ResourceNotFoundException';
    response.setHeader('content-type', 'application/json');
    if (!found) response.setHeader('x-amzn-errortype', failure);
    response.statusCode = found ? 200 : 400;
    response.end(JSON.stringify(found ?? { message: `says ${failure}` }));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const close = () => new Promise((closed) => { server.close(closed); server.closeAllConnections(); });
  return { world, writes, asked, close, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** The environment of someone who is logged in, with EKS at this address. */
export function loggedIn(url: string): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH, AWS_ENDPOINT_URL_EKS: url, AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true', AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null', AWS_EC2_METADATA_DISABLED: 'true',
  };
}

/** A folder with the `platform.json` of acme, whose prod is in eu-central-1. */
export function aPlatformFolder(said: object = {}, prod: object = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'plinth-'));
  const environments = [{ name: 'prod', profile: 'tiny', account: '111111111111', region: 'eu-central-1', ...prod }];
  writeFileSync(join(folder, 'platform.json'), renderPlatform({ name: 'acme', kubernetes: '1.36', services: [], environments, ...said }));
  return folder;
}

/** What a command sees, and what it said; it waits for nothing. */
export function aContext(cwd: string, locks = ADDON_LOCKS): CommandContext & { readonly printed: string[]; readonly said: string[]; readonly slept: number[] } {
  const [printed, said, slept]: [string[], string[], number[]] = [[], [], []];
  const sleep = async (milliseconds: number) => void slept.push(milliseconds);
  return { cwd, locks, now: () => NOW, sleep, printed, said, slept, print: (line) => printed.push(line), say: (line) => said.push(line) };
}
