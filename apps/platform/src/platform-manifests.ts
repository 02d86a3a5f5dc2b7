import { join } from 'node:path';
import { ApiObject, Chart } from 'cdk8s';
import { deliveryRbac, namespaceRbac } from '@plinth/cluster';
import { ClusterLogs } from '@plinth/observability';
import { EnvironmentConfig, PlatformConfig, readPlatform } from '@plinth/template/config';
import {
  AutoModeNodePool, BlockStorage, FargateLogRouter, LoadBalancing, NAMESPACE_LIMITS, NetworkPolicyEnforcement, ServiceNamespace, VolumeDriver,
  namespaceObject, renderManifests, serviceNamespaces,
} from '@plinth/workload';

/**
 * Renders the Kubernetes objects that belong to no service, for every environment: `manifests/<environment>/platform.yaml`
 * goes with every deploy, `bootstrap/<environment>/bootstrap.yaml` is applied once, by an administrator of the cluster.
 */
export function renderPlatformManifests(config: string, outdir: string): void {
  const platform = readPlatform(config);
  renderManifests({ platform, directory: join(outdir, 'manifests'), file: 'platform.yaml', build: (chart, environment) => deployed(chart, platform, environment) });
  renderManifests({ platform, directory: join(outdir, 'bootstrap'), file: 'bootstrap.yaml', build: (chart, environment) => bootstrap(chart, platform, environment) });
}

/** What the deploy step applies: every object named in its RBAC below, or of a kind EKS' edit policy covers. */
function deployed(chart: Chart, platform: PlatformConfig, environment: EnvironmentConfig): void {
  const { name } = platform;
  // Services that ask for more than `SERVICE_SIZE` want more than the default `headroom` here; verify says when.
  for (const namespace of serviceNamespaces(platform)) new ServiceNamespace(chart, namespace.name, namespace);
  volumeDrivers(platform).forEach((driver, i) => new BlockStorage(chart, `BlockStorage-${driver}`, { platform: name, driver, chosen: i === 0 ? 'default' : 'by-name' }));
  for (const pool of nodePools(platform)) new AutoModeNodePool(chart, `NodePool-${pool.name}`, { platform: name, pool });
  if (hasAutoMode(platform)) new LoadBalancing(chart, 'LoadBalancing', { platform: name, environment: environment.name });
}

/** What the deploy step may not do by itself: give itself rights, and touch the system's namespaces. */
function bootstrap(chart: Chart, platform: PlatformConfig, { name: environment, region }: EnvironmentConfig): void {
  const namespaces = serviceNamespaces(platform);
  deliveryRbac({
    namespaces: namespaces.map(({ name }) => name),
    ingressClasses: hasAutoMode(platform) ? LoadBalancing.SCHEMES.map((scheme) => LoadBalancing.className(scheme)) : [],
    storageClasses: volumeDrivers(platform).map((driver) => BlockStorage.className(driver)),
    nodePools: nodePools(platform).map(({ name }) => name),
  }).forEach((object) => new ApiObject(chart, object.kind, object));
  for (const namespace of namespaces) {
    // A role needs its namespace, and this comes before the first deploy.
    const object = namespaceObject(chart, namespace.name, namespace);
    namespaceRbac(namespace.name, NAMESPACE_LIMITS).forEach((rbac) => new ApiObject(chart, `${namespace.name}-${rbac.kind}`, rbac).addDependency(object));
  }
  // With node groups the VPC CNI add-on owns this switch.
  if (hasAutoMode(platform) && !platform.capacity?.nodeGroups) new NetworkPolicyEnforcement(chart, 'NetworkPolicies', { platform: platform.name });
  if (platform.capacity?.fargate) {
    const logGroupName = ClusterLogs.applicationLogGroupName(`${platform.name}-${environment}`);
    new FargateLogRouter(chart, 'LogRouter', { platform: platform.name, logGroupName, region });
  }
}

function hasAutoMode({ capacity }: PlatformConfig): boolean {
  return capacity === undefined || capacity.autoMode !== undefined;
}

function nodePools({ capacity }: PlatformConfig) {
  return capacity?.autoMode?.nodePools ?? [];
}

/** Who makes EBS volumes, the default first. The add-on's driver cannot run where the system's pods are on Fargate. */
function volumeDrivers(platform: PlatformConfig): VolumeDriver[] {
  const { nodeGroups, fargate = [] } = platform.capacity ?? {};
  const systemOnFargate = fargate.some(({ namespaces }) => namespaces.includes('kube-system'));
  return [...(hasAutoMode(platform) ? ['auto-mode' as const] : []), ...(nodeGroups && !systemOnFargate ? ['add-on' as const] : [])];
}
