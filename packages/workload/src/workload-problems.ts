import { accessProblems } from './access-problems';
import { imageProblems } from './image-reference';
import { sizeProblems } from './microservice-problems';
import { variableProblems } from './service-environment';
import { WorkloadProps } from './workload-props';

/** What is wrong with what every workload says of itself, in sentences. */
export function workloadProblems({ service, image, env, size, access, compute }: WorkloadProps): string[] {
  return [
    ...imageProblems(service, image),
    ...variableProblems(service, env),
    ...sizeProblems(`${service}.size`, size),
    ...accessProblems(service, access, compute),
  ];
}
