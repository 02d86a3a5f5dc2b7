import { k8s } from 'cdk8s-plus-34';
import { Construct } from 'constructs';
import { platformLabels } from './service-labels';

/** Who makes EBS volumes: EKS Auto Mode itself, or the add-on `aws-ebs-csi-driver`. */
export type VolumeDriver = 'auto-mode' | 'add-on';

/** Properties of `BlockStorage`. */
export interface BlockStorageProps {
  /** Platform name. */
  readonly platform: string;
  /** Who makes the volumes. */
  readonly driver: VolumeDriver;
  /**
   * Whether claims that name no class get this one. A cluster has one such class.
   * @default 'default'
   */
  readonly chosen?: 'default' | 'by-name';
}

/** A class can never change its provisioner, so each driver's has a name of its own. */
const CLASSES: Readonly<Record<VolumeDriver, { readonly name: string; readonly provisioner: string }>> = {
  'auto-mode': { name: 'gp3-auto', provisioner: 'ebs.csi.eks.amazonaws.com' },
  'add-on': { name: 'gp3', provisioner: 'ebs.csi.aws.com' },
};

/**
 * A StorageClass: encrypted gp3 volumes, made in the zone of the pod that asks, that can grow.
 * A volume goes when its claim goes. Render one for each driver the cluster has: none where everything
 * runs on Fargate, which mounts no EBS volume.
 *
 *     new BlockStorage(chart, 'BlockStorage', { platform: 'acme', driver: 'auto-mode' });
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/create-storage-class.html
 */
export class BlockStorage extends Construct {
  /** Name of a driver's class. */
  public static className(driver: VolumeDriver): string {
    return CLASSES[driver].name;
  }

  public constructor(scope: Construct, id: string, props: BlockStorageProps) {
    super(scope, id);
    const { name, provisioner } = CLASSES[props.driver];
    const isDefault = (props.chosen ?? 'default') === 'default';
    new k8s.KubeStorageClass(this, 'Default', {
      metadata: { name, labels: platformLabels(props.platform), annotations: { 'storageclass.kubernetes.io/is-default-class': String(isDefault) } },
      provisioner,
      parameters: { type: 'gp3', encrypted: 'true' },
      volumeBindingMode: 'WaitForFirstConsumer',
      reclaimPolicy: 'Delete',
      allowVolumeExpansion: true,
      // Only Auto Mode's nodes can mount its volumes.
      allowedTopologies: props.driver === 'auto-mode' ? [{ matchLabelExpressions: [{ key: 'eks.amazonaws.com/compute-type', values: ['auto'] }] }] : undefined,
    });
  }
}
