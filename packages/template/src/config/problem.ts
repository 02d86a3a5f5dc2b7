/** One thing wrong with a configuration: where, what, and what to do. */
export interface Problem {
  /** Path of the value, such as `services[0].port`. */
  readonly path: string;
  /** Which of `PROBLEMS` it is. */
  readonly kind: ProblemKind;
  /** The value, as the team wrote it. */
  readonly got: unknown;
  /** Fills the braces of the kind's sentences. */
  readonly detail?: Readonly<Record<string, string | number>>;
}

/** Every problem a configuration can have. `docs/errors.md` has an entry for each. */
export const PROBLEMS = {
  missing: { wrong: 'is missing', remedy: 'add it, for example {example}' },
  unknownField: { wrong: 'is not a field', remedy: 'remove it, or use one of {fields}' },
  type: { wrong: 'is not {type}', remedy: 'write {type} there' },
  choice: { wrong: 'is not one of the choices', remedy: 'use one of {choices}' },
  name: { wrong: 'is not a DNS-1123 name of at most {max} characters', remedy: 'use lower-case letters, digits and single hyphens, starting with a letter' },
  range: { wrong: 'is not a {unit} from {min} to {max}', remedy: 'choose one in that range' },
  count: { wrong: 'does not have {min} to {max} entries', remedy: 'list between {min} and {max}' },
  duplicate: { wrong: 'is used twice, first by {first}', remedy: 'give each its own' },
  account: { wrong: 'is not an AWS account id', remedy: 'write its 12 digits, in quotes' },
  region: { wrong: 'is not shaped like an AWS region', remedy: "write it like 'ap-northeast-2'" },
  kubernetes: { wrong: 'is not a Kubernetes version this platform supports', remedy: 'use one of {versions}' },
  cidr: { wrong: 'is not an IPv4 network', remedy: "write it like '203.0.113.0/24'" },
  openToTheWorld: { wrong: 'opens the Kubernetes API to the whole internet', remedy: 'list the networks that need it, or remove it for a private API' },
  domain: { wrong: 'is not a domain name', remedy: "write it like 'staging.example.com'" },
  certificate: { wrong: 'is not the ARN of an ACM certificate', remedy: "copy it from AWS Certificate Manager; it begins with 'arn:aws:acm:'" },
  repository: { wrong: 'does not name a repository of {provider}', remedy: 'write it like {example}' },
  connection: { wrong: 'is not the ARN of a connection', remedy: "copy it from Developer Tools, Settings, Connections; it ends with ':connection/' and an id" },
  otherSource: { wrong: 'is of no use with {provider}', remedy: 'remove it, or choose another provider' },
  branch: { wrong: 'is not a branch name', remedy: "write it like 'main'" },
  instanceType: { wrong: 'is not shaped like an EC2 instance type', remedy: "write it like 'm7i.large'" },
  architectures: { wrong: 'mixes x86 and Arm instance types', remedy: 'make a node group for each' },
  minAboveMax: { wrong: 'is above maxSize {max}', remedy: 'lower it, or raise maxSize' },
  noCapacity: { wrong: 'names nothing to run pods on', remedy: 'add autoMode, nodeGroups or fargate, or remove capacity for EKS Auto Mode' },
  spotOnly: { wrong: 'leaves no place for system pods, since Spot can be reclaimed all at once', remedy: "add autoMode, an on-demand node group, or a Fargate profile for 'kube-system'" },
  reservedName: { wrong: 'is the name of a workspace every platform has', remedy: 'choose another name' },
  reservedNamespace: { wrong: 'is reserved by Kubernetes or EKS', remedy: 'choose another namespace' },
  nowhereToRun: { wrong: 'is in no Fargate profile of a cluster that has only Fargate', remedy: 'use one of {namespaces}, or add a profile for it' },
  noDomain: { wrong: 'is missing, though {service} is {exposure}', remedy: "add it, for example 'staging.example.com'" },
  noLoadBalancer: { wrong: 'needs a load balancer, but without Auto Mode the cluster has no controller for one', remedy: 'add capacity.autoMode, or make the service internal' },
  otherRegion: { wrong: 'is not the region of the pipeline, {region}', remedy: 'use one region for a platform, and another platform for another region' },
  noAccount: { wrong: 'is missing, though {path} names one', remedy: 'name the account of every environment, or of none' },
  resourceId: { wrong: 'is not the id of a {resource}', remedy: "copy it from AWS; it looks like '{example}'" },
  zone: { wrong: 'is not shaped like an availability zone', remedy: "write it like 'ap-northeast-2a'" },
  roleArn: { wrong: 'is not the ARN of an IAM role', remedy: "write it like 'arn:aws:iam::111111111111:role/on-call'" },
  date: { wrong: 'is not a date', remedy: "write it like '2027-03-27'" },
  blank: { wrong: 'says nothing', remedy: 'write one sentence for whoever reads it later' },
  foreignNat: { wrong: 'is of no use in a VPC that exists', remedy: 'remove nat, or remove vpc for a network of its own' },
  subnetsPerZone: { wrong: 'does not name one subnet for each of the {zones} availability zones', remedy: 'list as many subnets as zones, in their order' },
  reservedPool: { wrong: 'is the name of a node pool Auto Mode brings', remedy: 'choose another name' },
  finding: { wrong: 'names no finding of a gate', remedy: "write a CVE, a GHSA, an ALAS, or 'licence:' and the package's name" },
  terse: { wrong: 'is too short to be a reason', remedy: 'say in three words or more why it may stay' },
  licence: { wrong: 'is not shaped like an SPDX licence identifier', remedy: "write one, like 'MPL-2.0', without AND or OR" },
  unknownService: { wrong: 'is not a service of this platform', remedy: 'use one of {services}, or remove it for all services' },
  edited: { wrong: 'was edited by hand', remedy: 'make the change in .projenrc.ts, then run: npx projen' },
  unreadable: { wrong: 'cannot be read', remedy: 'restore it by running: npx projen' },
} as const;

/** Name of a problem. */
export type ProblemKind = keyof typeof PROBLEMS;

/** One line a person can act on: `<path> <what is wrong>, got <value>; <what to do>`. */
export function sentence(problem: Problem): string {
  const { wrong, remedy } = PROBLEMS[problem.kind];
  const fill = (text: string) => text.replace(/\{(\w+)\}/g, (_, key: string) => String(problem.detail?.[key]));
  return `${problem.path} ${fill(wrong)}, got ${shown(problem.got)}; ${fill(remedy)}`;
}

/** A mistake in a team's configuration, to be shown without a stack trace. */
export class ConfigError extends Error {
  /** @param problems all that is wrong, at least one */
  public constructor(public readonly problems: readonly Problem[]) {
    super(problems.map(sentence).join('\n'));
    this.name = 'ConfigError';
  }
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}
