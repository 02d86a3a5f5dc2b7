import { ManifestNode } from './manifest-node';
import { ManifestRule, violation } from './manifest-rule';
import { kindOf } from './neighbours';
import { autoscalersOf } from './workload-scale';

/** How long the pipeline waits for one workload, in seconds: `rolloutTimeoutSeconds` unless said otherwise. */
const PIPELINE_WAITS = 600;

/** What Kubernetes keeps of old revisions when nothing is said. */
const DEFAULT_HISTORY = 10;

const SCALE = 'https://docs.aws.amazon.com/eks/latest/best-practices/scale-workloads.html';

/** How a change reaches what runs, and what stays behind. */
export const rolloutRules: readonly ManifestRule[] = [
  {
    id: 'rollout/progress-deadline',
    severity: 'warning',
    why: 'the pipeline stops waiting before Kubernetes gives the rollout up: it can say that time ran out, but not why',
    source: 'https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#progress-deadline-seconds',
    fix: `set it below the ${PIPELINE_WAITS} seconds the pipeline waits; Kubernetes' default is as long`,
    check: (manifest) => {
      if (kindOf(manifest) !== 'apps/Deployment') return [];
      const deadline = new ManifestNode(manifest.object).get('spec', 'progressDeadlineSeconds');
      return deadline.number(PIPELINE_WAITS) >= PIPELINE_WAITS ? [violation(deadline, `must be less than ${PIPELINE_WAITS}`)] : [];
    },
  },
  {
    id: 'rollout/revision-history',
    severity: 'warning',
    why: 'each old ReplicaSet is one more object the API server and its watchers carry; with none there is nothing to roll back to',
    source: SCALE,
    fix: 'set revisionHistoryLimit to what you would roll back to, such as 3',
    check: (manifest) => {
      if (kindOf(manifest) !== 'apps/Deployment') return [];
      const kept = new ManifestNode(manifest.object).get('spec', 'revisionHistoryLimit');
      const count = kept.number(DEFAULT_HISTORY);
      return count >= DEFAULT_HISTORY || count === 0 ? [violation(kept, `must be from 1 to ${DEFAULT_HISTORY - 1}`)] : [];
    },
  },
  {
    id: 'rollout/finished-jobs',
    severity: 'warning',
    why: 'finished Jobs and their pods stay until someone deletes them',
    source: SCALE,
    fix: 'set ttlSecondsAfterFinished; for a CronJob, its history limits',
    check: (manifest) => {
      const root = new ManifestNode(manifest.object);
      if (kindOf(manifest) === 'batch/CronJob') {
        const limits = ['successfulJobsHistoryLimit', 'failedJobsHistoryLimit'].map((key) => root.get('spec', key));
        return limits.filter((limit) => limit.number(0) > DEFAULT_HISTORY).map((node) => violation(node, `must be at most ${DEFAULT_HISTORY}`));
      }
      const ttl = root.get('spec', 'ttlSecondsAfterFinished');
      // Helm and Argo CD delete the Jobs of their hooks.
      const isHook = root.get('metadata', 'annotations').keys.some((key) => /^(helm\.sh|argocd\.argoproj\.io)\/hook$/.test(key));
      return kindOf(manifest) === 'batch/Job' && !isHook && !ttl.present ? [violation(ttl, 'is missing')] : [];
    },
  },
  {
    id: 'rollout/autoscaled-replicas',
    severity: 'warning',
    why: 'every deploy puts the number back, whatever the load is, until the autoscaler undoes it',
    source: 'https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#migrating-deployments-and-statefulsets-to-horizontal-autoscaling',
    fix: 'leave replicas out: the autoscaler has minReplicas',
    check: (manifest, _, together) => {
      const replicas = new ManifestNode(manifest.object).get('spec', 'replicas');
      return replicas.present && autoscalersOf(manifest, together).length > 0 ? [violation(replicas, 'must be left to the autoscaler')] : [];
    },
  },
];
