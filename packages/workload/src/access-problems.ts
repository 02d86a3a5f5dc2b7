import { isIPv4 } from 'node:net';
import type { Compute } from './microservice';
import { refuse } from './problem-sentence';
import { ServiceAccess } from './service-access';
import { isLabel } from './service-labels';
import { SecretReference } from './service-secrets';

/** What is wrong with what a workload wants to reach, in sentences. */
export function accessProblems(workload: string, { roleArn, secrets = [], secretStore, calls = [], networks = [] }: ServiceAccess = {}, compute?: Compute): string[] {
  const path = `${workload}.access`;
  return [
    ...refuse(roleArn !== undefined && !/^arn:aws[-a-z]*:iam::\d{12}:role\/\S+$/.test(roleArn), `${path}.roleArn`, 'is not the ARN of a role', roleArn, 'copy it from IAM'),
    ...refuse(roleArn !== undefined && compute !== 'fargate', `${path}.roleArn`, 'is for Fargate alone', roleArn,
      'on nodes, associate the role with the service account by EKS Pod Identity instead'),
    ...secretProblems(`${path}.secrets`, secrets),
    ...(secretStore === undefined ? driverProblems(`${path}.secrets`, secrets) : []),
    ...refuse(secrets.length > 0 && secretStore === undefined && compute === 'fargate', `${path}.secretStore`, 'is missing on Fargate, which runs no Secrets Store CSI driver',
      undefined, 'name a store of External Secrets'),
    ...calls.flatMap(({ service, namespace, port }, i) => [
      ...refuse(!isLabel(service), `${path}.calls[${i}].service`, 'is not the name of a service', service, 'write it as in platform.json'),
      ...refuse(namespace !== undefined && !isLabel(namespace), `${path}.calls[${i}].namespace`, 'is not the name of a namespace', namespace, 'write it as in platform.json'),
      ...portProblems(`${path}.calls[${i}].port`, port),
    ]),
    ...networks.flatMap(({ cidr, port }, i) => [
      ...refuse(!isCidr(cidr), `${path}.networks[${i}].cidr`, 'is not an IPv4 range', cidr, 'write it like 10.0.32.0/20'),
      ...portProblems(`${path}.networks[${i}].port`, port),
    ]),
  ];
}

/** What stands in `from` is never shown: it may be a value that was written there by mistake. */
function secretProblems(path: string, secrets: readonly SecretReference[]): string[] {
  const isWhole = (from: string) => (other: SecretReference) => other.from === from && other.key === undefined;
  return secrets.flatMap(({ name, from, key }, i) => [
    ...refuse(!/^[A-Za-z0-9_][-._A-Za-z0-9]{0,252}$/.test(name), `${path}[${i}].name`, 'is not a file name', name, 'use letters, digits, dots, dashes and underscores'),
    ...refuse(secrets.findIndex((other) => other.name === name) !== i, `${path}[${i}].name`, 'is taken by another secret', name, 'choose another file name'),
    ...refuse(typeof from !== 'string' || !/^[-/_+=.@:A-Za-z0-9]{1,2048}$/.test(from), `${path}[${i}].from`, 'is not the name or ARN of a secret', '(not shown)', 'name a secret; its value stays where it is'),
    ...refuse(key !== undefined && !/^[-_A-Za-z0-9]+$/.test(key), `${path}[${i}].key`, 'is not the name of a field', key, 'use letters, digits, dashes and underscores'),
    ...refuse(key === undefined && secrets.findIndex(isWhole(from)) !== i, `${path}[${i}].name`, 'is a second file of the same secret', name, 'read it from one file'),
  ]);
}

/** AWS's provider of the CSI driver has a file for the whole of each secret, named as the secret is, and takes no name twice. */
function driverProblems(path: string, secrets: readonly SecretReference[]): string[] {
  return secrets.flatMap(({ name, from, key }, i) => {
    const isTaken = secrets.some((other) => `${other.from}`.replaceAll('/', '_') === name && (other.from !== from || key !== undefined));
    return refuse(isTaken, `${path}[${i}].name`, 'is the file of a whole secret', name, 'choose another file name');
  });
}

function portProblems(path: string, port = 8080): string[] {
  return refuse(!(Number.isInteger(port) && port >= 1 && port <= 65_535), path, 'is not a port', port, 'use 1 to 65535');
}

function isCidr(text: string): boolean {
  const [address, length, ...rest] = text.split('/');
  return rest.length === 0 && isIPv4(address) && /^\d{1,2}$/.test(length ?? '') && Number(length) <= 32;
}
