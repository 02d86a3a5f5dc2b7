import type * as eks from 'aws-cdk-lib/aws-eks-v2';
import { Construct } from 'constructs';
import type { CapacityPlan } from '../capacity-plan';
import { ManagedAddon } from '../managed-addon';
import { AddonLock } from './addon-lock';
import { AddonDefinition, AddonName, ADDONS, plannedAddons } from './addon-table';

/** Where add-ons go, and in which versions. */
export interface AddonTarget {
  readonly cluster: eks.Cluster;
  readonly plan: CapacityPlan;
  readonly lock: AddonLock;
}

/** Installs the add-ons of one order, in the versions of the lock. */
export function installAddons(scope: Construct, order: AddonDefinition['order'], { cluster, plan, lock }: AddonTarget): ManagedAddon[] {
  const installed = new Map<AddonName, ManagedAddon>();
  for (const name of plannedAddons(plan, order)) {
    const { configuration, identity, after } = ADDONS[name];
    const version = lock.addons[name].version ?? undefined;
    const addon = new ManagedAddon(scope, `Addon-${name}`, { cluster, name, version, configuration: configuration?.(plan), identity });
    const first = after && installed.get(after);
    if (first) addon.node.addDependency(first);
    installed.set(name, addon);
  }
  return [...installed.values()];
}
