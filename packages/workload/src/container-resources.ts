import { k8s } from 'cdk8s-plus-34';
import type { Compute } from './microservice';
import { SERVICE_SIZE, ServiceSize } from './service-size';

/** What one container is given. */
export interface ContainerSize extends Pick<ServiceSize, 'cpu' | 'memory'> {
  /** What its pod runs on. */
  readonly compute?: Compute;
}

/** Memory that is limited to what was asked cannot be taken back by a neighbour; Fargate bills what is asked, so there cpu is the same. */
export function containerResources({ cpu = `${SERVICE_SIZE.cpu}m`, memory = `${SERVICE_SIZE.memory}Mi`, compute }: ContainerSize): k8s.ResourceRequirements {
  const requests = { cpu: k8s.Quantity.fromString(cpu), memory: k8s.Quantity.fromString(memory) };
  return { requests, limits: compute === 'fargate' ? requests : { memory: requests.memory } };
}
