import * as eks from 'aws-cdk-lib/aws-eks-v2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { AddonIdentity } from './addons/addon-table';
import { managedRole } from './managed-role';

export interface ManagedAddonProps {
  /** Cluster it is installed in. */
  readonly cluster: eks.Cluster;
  /** EKS add-on name. */
  readonly name: string;
  /**
   * Add-on version.
   * @default - EKS's default for the cluster
   */
  readonly version?: string;
  /**
   * Configuration, as the add-on's schema has it.
   * @default - the add-on's own
   */
  readonly configuration?: Readonly<Record<string, unknown>>;
  /**
   * What it may do in AWS.
   * @default - nothing
   */
  readonly identity?: AddonIdentity;
}

/** An add-on that EKS installs and updates, with a role of its own by EKS Pod Identity when it calls AWS. */
export class ManagedAddon extends Construct {
  constructor(scope: Construct, id: string, props: ManagedAddonProps) {
    super(scope, id);
    const { cluster, name, version, configuration, identity } = props;
    const addon = new eks.Addon(this, 'Default', {
      cluster, addonName: name, addonVersion: version, configurationValues: configuration, preserveOnDelete: false,
    });
    const resource = addon.node.defaultChild as eks.CfnAddon;
    // What is declared wins over what someone changed in the cluster; without it the next update fails instead.
    resource.resolveConflicts = 'OVERWRITE';
    if (identity) {
      const pods = new iam.SessionTagsPrincipal(new iam.ServicePrincipal('pods.eks.amazonaws.com'));
      const role = managedRole(this, 'Role', pods, identity.policies);
      resource.podIdentityAssociations = [{ serviceAccount: identity.serviceAccount, roleArn: role.roleArn }];
    }
  }
}
