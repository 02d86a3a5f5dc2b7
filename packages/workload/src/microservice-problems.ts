import { accessProblems } from './access-problems';
import { quantity } from './checks/quantity';
import { imageProblems } from './image-reference';
import type { MicroserviceProps } from './microservice';
import { refuse } from './problem-sentence';
import { variableProblems } from './service-environment';
import { isLabel } from './service-labels';
import { SECRETS_PATH } from './service-secrets';
import { SERVICE_SIZE, ServiceSize } from './service-size';
import { ServiceStorage } from './service-storage';

/** What is wrong with a microservice, all of it at once, in sentences. */
export function microserviceProblems({ service, image, hosts = {}, env, size, storage, access, compute }: MicroserviceProps): string[] {
  return [
    ...imageProblems(service, image),
    ...refuse(hosts.certificateArn !== undefined && hosts.public === undefined && hosts.private === undefined,
      `${service}.hosts.certificateArn`, 'is set without a host', hosts.certificateArn, 'set hosts.public or hosts.private too, or remove it'),
    ...variableProblems(service, env),
    ...sizeProblems(`${service}.size`, size),
    ...(storage === undefined ? [] : storageProblems(`${service}.storage`, storage, compute)),
    ...accessProblems(service, access, compute),
  ];
}

/** What is wrong with the size of a workload, in sentences. */
export function sizeProblems(path: string, { cpu, memory, minReplicas = SERVICE_SIZE.minReplicas, maxReplicas, targetCpu = 70 }: ServiceSize = {}): string[] {
  return [
    ...quantityProblems(`${path}.cpu`, cpu, '500m'),
    ...quantityProblems(`${path}.memory`, memory, '512Mi'),
    ...refuse(!isWhole(minReplicas, 2), `${path}.minReplicas`, 'is not a whole number from 2', minReplicas, 'keep two, so that one can go'),
    ...refuse(maxReplicas !== undefined && !isWhole(maxReplicas, minReplicas), `${path}.maxReplicas`, `is not a whole number from minReplicas, ${minReplicas}`, maxReplicas,
      'raise it, or lower minReplicas'),
    ...refuse(!isWhole(targetCpu, 1, 100), `${path}.targetCpu`, 'is not a percentage from 1 to 100', targetCpu, 'write it like 70'),
  ];
}

function storageProblems(path: string, storage: ServiceStorage, compute: MicroserviceProps['compute']): string[] {
  const place = refuse(!isFree(storage.mountPath), `${path}.mountPath`, 'is not an absolute path of its own', storage.mountPath, 'write it like /data');
  if (storage.kind === 'shared') return [...place, ...refuse(!isLabel(storage.claim), `${path}.claim`, 'is not the name of a claim', storage.claim, 'name one that SharedStorage makes')];
  return [
    ...place,
    ...quantityProblems(`${path}.size`, storage.size, '10Gi'),
    ...refuse(compute === 'fargate', `${path}.kind`, 'is an EBS volume, which Fargate cannot mount', storage.kind, "use 'shared', or a namespace on nodes"),
  ];
}

/** Whether a path neither holds nor lies in what the pod mounts by itself. */
function isFree(path: string): boolean {
  const overlaps = ['/tmp', SECRETS_PATH].some((taken) => `${taken}/`.startsWith(`${path}/`) || path.startsWith(`${taken}/`));
  return /^(\/[-_A-Za-z0-9][-._A-Za-z0-9]*)+$/.test(path) && !overlaps;
}

function quantityProblems(path: string, value: string | undefined, example: string): string[] {
  return refuse(value !== undefined && !((quantity(value) ?? 0) > 0), path, 'is not a quantity above zero', value, `write it like ${example}`);
}

function isWhole(value: number, least: number, most = Infinity): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}
