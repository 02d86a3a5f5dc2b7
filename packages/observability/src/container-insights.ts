import { Duration } from 'aws-cdk-lib/core';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';

/** A Deployment: `PodName` in Container Insights is the name of a pod's Deployment. */
export interface WorkloadDimensions {
  /** Name of the EKS cluster. */
  readonly clusterName: string;
  /** Kubernetes namespace. */
  readonly namespace: string;
  /** Name of the Deployment. */
  readonly workload: string;
}

type WorkloadMetric =
  | 'pod_cpu_utilization_over_pod_limit'
  | 'pod_memory_utilization_over_pod_limit'
  | 'pod_number_of_container_restarts'
  | 'replicas_desired'
  | 'replicas_ready';

type ClusterMetric =
  | 'cluster_node_count'
  | 'cluster_failed_node_count'
  | 'pod_status_pending'
  | 'node_cpu_utilization'
  | 'node_memory_utilization'
  | 'node_filesystem_utilization'
  | 'apiserver_request_total_5xx';

/**
 * Metrics that enhanced Container Insights emits, with the dimension sets it declares for them.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/container-insights-eks-classic-metrics.html
 */
export const ContainerInsights = {
  /** A metric of a workload's pods, by `PodName`, `Namespace` and `ClusterName`. */
  workload(name: WorkloadMetric, of: WorkloadDimensions, statistic: string): Metric {
    return metric(name, { ClusterName: of.clusterName, Namespace: of.namespace, PodName: of.workload }, statistic);
  },

  /** A metric of a whole cluster, by `ClusterName`. */
  cluster(name: ClusterMetric, clusterName: string, statistic: string): Metric {
    return metric(name, { ClusterName: clusterName }, statistic);
  },
};

function metric(metricName: string, dimensionsMap: Record<string, string>, statistic: string): Metric {
  return new Metric({ namespace: 'ContainerInsights', metricName, dimensionsMap, statistic, period: Duration.minutes(1) });
}
