import fc from 'fast-check';
import { Architecture, EnvironmentConfig, Nat, NodeImage, PlatformConfig, Profile, Purchase, sentence, validatePlatform } from '@plinth/template/config';
import { Cluster, EnvironmentStack, ExistingNetwork, Network } from '../src';
import { anApp } from './world';

const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const hex = fc.stringMatching(/^[0-9a-f]{8}$/);
/** Mostly what a team would write; sometimes not. */
const mostly = <T>(good: fc.Arbitrary<T>) => fc.oneof({ weight: 60, arbitrary: good as fc.Arbitrary<unknown> }, { weight: 1, arbitrary: fc.anything() });
const object = (fields: Record<string, fc.Arbitrary<unknown>>) => fc.record(fields).map((said) => JSON.parse(JSON.stringify(said)));

const dnsName = fc.stringMatching(/^[a-z](-?[a-z0-9]){0,7}$/);
const size = optional(fc.integer({ min: 0, max: 450 }));
const instanceType = fc.oneof(
  fc.constantFrom('m6i.large', 'm7g.large', 'c7gn.xlarge', 'a1.large', 'g5.xlarge', 'g5g.xlarge', 'p4d.24xlarge', 'inf2.xlarge', 'u-6tb1.metal', 'u7i-12tb.224xlarge'),
  fc.stringMatching(/^[a-z]{1,2}[1-9][a-z]{0,2}\.[a-z0-9]{2,8}$/),
);
const nodeGroup = object({
  name: mostly(dnsName), purchase: optional(fc.constantFrom(...Object.values(Purchase))), image: optional(fc.constantFrom(...Object.values(NodeImage))),
  instanceTypes: optional(fc.array(instanceType, { minLength: 1, maxLength: 2 })), minSize: mostly(size), maxSize: mostly(size),
});
const nodePool = object({
  name: mostly(dnsName), purchase: optional(fc.constantFrom(...Object.values(Purchase))), architecture: optional(fc.constantFrom(...Object.values(Architecture))),
});
const capacity = object({
  autoMode: optional(object({ nodePools: optional(fc.array(nodePool, { minLength: 1, maxLength: 2 })) })),
  nodeGroups: optional(fc.array(nodeGroup, { minLength: 1, maxLength: 3 })),
  fargate: optional(fc.array(object({ name: mostly(dnsName), namespaces: mostly(fc.array(fc.oneof(dnsName, fc.constant('kube-system')), { minLength: 1, maxLength: 5 })) }), { minLength: 1, maxLength: 3 })),
});
const zones = fc.integer({ min: 2, max: 3 }).chain((count) => object({
  id: mostly(hex.map((id) => `vpc-${id}`)), availabilityZones: fc.constant(['ca-central-1a', 'ca-central-1b', 'ca-central-1d'].slice(0, count)),
  privateSubnetIds: mostly(fc.array(hex.map((id) => `subnet-${id}`), { minLength: count, maxLength: count })),
}));
const network = fc.oneof(object({ nat: mostly(fc.constantFrom(...Object.values(Nat))) }), object({ vpc: zones }));
const role = (path: string) => hex.map((name) => `arn:aws:iam::111111111111:role/${path}${name}`);
const environment = object({
  name: mostly(dnsName), profile: mostly(fc.constantFrom(...Object.values(Profile))), network: optional(network),
  apiAccessCidrs: optional(fc.array(fc.ipV4().chain((address) => fc.integer({ min: 0, max: 32 }).map((bits) => `${address}/${bits}`)), { minLength: 1, maxLength: 3 })),
  viewers: optional(fc.uniqueArray(role(''), { minLength: 1, maxLength: 3 })), administrators: optional(fc.uniqueArray(role('admin/'), { minLength: 1, maxLength: 2 })),
});
const platform = object({
  name: mostly(dnsName), kubernetes: mostly(optional(fc.constantFrom('1.34', '1.35', '1.36'))), capacity: optional(capacity),
  environments: fc.tuple(environment), services: fc.constant([]),
});

function synthesise({ name, kubernetes: kubernetesVersion, capacity: pods, environments: [place] }: PlatformConfig): number {
  const app = anApp();
  const cluster = `${name}-${place.name}`;
  const stack = new EnvironmentStack(app, `${cluster}-Cluster`);
  new Cluster(stack, 'Cluster', { name: cluster, network: networkOf(stack, cluster, place), kubernetesVersion, capacity: pods, apiAccessCidrs: place.apiAccessCidrs }).grantAccess(place);
  return app.synth().stacks.length;
}

function networkOf(stack: EnvironmentStack, cluster: string, { network: said }: EnvironmentConfig) {
  return said?.vpc ? new ExistingNetwork(stack, 'Network', said.vpc) : new Network(stack, 'Network', { name: cluster, nat: said?.nat });
}

describe('any platform', () => {
  it('the validator accepts can be synthesised', () => {
    const accepted = platform.filter((said) => validatePlatform(said).length === 0) as fc.Arbitrary<PlatformConfig>;
    fc.assert(fc.property(accepted, (said) => synthesise(said) === 1), { numRuns: 60, seed: 20261123 });
  });

  it('the validator refuses is refused in sentences', () => {
    const refused = fc.oneof(platform, fc.anything()).map((said) => validatePlatform(said)).filter((problems) => problems.length > 0);
    fc.assert(fc.property(refused, (problems) => problems.map(sentence).every((line) => /^\S* ?.+, got .+; .+$/s.test(line) && !line.includes('undefined') && !/\bat .+:\d+:\d+/.test(line))), { numRuns: 300, seed: 20261123 });
  });
});
