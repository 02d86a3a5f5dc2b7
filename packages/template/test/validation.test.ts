import { Exposure, PROBLEMS, Profile, Purchase, SourceProvider, sentence, validatePlatform } from '../src/config';

type Said = Record<string, unknown>;

const anEnvironment = (more: Said = {}): Said => ({ name: 'staging', profile: Profile.TEAM, domain: 'staging.example.com', ...more });
const aService = (more: Said = {}): Said => ({ name: 'orders', ...more });
const aPlatform = (more: Said = {}): Said => ({ name: 'acme', environments: [anEnvironment()], services: [aService()], ...more });
const withGroup = (more: Said) => aPlatform({ capacity: { nodeGroups: [{ name: 'general', ...more }] } });

const aVpc = (more: Said = {}): Said => ({
  id: 'vpc-0a1b2c3d4e5f67890', availabilityZones: ['eu-west-1a', 'eu-west-1b'],
  privateSubnetIds: ['subnet-0a1b2c3d4e5f67890', 'subnet-0b1b2c3d4e5f67890'], ...more,
});
const withVpc = (more: Said, beside: Said = {}) => aPlatform({ environments: [anEnvironment({ network: { vpc: aVpc(more), ...beside } })] });

const anException = (more: Said = {}): Said => ({ id: 'CVE-2026-1234', reason: 'the parser is never called', until: '2027-03-27', ...more });
const withException = (more: Said) => aPlatform({ gates: { exceptions: [anException(more)] } });

const complaints = (config: unknown) => validatePlatform(config).map(sentence);

const ROWS: [story: string, config: unknown, line: string][] = [
  ['a service without a name', aPlatform({ services: [{}] }), "services[0].name is missing, got nothing; add it, for example 'orders'"],
  ['an empty service name', aPlatform({ services: [aService({ name: '' })] }), 'services[0].name is not a DNS-1123 name of at most 40 characters, got ""; use lower-case letters, digits and single hyphens, starting with a letter'],
  ['a service name that is no DNS label', aPlatform({ services: [aService({ name: 'My_Orders' })] }), 'services[0].name is not a DNS-1123 name of at most 40 characters, got "My_Orders"; use lower-case letters, digits and single hyphens, starting with a letter'],
  ['a service name that leaves its folder', aPlatform({ services: [aService({ name: '../../etc' })] }), 'services[0].name is not a DNS-1123 name of at most 40 characters, got "../../etc"; use lower-case letters, digits and single hyphens, starting with a letter'],
  ['two services of one name', aPlatform({ services: [aService(), aService()] }), 'services[1].name is used twice, first by services[0], got "orders"; give each its own'],
  ['a service named like a package of the platform', aPlatform({ services: [aService({ name: 'pipeline' })] }), 'services[0].name is the name of a workspace every platform has, got "pipeline"; choose another name'],
  ['port 0', aPlatform({ services: [aService({ port: 0 })] }), 'services[0].port is not a whole number from 1024 to 65535, got 0; choose one in that range'],
  ['a port in quotes', aPlatform({ services: [aService({ port: '8080' })] }), 'services[0].port is not a whole number from 1024 to 65535, got "8080"; choose one in that range'],
  ['an unheard-of exposure', aPlatform({ services: [aService({ exposure: 'world' })] }), 'services[0].exposure is not one of the choices, got "world"; use one of internal, private, public'],
  ['a namespace of Kubernetes', aPlatform({ services: [aService({ namespace: 'kube-system' })] }), 'services[0].namespace is reserved by Kubernetes or EKS, got "kube-system"; choose another namespace'],
  ['a promise of everything', aPlatform({ services: [aService({ slo: { availability: 100, latencyMs: 300 } })] }), 'services[0].slo.availability is not a percentage from 90 to 99.99, got 100; choose one in that range'],
  ['a region that is a city', aPlatform({ environments: [anEnvironment({ region: 'Seoul' })] }), `environments[0].region is not shaped like an AWS region, got "Seoul"; write it like 'ap-northeast-2'`],
  ['an account of 11 digits', aPlatform({ environments: [anEnvironment({ account: '11111111111' })] }), 'environments[0].account is not an AWS account id, got "11111111111"; write its 12 digits, in quotes'],
  ['an account that lost its quotes', aPlatform({ environments: [anEnvironment({ account: 111111111111 })] }), 'environments[0].account is not an AWS account id, got 111111111111; write its 12 digits, in quotes'],
  ['two environments of one name', aPlatform({ environments: [anEnvironment(), anEnvironment()] }), 'environments[1].name is used twice, first by environments[0], got "staging"; give each its own'],
  ['no environment', aPlatform({ environments: [] }), 'environments does not have 1 to 20 entries, got []; list between 1 and 20'],
  ['approval in quotes', aPlatform({ environments: [anEnvironment({ approval: 'true' })] }), 'environments[0].approval is not true or false, got "true"; write true or false there'],
  ['an API open to the world', aPlatform({ environments: [anEnvironment({ apiAccessCidrs: ['0.0.0.0/0'] })] }), 'environments[0].apiAccessCidrs[0] opens the Kubernetes API to the whole internet, got "0.0.0.0/0"; list the networks that need it, or remove it for a private API'],
  ['an API open to half a network', aPlatform({ environments: [anEnvironment({ apiAccessCidrs: ['10.0.0/8'] })] }), `environments[0].apiAccessCidrs[0] is not an IPv4 network, got "10.0.0/8"; write it like '203.0.113.0/24'`],
  ['a domain with a scheme', aPlatform({ environments: [anEnvironment({ domain: 'https://example.com' })] }), `environments[0].domain is not a domain name, got "https://example.com"; write it like 'staging.example.com'`],
  ['a certificate by its name', aPlatform({ environments: [anEnvironment({ certificateArn: 'mine' })] }), `environments[0].certificateArn is not the ARN of an ACM certificate, got "mine"; copy it from AWS Certificate Manager; it begins with 'arn:aws:acm:'`],
  ['a public service without a domain', aPlatform({ environments: [{ name: 'staging', profile: Profile.TEAM }], services: [aService({ exposure: Exposure.PUBLIC })] }), "environments[0].domain is missing, though orders is public, got nothing; add it, for example 'staging.example.com'"],
  ['a private service without a domain', aPlatform({ environments: [{ name: 'staging', profile: Profile.TEAM }], services: [aService({ exposure: Exposure.PRIVATE })] }), "environments[0].domain is missing, though orders is private, got nothing; add it, for example 'staging.example.com'"],
  ['a public service without Auto Mode', { ...withGroup({}), services: [aService({ exposure: Exposure.PUBLIC })] }, 'services[0].exposure needs a load balancer, but without Auto Mode the cluster has no controller for one, got "public"; add capacity.autoMode, or make the service internal'],
  ['an environment in another region than the pipeline', aPlatform({ environments: [anEnvironment({ region: 'eu-west-1' }), anEnvironment({ name: 'prod', region: 'us-east-1' })] }), 'environments[1].region is not the region of the pipeline, eu-west-1, got "us-east-1"; use one region for a platform, and another platform for another region'],
  ['an account for one environment alone', aPlatform({ environments: [anEnvironment(), anEnvironment({ name: 'prod', account: '222222222222' })] }), 'environments[0].account is missing, though environments[1].account names one, got nothing; name the account of every environment, or of none'],
  ['a Kubernetes version EKS dropped', aPlatform({ kubernetes: '1.27' }), 'kubernetes is not a Kubernetes version this platform supports, got "1.27"; use one of 1.34, 1.35, 1.36'],
  ['a Fargate profile with six selectors', aPlatform({ capacity: { autoMode: {}, fargate: [{ name: 'jobs', namespaces: ['a', 'b', 'c', 'd', 'e', 'f'] }] } }), 'capacity.fargate[0].namespaces does not have 1 to 5 entries, got ["a","b","c","d","e","f"]; list between 1 and 5'],
  ['Spot with no place for system pods', withGroup({ purchase: Purchase.SPOT }), `capacity.nodeGroups leaves no place for system pods, since Spot can be reclaimed all at once, got ["general"]; add autoMode, an on-demand node group, or a Fargate profile for 'kube-system'`],
  ['capacity that has none', aPlatform({ capacity: {} }), 'capacity names nothing to run pods on, got {}; add autoMode, nodeGroups or fargate, or remove capacity for EKS Auto Mode'],
  ['a service beside all Fargate profiles', aPlatform({ capacity: { fargate: [{ name: 'jobs', namespaces: ['jobs'] }] } }), 'services[0].namespace is in no Fargate profile of a cluster that has only Fargate, got "services"; use one of jobs, or add a profile for it'],
  ['more nodes at least than at most', withGroup({ minSize: 5, maxSize: 3 }), 'capacity.nodeGroups[0].minSize is above maxSize 3, got 5; lower it, or raise maxSize'],
  ['an instance type that is none', withGroup({ instanceTypes: ['large'] }), `capacity.nodeGroups[0].instanceTypes[0] is not shaped like an EC2 instance type, got "large"; write it like 'm7i.large'`],
  ['x86 and Arm in one node group', withGroup({ instanceTypes: ['m7i.large', 'm7g.large'] }), 'capacity.nodeGroups[0].instanceTypes mixes x86 and Arm instance types, got ["m7i.large","m7g.large"]; make a node group for each'],
  ['a connection without a repository', aPlatform({ source: { provider: SourceProvider.GITHUB } }), "source.repository does not name a repository of github, got nothing; write it like 'owner/acme'"],
  ['a branch git would refuse', aPlatform({ source: { provider: SourceProvider.CODECOMMIT, branch: 'a..b' } }), `source.branch is not a branch name, got "a..b"; write it like 'main'`],
  ['an unheard-of task runner', aPlatform({ taskRunner: 'make' }), 'taskRunner is not one of the choices, got "make"; use one of nx, turbo'],
  ['a connection by its name', aPlatform({ source: { provider: SourceProvider.GITHUB, repository: 'acme/shop', connectionArn: 'acme' } }), `source.connectionArn is not the ARN of a connection, got "acme"; copy it from Developer Tools, Settings, Connections; it ends with ':connection/' and an id`],
  ['a connection to CodeCommit', aPlatform({ source: { provider: SourceProvider.CODECOMMIT, connectionArn: 'arn:aws:codeconnections:eu-west-1:111111111111:connection/0a1b' } }), 'source.connectionArn is of no use with codecommit, got "arn:aws:codeconnections:eu-west-1:111111111111:connection/0a1b"; remove it, or choose another provider'],
  ['an import of what is never created', aPlatform({ source: { provider: SourceProvider.GITHUB, repository: 'acme/shop', imported: true } }), 'source.imported is of no use with github, got true; remove it, or choose another provider'],
  ['a VPC by its name', withVpc({ id: 'main' }), `environments[0].network.vpc.id is not the id of a VPC, got "main"; copy it from AWS; it looks like 'vpc-0a1b2c3d4e5f67890'`],
  ['a zone that is a region', withVpc({ availabilityZones: ['eu-west-1', 'eu-west-1b'] }), `environments[0].network.vpc.availabilityZones[0] is not shaped like an availability zone, got "eu-west-1"; write it like 'ap-northeast-2a'`],
  ['fewer subnets than zones', withVpc({ availabilityZones: ['eu-west-1a', 'eu-west-1b', 'eu-west-1c'] }), 'environments[0].network.vpc.privateSubnetIds does not name one subnet for each of the 3 availability zones, got ["subnet-0a1b2c3d4e5f67890","subnet-0b1b2c3d4e5f67890"]; list as many subnets as zones, in their order'],
  ['NAT gateways for somebody else\'s VPC', withVpc({}, { nat: 'one' }), 'environments[0].network.nat is of no use in a VPC that exists, got "one"; remove nat, or remove vpc for a network of its own'],
  ['a person where a role belongs', aPlatform({ environments: [anEnvironment({ administrators: ['arn:aws:iam::111111111111:user/ann'] })] }), `environments[0].administrators[0] is not the ARN of an IAM role, got "arn:aws:iam::111111111111:user/ann"; write it like 'arn:aws:iam::111111111111:role/on-call'`],
  ['one role with two duties', aPlatform({ environments: [anEnvironment({ administrators: ['arn:aws:iam::111111111111:role/ops'], viewers: ['arn:aws:iam::111111111111:role/ops'] })] }), 'environments[0].viewers[0] is used twice, first by environments[0].administrators[0], got "arn:aws:iam::111111111111:role/ops"; give each its own'],
  ['a node pool Auto Mode brings', aPlatform({ capacity: { autoMode: { nodePools: [{ name: 'system' }] } } }), 'capacity.autoMode.nodePools[0].name is the name of a node pool Auto Mode brings, got "system"; choose another name'],
  ['leave without a date', aPlatform({ extendedSupport: { until: 'spring', reason: 'x' } }), `extendedSupport.until is not a date, got "spring"; write it like '2027-03-27'`],
  ['leave without a reason', aPlatform({ extendedSupport: { until: '2027-03-27', reason: ' ' } }), 'extendedSupport.reason says nothing, got " "; write one sentence for whoever reads it later'],
  ['leave until a day that no calendar has', aPlatform({ extendedSupport: { until: '2027-02-30', reason: 'x' } }), `extendedSupport.until is not a date, got "2027-02-30"; write it like '2027-03-27'`],
  ['a threshold nobody knows', aPlatform({ gates: { severity: 'HIGH' } }), 'gates.severity is not one of the choices, got "HIGH"; use one of critical, high, medium, low, informational'],
  ['two licences in one', aPlatform({ gates: { licences: ['MPL-2.0 OR EUPL-1.2'] } }), `gates.licences[0] is not shaped like an SPDX licence identifier, got "MPL-2.0 OR EUPL-1.2"; write one, like 'MPL-2.0', without AND or OR`],
  ['an exception for everything', withException({ id: 'CVE-*' }), `gates.exceptions[0].id names no finding of a gate, got "CVE-*"; write a CVE, a GHSA, an ALAS, or 'licence:' and the package's name`],
  ['an exception without a reason', withException({ reason: 'ok for' }), 'gates.exceptions[0].reason is too short to be a reason, got "ok for"; say in three words or more why it may stay'],
  ['an exception without an end', withException({ until: undefined }), "gates.exceptions[0].until is missing, got nothing; add it, for example '2027-03-27'"],
  ['an exception for a service that is gone', withException({ service: 'billing' }), 'gates.exceptions[0].service is not a service of this platform, got "billing"; use one of orders, or remove it for all services'],
  ['two exceptions for one finding', aPlatform({ gates: { exceptions: [anException(), anException({ until: '2027-06-30' })] } }), 'gates.exceptions[1].id is used twice, first by gates.exceptions[0], got "CVE-2026-1234"; give each its own'],
  ['an unknown field', aPlatform({ enviroments: [] }), 'enviroments is not a field, got []; remove it, or use one of name, kubernetes, extendedSupport, capacity, source, tooling, taskRunner, environments, gates, services'],
  ['an unknown field far down', aPlatform({ services: [aService({ slo: { availability: 99, latencyMs: 9, goal: 1 } })] }), 'services[0].slo.goal is not a field, got 1; remove it, or use one of availability, latencyMs'],
  ['a list where an object belongs', aPlatform({ capacity: [] }), 'capacity is not an object, got []; write an object there'],
];

describe('a platform configuration', () => {
  it('is good when it says only what it must', () => {
    expect(complaints({ name: 'acme', environments: [{ name: 'staging', profile: Profile.TINY }], services: [] })).toEqual([]);
  });

  it.each(['CVE-2026-1234', 'CVE-2026-1234567', 'GHSA-2345-cfgh-jmpq', 'ALAS2023-2026-517', 'ALASKERNEL-5.10-2026-007', 'licence:left-pad', 'licence:@acme/pot', 'licence:JSONStream'])('may except %s for a service', (id) => {
    expect(complaints(withException({ id, service: 'orders' }))).toEqual([]);
  });

  it.each(ROWS)('fails when it has %s', (_, config, line) => {
    expect(complaints(config)).toEqual([line]);
  });

  it('fails with every problem at once', () => {
    const config = aPlatform({ name: 'A', kubernetes: '1.1', services: [aService({ port: 1 }), aService({ name: 'b', owner: '' })] });
    expect(validatePlatform(config).map((problem) => problem.path)).toEqual(['name', 'kubernetes', 'services[0].port', 'services[1].owner']);
  });

  it('has a row here for every problem but those of the file itself', () => {
    const met = new Set(ROWS.flatMap(([, config]) => validatePlatform(config)).map((problem) => problem.kind));
    expect(Object.keys(PROBLEMS).filter((kind) => !met.has(kind as never)).sort()).toEqual(['edited', 'unreadable']);
  });
});
