/**
 * What a service is when it says nothing of its size: CPU of a pod in millicores, memory of a pod in MiB, how many pods
 * its autoscaler keeps, and how many more a rollout starts before it stops old ones, in percent. Quotas are computed from it.
 */
export const SERVICE_SIZE = { cpu: 250, memory: 256, minReplicas: 2, maxReplicas: 10, surgePercent: 25 } as const;
