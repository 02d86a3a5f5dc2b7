/**
 * What a service is when it says nothing of its size: CPU of a pod in millicores, memory of a pod in MiB, how many pods
 * its autoscaler keeps, and how many more a rollout starts before it stops old ones, in percent. Quotas are computed from it.
 */
export const SERVICE_SIZE = { cpu: 250, memory: 256, minReplicas: 2, maxReplicas: 10, surgePercent: 25 } as const;

/**
 * How large a service is, and how it grows. The quota of its namespace has room for services of `SERVICE_SIZE`; for one
 * that asks for more, `namespace/rollout-headroom` says when its namespace needs a larger `headroom`.
 */
export interface ServiceSize {
  /**
   * CPU of one pod, as a Kubernetes quantity.
   * @default '250m'
   */
  readonly cpu?: string;
  /**
   * Memory of one pod, as a Kubernetes quantity; request and limit alike.
   * @default '256Mi'
   */
  readonly memory?: string;
  /**
   * Pods the autoscaler always keeps.
   * @default 2
   */
  readonly minReplicas?: number;
  /**
   * Pods the autoscaler starts at most.
   * @default 10, or `minReplicas` where that is more, or where each pod has a volume of its own
   */
  readonly maxReplicas?: number;
  /**
   * CPU the autoscaler aims at, in percent of what a pod asks for.
   * @default 70
   */
  readonly targetCpu?: number;
}
