/** A service in one environment, as its logs, its metrics and its people know it. */
export interface MonitoredService {
  /** Name of the EKS cluster; every name made for the service starts with `<clusterName>-<service>`. */
  readonly clusterName: string;
  /** Environment: the request line's `environment`. */
  readonly environment: string;
  /** Service: the request line's `service` and the name of its Deployment. */
  readonly service: string;
  /** Kubernetes namespace of the service. */
  readonly namespace: string;
  /** Team that answers its alarms. */
  readonly owner: string;
}
