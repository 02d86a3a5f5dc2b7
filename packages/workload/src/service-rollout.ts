import { k8s } from 'cdk8s-plus-34';
import { SERVICE_SIZE } from './service-size';
import { BlockVolume, volumeClaim } from './service-storage';

/** Old revisions that are kept to go back to. */
const REVISIONS = 3;

/** How a Deployment's new revision replaces the old: never fewer pods than before, and a verdict before the pipeline's ten minutes are over. No `replicas`, which would undo the autoscaler. */
export function deploymentRollout(): Pick<k8s.DeploymentSpec, 'strategy' | 'progressDeadlineSeconds' | 'revisionHistoryLimit'> {
  return {
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: k8s.IntOrString.fromNumber(0), maxSurge: k8s.IntOrString.fromString(`${SERVICE_SIZE.surgePercent}%`) } },
    progressDeadlineSeconds: 540,
    revisionHistoryLimit: REVISIONS,
  };
}

/** Name of the headless Service that gives each pod of a StatefulSet a name of its own. */
export function podsService(service: string): string {
  return `${service}-pods`;
}

/**
 * How a StatefulSet's pods come and go: one at a time in a rollout, so there is one less meanwhile, and all at once
 * otherwise, without which a broken revision could not be taken back. Volumes stay whatever becomes of it.
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#forced-rollback
 */
export function statefulRollout(service: string, storage: BlockVolume, labels: Record<string, string>): Omit<k8s.StatefulSetSpec, 'selector' | 'template'> {
  return {
    serviceName: podsService(service),
    podManagementPolicy: 'Parallel',
    updateStrategy: { type: 'RollingUpdate' },
    persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
    volumeClaimTemplates: [volumeClaim(storage, labels)],
    revisionHistoryLimit: REVISIONS,
  };
}
