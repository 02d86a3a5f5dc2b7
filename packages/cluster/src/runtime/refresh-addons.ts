import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { KUBERNETES_CALENDAR } from '@plinth/template/config';
import { AddonLock, LockedAddon, readAddonLock, writeAddonLock } from '../addons/addon-lock';
import { ADDON_NAMES, AddonName } from '../addons/addon-table';
import { Explained } from '../explained';
import type { Command } from './command';
import { defaultVersion } from './addon-choice';
import { EksService } from './eks-service';

/** `refresh-addons`: shows what EKS' defaults would change in the add-on locks; writes them when told to. */
export const refreshAddons: Command = async (args, { locks, now, print, say }) => {
  const { values } = parseArgs({ args, options: { version: { type: 'string' }, region: { type: 'string' }, write: { type: 'boolean' } } });
  const versions = KUBERNETES_CALENDAR.map(({ version }) => version).filter((version) => !values.version || version === values.version);
  if (versions.length === 0) throw new Explained(`--version is not in the EKS calendar, got "${values.version}"; use one of ${KUBERNETES_CALENDAR.map(({ version }) => version).join(', ')}`);

  const eks = new EksService(values.region);
  const today = now().toISOString().slice(0, 10);
  const locked = versions.map((version) => (existsSync(join(locks, `${version}.json`)) ? readAddonLock(version, locks) : undefined));
  const fresh: AddonLock[] = [];
  for (const version of versions) fresh.push(await askEks(eks, version, today));
  const changed = fresh.map((lock, i) => merge(locked[i], lock));
  const lines = changed.flatMap((lock, i) => difference(locked[i], lock));
  lines.forEach((line) => print(line));
  if (lines.length === 0) return say('the locks are what EKS says: nothing to write');
  if (!values.write) return say(`${lines.length} to change; nothing was written: add --write`);
  changed.filter((lock, i) => difference(locked[i], lock).length > 0).forEach((lock) => writeAddonLock(lock, locks));
  say(`${lines.length} changed; look at the git diff, then deploy one environment after another`);
};

async function askEks(eks: EksService, kubernetes: string, provenOn: string): Promise<AddonLock> {
  const addons: Partial<Record<AddonName, LockedAddon>> = {};
  for (const name of ADDON_NAMES) {
    const version = defaultVersion(await eks.addonVersions(name, kubernetes), kubernetes);
    addons[name] = version
      ? { version, source: `EKS DescribeAddonVersions, its default for ${kubernetes}`, provenOn }
      : { version: null, source: `EKS DescribeAddonVersions has no default for ${kubernetes}; EKS chooses at installation`, provenOn: null };
  }
  return { kubernetes, addons: addons as Record<AddonName, LockedAddon> };
}

/** What did not change keeps the day and the source it had. */
function merge(locked: AddonLock | undefined, fresh: AddonLock): AddonLock {
  if (!locked) return fresh;
  const kept = ADDON_NAMES.map((name) => [name, locked.addons[name].version === fresh.addons[name].version ? locked.addons[name] : fresh.addons[name]]);
  return { kubernetes: fresh.kubernetes, addons: Object.fromEntries(kept) };
}

function difference(locked: AddonLock | undefined, fresh: AddonLock): string[] {
  const shown = (version?: string | null) => version ?? (version === null ? "EKS's default" : 'nothing');
  return ADDON_NAMES.filter((name) => locked?.addons[name].version !== fresh.addons[name].version)
    .map((name) => `${fresh.kubernetes}  ${name.padEnd(22)}  ${shown(locked?.addons[name].version)} → ${shown(fresh.addons[name].version)}`);
}
