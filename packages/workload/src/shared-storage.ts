import { k8s } from 'cdk8s-plus-34';
import { Construct } from 'constructs';
import { platformLabels } from './service-labels';

/** Properties of `SharedStorage`. */
export interface SharedStorageProps {
  /** Name of the volume and its claim. */
  readonly name: string;
  /** Platform name. */
  readonly platform: string;
  /** Namespace of the claim, and so of the services that can mount it. */
  readonly namespace: string;
  /** Id of an EFS file system, such as `fs-0123456789abcdef0`. */
  readonly fileSystemId: string;
  /** Id of its access point, such as `fsap-0123456789abcdef0`; it says whose files they are, for user 65532. */
  readonly accessPointId: string;
}

/**
 * An EFS file system for the pods of a namespace: a volume and its claim, made by hand and not on demand, so that it works
 * on Fargate too. Traffic is encrypted, and nothing deletes the files. Needs the add-on `aws-efs-csi-driver` for nodes, and an
 * administrator of the cluster to apply it: a volume belongs to no namespace.
 *
 *     new SharedStorage(chart, 'Files', { name: 'orders-files', platform: 'acme', namespace: 'services', fileSystemId, accessPointId });
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/efs-csi.html
 */
export class SharedStorage extends Construct {
  public constructor(scope: Construct, id: string, props: SharedStorageProps) {
    super(scope, id);
    const { name, namespace, fileSystemId, accessPointId } = props;
    const labels = platformLabels(props.platform);
    // EFS has no size; the API wants one.
    const storage = k8s.Quantity.fromString('1Gi');
    // Volumes have no namespace, so the name says it. The empty class keeps provisioners away.
    const volumeName = `${namespace}-${name}`;
    const volume = new k8s.KubePersistentVolume(this, 'Volume', {
      metadata: { name: volumeName, labels },
      spec: {
        capacity: { storage },
        accessModes: ['ReadWriteMany'],
        persistentVolumeReclaimPolicy: 'Retain',
        storageClassName: '',
        claimRef: { name, namespace },
        csi: { driver: 'efs.csi.aws.com', volumeHandle: `${fileSystemId}::${accessPointId}` },
      },
    });
    new k8s.KubePersistentVolumeClaim(this, 'Default', {
      metadata: { name, namespace, labels },
      spec: { accessModes: ['ReadWriteMany'], storageClassName: '', volumeName, resources: { requests: { storage } } },
    }).addDependency(volume);
  }
}
