import { k8s } from 'cdk8s-plus-34';
import { MicroserviceProps } from './microservice';
import { SERVICE_SIZE } from './service-size';

/** How many pods a service has, by their CPU. A pod with a volume of its own has data the others lack, so there the number stays unless said. */
export function serviceAutoscaler({ service, storage, size = {} }: MicroserviceProps): k8s.HorizontalPodAutoscalerSpecV2 {
  const stateful = storage?.kind === 'block';
  const { minReplicas = SERVICE_SIZE.minReplicas, targetCpu = 70 } = size;
  const { maxReplicas = stateful ? minReplicas : Math.max(minReplicas, SERVICE_SIZE.maxReplicas) } = size;
  return {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: stateful ? 'StatefulSet' : 'Deployment', name: service },
    minReplicas,
    maxReplicas,
    metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: targetCpu } } }],
  };
}
