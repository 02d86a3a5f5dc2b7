import { gates } from './gates-shape';
import { KUBERNETES_CALENDAR } from './kubernetes-calendar';
import { Architecture, Exposure, Nat, NodeImage, Profile, Purchase, SourceProvider, TaskRunner } from './platform-declaration';
import { Check, choice, date, dnsName, flag, list, object, range, text } from './shape';

/** Services of a platform. */
export const MOST_SERVICES = 1000;

const account = text(/^\d{12}$/, 'account');
const region = text(/^[a-z]{2,4}(-[a-z]+)+-\d$/, 'region');

const kubernetes: Check = (value, path) => {
  const versions = KUBERNETES_CALENDAR.map((release) => release.version);
  return versions.includes(value as string) ? [] : [{ path, kind: 'kubernetes', got: value, detail: { versions: versions.join(', ') } }];
};

const ipv4Network: Check = (value, path) => {
  const [address, bits, ...rest] = String(value).split('/');
  const octets = address.split('.');
  const fits = typeof value === 'string' && rest.length === 0 && /^\d{1,2}$/.test(bits ?? '') && Number(bits) <= 32
    && octets.length === 4 && octets.every((octet) => /^\d{1,3}$/.test(octet) && Number(octet) <= 255);
  if (!fits) return [{ path, kind: 'cidr', got: value }];
  return Number(bits) === 0 ? [{ path, kind: 'openToTheWorld', got: value }] : [];
};

const resourceId = (resource: string, prefix: string) =>
  text(new RegExp(`^${prefix}-[0-9a-f]{8,17}$`), 'resourceId', { resource, example: `${prefix}-0a1b2c3d4e5f67890` });

const roles = list(text(/^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/, 'roleArn'), 1, 20);

const nodePool = object({
  name: { check: dnsName(32), example: "'batch'" },
  purchase: { check: choice(Purchase) },
  architecture: { check: choice(Architecture) },
  cpuLimit: { check: range(1, 100_000, 'whole number') },
});

const network = object({
  nat: { check: choice(Nat) },
  vpc: {
    check: object({
      id: { check: resourceId('VPC', 'vpc'), example: "'vpc-0a1b2c3d4e5f67890'" },
      availabilityZones: { check: list(text(/^[a-z]{2,4}(-[a-z]+)+-\d[a-z]$/, 'zone'), 2, 6), example: "['ap-northeast-2a', 'ap-northeast-2b']" },
      privateSubnetIds: { check: list(resourceId('subnet', 'subnet'), 2, 6), example: "['subnet-0a1b2c3d4e5f67890', 'subnet-0b1c2d3e4f5a67890']" },
    }),
  },
});

const nodeGroup = object({
  name: { check: dnsName(32), example: "'general'" },
  purchase: { check: choice(Purchase) },
  instanceTypes: { check: list(text(/^[a-z][a-z0-9-]*\.[a-z0-9-]+$/, 'instanceType'), 1, 20) },
  minSize: { check: range(0, 450, 'whole number') },
  maxSize: { check: range(1, 450, 'whole number') },
  image: { check: choice(NodeImage) },
});

const fargateProfile = object({
  name: { check: dnsName(32), example: "'jobs'" },
  namespaces: { check: list(dnsName(63), 1, 5), example: "['jobs']" },
});

const environment = object({
  name: { check: dnsName(16), example: "'staging'" },
  account: { check: account },
  region: { check: region },
  profile: { check: choice(Profile), example: 'Profile.TEAM' },
  approval: { check: flag },
  apiAccessCidrs: { check: list(ipv4Network, 1, 40) },
  domain: { check: text(/^(?=.{4,200}$)([a-z0-9](-?[a-z0-9])*\.)+[a-z]{2,}$/, 'domain') },
  certificateArn: { check: text(/^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[0-9a-f-]+$/, 'certificate') },
  network: { check: network },
  viewers: { check: roles },
  administrators: { check: roles },
});

const service = object({
  name: { check: dnsName(40), example: "'orders'" },
  port: { check: range(1024, 65535, 'whole number') },
  exposure: { check: choice(Exposure) },
  namespace: { check: dnsName(63) },
  owner: { check: dnsName(40) },
  slo: {
    check: object({
      availability: { check: range(90, 99.99, 'percentage'), example: '99.9' },
      latencyMs: { check: range(1, 60_000, 'whole number'), example: '300' },
    }),
  },
});

/** The fields of `platform.json`, each on its own; what they mean together is in `platform-rules.ts`. */
export const platformShape: Check = object({
  name: { check: dnsName(24), example: "'acme'" },
  kubernetes: { check: kubernetes },
  extendedSupport: {
    check: object({
      until: { check: date, example: "'2027-03-27'" },
      reason: { check: text(/\S/, 'blank'), example: "'the vendor supports nothing newer'" },
    }),
  },
  capacity: {
    check: object({
      autoMode: { check: object({ nodePools: { check: list(nodePool, 1, 20) } }) },
      nodeGroups: { check: list(nodeGroup, 1, 30) },
      fargate: { check: list(fargateProfile, 1, 10) },
    }),
  },
  source: {
    check: object({
      provider: { check: choice(SourceProvider), example: 'SourceProvider.GITHUB' },
      repository: { check: text(/^[\w.-]+(\/[\w.-]+)*$/, 'repository', { provider: 'any provider', example: "'acme/platform'" }) },
      branch: { check: text(/^(?!.*(\.\.|\/\/))[\w][\w./-]*$/, 'branch') },
      imported: { check: flag },
      connectionArn: { check: text(/^arn:aws[a-z-]*:(codeconnections|codestar-connections):[a-z0-9-]+:\d{12}:connection\/[0-9a-f-]+$/, 'connection') },
    }),
  },
  tooling: { check: object({ account: { check: account }, region: { check: region } }) },
  taskRunner: { check: choice(TaskRunner) },
  environments: { check: list(environment, 1, 20), example: "[{ name: 'staging', profile: Profile.TEAM }]" },
  gates: { check: gates },
  services: { check: list(service, 0, MOST_SERVICES), example: '[]' },
});
