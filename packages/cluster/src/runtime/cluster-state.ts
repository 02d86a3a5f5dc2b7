import { readAddonLock } from '../addons/addon-lock';
import { ADDON_NAMES, AddonName, plannedAddons } from '../addons/addon-table';
import { Explained } from '../explained';
import { chosenVersion, isListed } from './addon-choice';
import { EksService } from './eks-service';
import type { DeclaredCluster } from './environment';
import { ClusterState, VersionedPart } from './version-plan';

/** What can be said of a cluster without asking EKS: it is as declared, one version away from the target. */
export function declaredState({ name, capacity }: DeclaredCluster, from: string, to: string, locks: string): ClusterState {
  const target = readAddonLock(to, locks).addons;
  return {
    controlPlane: { part: 'control plane', name, from, to },
    nodeGroups: capacity.nodeGroups.map((group) => ({ part: 'node group', name: group.name, from, to })),
    addons: plannedAddons(capacity).map((addon) => ({ part: 'add-on', name: addon, to: target[addon].version ?? undefined })),
  };
}

/** What EKS says of a cluster, and where the lock of the target wants its add-ons. */
export async function runningState(eks: EksService, { name }: DeclaredCluster, from: string, to: string, locks: string): Promise<ClusterState> {
  const lock = readAddonLock(to, locks).addons;
  const nodeGroups = await eks.nodeGroups(name);
  const installed = (await eks.addons(name)).filter(({ addonName }) => ADDON_NAMES.includes(addonName as AddonName));
  const addons: VersionedPart[] = [];
  for (const { addonName = '', addonVersion = '' } of installed) {
    const listed = await eks.addonVersions(addonName, to);
    const locked = lock[addonName as AddonName].version;
    if (locked && !isListed(listed, to, locked)) {
      throw new Explained(`${to}.json addons.${addonName}.version is not listed by EKS for Kubernetes ${to}, got "${locked}"; run: npm run addons:refresh -- --version ${to} --write`);
    }
    addons.push({ part: 'add-on', name: addonName, from: addonVersion, to: chosenVersion(listed, to, locked, addonVersion) ?? addonVersion });
  }
  return {
    controlPlane: { part: 'control plane', name, from, to },
    nodeGroups: nodeGroups.map(({ nodegroupName = '', version }) => ({ part: 'node group', name: nodegroupName, from: version, to })),
    addons: addons.sort((a, b) => ADDON_NAMES.indexOf(a.name as AddonName) - ADDON_NAMES.indexOf(b.name as AddonName)),
  };
}
