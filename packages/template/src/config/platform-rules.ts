import { PlatformConfig } from './platform-config';
import { CapacityConfig, EnvironmentConfig, Exposure, MicroserviceConfig, NetworkConfig, NodeGroupConfig, Purchase, SourceProvider } from './platform-declaration';
import { GateExceptionConfig } from './gates-declaration';
import { Problem } from './problem';

/** Namespace of services that name none. */
export const DEFAULT_NAMESPACE = 'services';

const RESERVED_NAMESPACE = /^(default|kube-.*|amazon-cloudwatch|aws-observability)$/;

/** Names in the platform's npm scope that are taken. */
const RESERVED_NAMES = ['platform', 'cluster', 'workload', 'pipeline', 'observability', 'template'];

const BUILT_IN_POOLS = ['system', 'general-purpose'];

/** Family, Graviton generation and size, such as `m7g.large`, `c6gn.xlarge` or `a1.large`. */
export const ARM_INSTANCE = /^(a1|[a-z]+\d+g[a-z]*)\./;

/** What the well-formed fields of a platform must be to one another. */
export function platformRules(platform: PlatformConfig): Problem[] {
  const { capacity = {}, environments, services } = platform;
  return [
    ...unique('environments', environments),
    ...unique('services', services),
    ...unique('capacity.nodeGroups', capacity.nodeGroups ?? []),
    ...unique('capacity.fargate', capacity.fargate ?? []),
    ...unique('capacity.autoMode.nodePools', capacity.autoMode?.nodePools ?? []),
    ...(capacity.autoMode?.nodePools ?? []).flatMap(({ name }, i): Problem[] => !BUILT_IN_POOLS.includes(name) ? []
      : [{ path: `capacity.autoMode.nodePools[${i}].name`, kind: 'reservedPool', got: name }]),
    ...(capacity.nodeGroups ?? []).flatMap(nodeGroupRules),
    ...environments.flatMap((environment, i) => accessRules(environment, `environments[${i}]`)),
    ...environments.flatMap(({ network }, i) => network === undefined ? [] : networkRules(network, `environments[${i}].network`)),
    ...capacityRules(platform.capacity),
    ...sourceRules(platform),
    ...placeRules(platform),
    ...services.flatMap((service, i) => serviceRules(service, `services[${i}]`, platform.capacity)),
    ...domainRules(environments, services),
    ...exceptionRules(platform.gates?.exceptions ?? [], services),
  ];
}

function unique(path: string, entries: readonly { readonly name: string }[]): Problem[] {
  return entries.flatMap(({ name }, i): Problem[] => {
    const first = entries.findIndex((entry) => entry.name === name);
    return first === i ? [] : [{ path: `${path}[${i}].name`, kind: 'duplicate', got: name, detail: { first: `${path}[${first}]` } }];
  });
}

function nodeGroupRules(group: NodeGroupConfig, i: number): Problem[] {
  const path = `capacity.nodeGroups[${i}]`;
  const { minSize, maxSize, instanceTypes = [] } = group;
  const arm = instanceTypes.filter((type) => ARM_INSTANCE.test(type)).length;
  return [
    ...(minSize !== undefined && maxSize !== undefined && minSize > maxSize
      ? [{ path: `${path}.minSize`, kind: 'minAboveMax' as const, got: minSize, detail: { max: maxSize } }] : []),
    ...(arm > 0 && arm < instanceTypes.length ? [{ path: `${path}.instanceTypes`, kind: 'architectures' as const, got: instanceTypes }] : []),
  ];
}

function networkRules({ nat, vpc }: NetworkConfig, path: string): Problem[] {
  if (vpc === undefined) return [];
  const zones = vpc.availabilityZones.length;
  return [
    ...(nat === undefined ? [] : [{ path: `${path}.nat`, kind: 'foreignNat' as const, got: nat }]),
    ...(vpc.privateSubnetIds.length === zones ? []
      : [{ path: `${path}.vpc.privateSubnetIds`, kind: 'subnetsPerZone' as const, got: vpc.privateSubnetIds, detail: { zones } }]),
  ];
}

/** EKS has one access entry for a role. */
function accessRules({ administrators = [], viewers = [] }: EnvironmentConfig, path: string): Problem[] {
  const said = [...administrators.map((arn, i) => ({ arn, path: `administrators[${i}]` })), ...viewers.map((arn, i) => ({ arn, path: `viewers[${i}]` }))];
  return said.flatMap(({ arn, path: place }, i): Problem[] => {
    const first = said.findIndex((other) => other.arn === arn);
    return first === i ? [] : [{ path: `${path}.${place}`, kind: 'duplicate', got: arn, detail: { first: `${path}.${said[first].path}` } }];
  });
}

function capacityRules(capacity?: CapacityConfig): Problem[] {
  if (capacity === undefined || capacity.autoMode) return [];
  const { nodeGroups = [], fargate = [] } = capacity;
  if (nodeGroups.length + fargate.length === 0) return [{ path: 'capacity', kind: 'noCapacity', got: capacity }];
  const systemOnFargate = fargate.some((profile) => profile.namespaces.includes('kube-system'));
  const spotOnly = nodeGroups.length > 0 && nodeGroups.every((group) => group.purchase === Purchase.SPOT);
  return spotOnly && !systemOnFargate ? [{ path: 'capacity.nodeGroups', kind: 'spotOnly', got: nodeGroups.map((group) => group.name) }] : [];
}

function sourceRules({ source, name }: PlatformConfig): Problem[] {
  if (source === undefined) return [];
  const { provider, repository } = source;
  const parts = repository?.split('/').length ?? 0;
  const fits = provider === SourceProvider.CODECOMMIT ? parts <= 1 : provider === SourceProvider.GITLAB ? parts >= 2 : parts === 2;
  const example = provider === SourceProvider.CODECOMMIT ? `'${name}'` : `'owner/${name}'`;
  const foreign = provider === SourceProvider.CODECOMMIT ? 'connectionArn' : 'imported';
  return [
    ...(fits ? [] : [{ path: 'source.repository', kind: 'repository' as const, got: repository, detail: { provider, example } }]),
    ...(source[foreign] === undefined ? [] : [{ path: `source.${foreign}`, kind: 'otherSource' as const, got: source[foreign], detail: { provider } }]),
  ];
}

/** The pipeline deploys to its own region, and knows either every account or none. */
function placeRules({ environments, tooling }: PlatformConfig): Problem[] {
  const region = tooling?.region ?? environments[0].region;
  const known = tooling?.account !== undefined ? 'tooling.account' : `environments[${environments.findIndex(({ account }) => account !== undefined)}].account`;
  const anyAccount = tooling?.account !== undefined || environments.some(({ account }) => account !== undefined);
  return environments.flatMap((environment, i): Problem[] => [
    ...(environment.region !== region
      ? [{ path: `environments[${i}].region`, kind: 'otherRegion' as const, got: environment.region, detail: { region: region ?? 'which is not named' } }] : []),
    ...(anyAccount && environment.account === undefined
      ? [{ path: `environments[${i}].account`, kind: 'noAccount' as const, got: undefined, detail: { path: known } }] : []),
  ]);
}

function serviceRules(service: MicroserviceConfig, path: string, capacity?: CapacityConfig): Problem[] {
  const namespace = service.namespace ?? DEFAULT_NAMESPACE;
  const fargate = (capacity?.fargate ?? []).flatMap((profile) => profile.namespaces);
  const fargateOnly = fargate.length > 0 && !capacity?.autoMode && !capacity?.nodeGroups;
  const autoMode = capacity === undefined || capacity.autoMode !== undefined;
  const problems: Problem[] = [];
  if (RESERVED_NAMES.includes(service.name)) problems.push({ path: `${path}.name`, kind: 'reservedName', got: service.name });
  if (RESERVED_NAMESPACE.test(namespace)) problems.push({ path: `${path}.namespace`, kind: 'reservedNamespace', got: namespace });
  if (fargateOnly && !fargate.includes(namespace)) {
    problems.push({ path: `${path}.namespace`, kind: 'nowhereToRun', got: service.namespace ?? namespace, detail: { namespaces: fargate.join(', ') } });
  }
  if (hasLoadBalancer(service) && !autoMode) problems.push({ path: `${path}.exposure`, kind: 'noLoadBalancer', got: service.exposure });
  return problems;
}

function domainRules(environments: readonly EnvironmentConfig[], services: readonly MicroserviceConfig[]): Problem[] {
  const open = services.find(hasLoadBalancer);
  if (open === undefined) return [];
  return environments.flatMap((environment, i): Problem[] => environment.domain !== undefined ? []
    : [{ path: `environments[${i}].domain`, kind: 'noDomain', got: undefined, detail: { service: open.name, exposure: `${open.exposure}` } }]);
}

/** An exception is for a service that is there, and there is one for a finding. */
function exceptionRules(exceptions: readonly GateExceptionConfig[], services: readonly MicroserviceConfig[]): Problem[] {
  const names = services.map(({ name }) => name);
  return exceptions.flatMap(({ id, service }, i): Problem[] => {
    const path = `gates.exceptions[${i}]`;
    const first = exceptions.findIndex((other) => other.id === id && other.service === service);
    return [
      ...(first === i ? [] : [{ path: `${path}.id`, kind: 'duplicate' as const, got: id, detail: { first: `gates.exceptions[${first}]` } }]),
      ...(service === undefined || names.includes(service) ? []
        : [{ path: `${path}.service`, kind: 'unknownService' as const, got: service, detail: { services: names.join(', ') } }]),
    ];
  });
}

function hasLoadBalancer({ exposure = Exposure.INTERNAL }: MicroserviceConfig): boolean {
  return exposure !== Exposure.INTERNAL;
}
