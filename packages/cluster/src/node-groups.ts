import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as eks from 'aws-cdk-lib/aws-eks-v2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Purchase } from '@plinth/template/config';
import { Construct } from 'constructs';
import { PlannedNodeGroup } from './capacity-plan';
import { managedRole } from './managed-role';

export interface NodeGroupsProps {
  /** Cluster the nodes join. */
  readonly cluster: eks.Cluster;
  /** Kubernetes minor version of the nodes. */
  readonly kubernetesVersion: string;
  /** The groups, at least one. */
  readonly groups: readonly PlannedNodeGroup[];
}

/** Size of a node's root volume, in GiB. */
const ROOT_VOLUME_GIB = 50;
/** Share of a group's nodes that an update may take away at once, in percent. */
const MAX_UNAVAILABLE_PERCENT = 33;

/** Managed node groups of Amazon Linux 2023 in the private subnets, with one role and one launch template. */
export class NodeGroups extends Construct {
  constructor(scope: Construct, id: string, props: NodeGroupsProps) {
    super(scope, id);
    const { cluster, kubernetesVersion, groups } = props;
    const nodeRole = managedRole(this, 'Role', new iam.ServicePrincipal('ec2.amazonaws.com'), {
      AmazonEKSWorkerNodePolicy: 'what a node needs to join its cluster; AWS adds to it as the kubelet changes',
      AmazonEC2ContainerRegistryPullOnly: 'nodes pull images of every service, and of the add-ons from registries of AWS',
    });
    const launchTemplate = this.createLaunchTemplate();
    groups.forEach((group) => this.addGroup(cluster, kubernetesVersion, group, nodeRole, launchTemplate));
  }

  private createLaunchTemplate(): ec2.LaunchTemplate {
    return new ec2.LaunchTemplate(this, 'LaunchTemplate', {
      httpTokens: ec2.LaunchTemplateHttpTokens.REQUIRED,
      // One hop ends at the node: a pod cannot take the node's credentials.
      httpPutResponseHopLimit: 1,
      blockDevices: [{
        deviceName: '/dev/xvda',
        volume: ec2.BlockDeviceVolume.ebs(ROOT_VOLUME_GIB, { encrypted: true, volumeType: ec2.EbsDeviceVolumeType.GP3 }),
      }],
    });
  }

  private addGroup(cluster: eks.Cluster, version: string, group: PlannedNodeGroup, nodeRole: iam.Role, template: ec2.LaunchTemplate): void {
    const instanceTypes = group.instanceTypes.map((type) => new ec2.InstanceType(type));
    const arm = instanceTypes[0].architecture === ec2.InstanceArchitecture.ARM_64;
    // No name: changing the instance types replaces the group, and the old name would still be taken.
    const nodegroup = new eks.Nodegroup(this, group.name, {
      cluster,
      nodeRole,
      instanceTypes,
      amiType: arm ? eks.NodegroupAmiType.AL2023_ARM_64_STANDARD : eks.NodegroupAmiType.AL2023_X86_64_STANDARD,
      capacityType: group.purchase === Purchase.SPOT ? eks.CapacityType.SPOT : eks.CapacityType.ON_DEMAND,
      minSize: group.minSize,
      maxSize: group.maxSize,
      subnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
      launchTemplateSpec: { id: template.launchTemplateId!, version: template.latestVersionNumber },
      enableNodeAutoRepair: true,
      // A disruption budget that cannot be kept stops the update instead of being broken.
      forceUpdate: false,
      maxUnavailablePercentage: MAX_UNAVAILABLE_PERCENT,
    });
    const resource = nodegroup.node.defaultChild as eks.CfnNodegroup;
    // Without it a group stays behind when the control plane is upgraded.
    resource.version = version;
    // Written by the construct library, it would undo an autoscaler's work on every deployment.
    resource.addPropertyDeletionOverride('ScalingConfig.DesiredSize');
    resource.addPropertyOverride('UpdateConfig.UpdateStrategy', 'MINIMAL');
  }
}
