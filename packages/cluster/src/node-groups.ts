import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as eks from 'aws-cdk-lib/aws-eks-v2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Architecture, NodeImage, Purchase } from '@plinth/template/config';
import { Construct } from 'constructs';
import { PlannedNodeGroup } from './capacity-plan';
import { managedRole } from './managed-role';

export interface NodeGroupsProps {
  /** Cluster the nodes join. */
  readonly cluster: eks.Cluster;
  /** Kubernetes minor version of the nodes. */
  readonly kubernetesVersion: string;
  /** Subnets of the cluster's VPC the nodes are in. */
  readonly subnets: ec2.SubnetSelection;
  /** The groups, at least one. */
  readonly groups: readonly PlannedNodeGroup[];
}

/** Size of the volume that holds images and pods' files, in GiB. */
const VOLUME_GIB = 50;
/** Share of a group's nodes that an update may take away at once, in percent. */
const MAX_UNAVAILABLE_PERCENT = 33;

/**
 * What a machine image means: its EKS name for each architecture, and its volumes. Bottlerocket keeps its
 * own system on a volume of its own, which is as large as the image.
 * @see https://docs.aws.amazon.com/eks/latest/APIReference/API_Nodegroup.html
 */
const IMAGES: Readonly<Record<NodeImage, { readonly ami: Record<Architecture, string>; readonly data: string; readonly system?: string }>> = {
  [NodeImage.AL2023]: { ami: { [Architecture.X86_64]: 'AL2023_x86_64_STANDARD', [Architecture.ARM64]: 'AL2023_ARM_64_STANDARD' }, data: '/dev/xvda' },
  [NodeImage.BOTTLEROCKET]: { ami: { [Architecture.X86_64]: 'BOTTLEROCKET_x86_64', [Architecture.ARM64]: 'BOTTLEROCKET_ARM_64' }, data: '/dev/xvdb', system: '/dev/xvda' },
};

/** Managed node groups in the subnets of a cluster, with one role, and one launch template for each machine image. */
export class NodeGroups extends Construct {
  constructor(scope: Construct, id: string, props: NodeGroupsProps) {
    super(scope, id);
    const nodeRole = managedRole(this, 'Role', new iam.ServicePrincipal('ec2.amazonaws.com'), {
      AmazonEKSWorkerNodePolicy: 'what a node needs to join its cluster; AWS adds to it as the kubelet changes',
      AmazonEC2ContainerRegistryPullOnly: 'nodes pull images of every service, and of the add-ons from registries of AWS',
    });
    for (const image of Object.values(NodeImage)) {
      const groups = props.groups.filter((group) => group.image === image);
      if (groups.length === 0) continue;
      const launchTemplate = this.createLaunchTemplate(image);
      groups.forEach((group) => this.addGroup(props, group, nodeRole, launchTemplate));
    }
  }

  private createLaunchTemplate(image: NodeImage): ec2.LaunchTemplate {
    const { data, system } = IMAGES[image];
    const options = { encrypted: true, volumeType: ec2.EbsDeviceVolumeType.GP3 };
    return new ec2.LaunchTemplate(this, `LaunchTemplate-${image}`, {
      httpTokens: ec2.LaunchTemplateHttpTokens.REQUIRED,
      // One hop ends at the node: a pod cannot take the node's credentials.
      httpPutResponseHopLimit: 1,
      blockDevices: [
        ...(system === undefined ? [] : [{ deviceName: system, volume: { ebsDevice: options } }]),
        { deviceName: data, volume: ec2.BlockDeviceVolume.ebs(VOLUME_GIB, options) },
      ],
    });
  }

  /** The L2 node group knows few instance types, cannot name a version, and always writes a desired size. */
  private addGroup({ cluster, kubernetesVersion, subnets }: NodeGroupsProps, group: PlannedNodeGroup, nodeRole: iam.Role, template: ec2.LaunchTemplate): void {
    // No name: changing the instance types replaces the group, and the old name would still be taken.
    new eks.CfnNodegroup(this, group.name, {
      clusterName: cluster.clusterName,
      nodeRole: nodeRole.roleArn,
      instanceTypes: group.instanceTypes,
      amiType: IMAGES[group.image].ami[group.architecture],
      capacityType: group.purchase === Purchase.SPOT ? 'SPOT' : 'ON_DEMAND',
      // Without it a group stays behind when the control plane is upgraded.
      version: kubernetesVersion,
      // No desired size: it would undo an autoscaler's work on every deployment.
      scalingConfig: { minSize: group.minSize, maxSize: group.maxSize },
      subnets: cluster.vpc.selectSubnets(subnets).subnetIds,
      launchTemplate: { id: template.launchTemplateId!, version: template.latestVersionNumber },
      nodeRepairConfig: { enabled: true },
      // A disruption budget that cannot be kept stops the update instead of being broken.
      forceUpdateEnabled: false,
      updateConfig: { maxUnavailablePercentage: MAX_UNAVAILABLE_PERCENT, updateStrategy: 'MINIMAL' },
    });
  }
}
