import { k8s } from 'cdk8s-plus-34';

/** An EBS volume of each pod's own. Makes the service a StatefulSet; not on Fargate. */
export interface BlockVolume {
  /** Discriminates. */
  readonly kind: 'block';
  /** Size, as a Kubernetes quantity. It cannot be changed here once deployed: edit the claims, each can grow. */
  readonly size: string;
  /** Absolute path it is mounted at. */
  readonly mountPath: string;
  /**
   * Storage class, as `BlockStorage.className` gives it.
   * @default - the cluster's default one
   */
  readonly className?: string;
}

/** An EFS file system that all pods share. The service stays a Deployment. */
export interface SharedVolume {
  /** Discriminates. */
  readonly kind: 'shared';
  /** Name of a claim that exists in the namespace; `SharedStorage` makes one. */
  readonly claim: string;
  /** Absolute path it is mounted at. */
  readonly mountPath: string;
}

/** Files of a service that outlive its pods. */
export type ServiceStorage = BlockVolume | SharedVolume;

/** The pod's volume of shared storage, if it has any; a StatefulSet brings that of block storage by itself. */
export function storageVolume(storage?: ServiceStorage): k8s.Volume[] {
  return storage?.kind === 'shared' ? [{ name: 'data', persistentVolumeClaim: { claimName: storage.claim } }] : [];
}

/** Where a container finds its storage, if it has any. */
export function storageMount(storage?: ServiceStorage): k8s.VolumeMount[] {
  return storage === undefined ? [] : [{ name: 'data', mountPath: storage.mountPath }];
}

/** The claim each pod of a StatefulSet gets a copy of. */
export function volumeClaim({ size, className }: BlockVolume, labels: Record<string, string>): k8s.KubePersistentVolumeClaimProps {
  return {
    metadata: { name: 'data', labels },
    spec: { accessModes: ['ReadWriteOnce'], storageClassName: className, resources: { requests: { storage: k8s.Quantity.fromString(size) } } },
  };
}
