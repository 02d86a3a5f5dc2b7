import type { AddonInfo } from '@aws-sdk/client-eks';

/** The version EKS installs by itself in a cluster of this Kubernetes version. */
export function defaultVersion(addons: readonly AddonInfo[], kubernetes: string): string | undefined {
  return compatible(addons, kubernetes).find(({ isDefault }) => isDefault)?.version;
}

/** Whether EKS lists a version for this Kubernetes version. */
export function isListed(addons: readonly AddonInfo[], kubernetes: string, wanted: string): boolean {
  return compatible(addons, kubernetes).some(({ version }) => version === wanted);
}

/**
 * The version an add-on goes to: the locked one; without one, what is installed if EKS lists it for this
 * Kubernetes version, else EKS's default.
 */
export function chosenVersion(addons: readonly AddonInfo[], kubernetes: string, locked: string | null, installed: string): string | undefined {
  return locked ?? (isListed(addons, kubernetes, installed) ? installed : defaultVersion(addons, kubernetes));
}

function compatible(addons: readonly AddonInfo[], kubernetes: string): { version: string; isDefault: boolean }[] {
  return addons.flatMap(({ addonVersions = [] }) => addonVersions).flatMap(({ addonVersion, compatibilities = [] }) => {
    const match = compatibilities.find(({ clusterVersion }) => clusterVersion === kubernetes);
    return addonVersion && match ? [{ version: addonVersion, isDefault: match.defaultVersion === true }] : [];
  });
}
