import { join } from 'node:path';
import { ApiObject, Chart } from 'cdk8s';
import { deliveryRbac } from '@plinth/cluster';
import { PlatformConfig, readPlatform } from '@plinth/template/config';
import { INGRESS_CLASS, LoadBalancing, NetworkPolicyEnforcement, ServiceNamespace, renderManifests, serviceNamespaces } from '@plinth/workload';

/**
 * Renders the Kubernetes objects that belong to no service, for every environment: `manifests/<environment>/platform.yaml`
 * goes with every deploy, `bootstrap/<environment>/bootstrap.yaml` is applied once, by an administrator of the cluster.
 */
export function renderPlatformManifests(config: string, outdir: string): void {
  const platform = readPlatform(config);
  renderManifests({
    platform, directory: join(outdir, 'manifests'), file: 'platform.yaml',
    build: (chart, environment) => {
      serviceNamespaces(platform).forEach((namespace) => new ServiceNamespace(chart, namespace.name, namespace));
      if (hasAutoMode(platform)) new LoadBalancing(chart, 'LoadBalancing', { platform: platform.name, environment: environment.name });
    },
  });
  renderManifests({ platform, directory: join(outdir, 'bootstrap'), file: 'bootstrap.yaml', build: (chart) => bootstrap(chart, platform) });
}

/** What the deploy step may not do by itself: give itself rights, and touch the system's namespace. */
function bootstrap(chart: Chart, platform: PlatformConfig): void {
  const namespaces = serviceNamespaces(platform).map(({ name }) => name);
  const ingressClasses = hasAutoMode(platform) ? [INGRESS_CLASS] : [];
  deliveryRbac({ namespaces, ingressClasses }).forEach((object) => new ApiObject(chart, object.kind, object));
  // With node groups the VPC CNI add-on owns this switch.
  if (hasAutoMode(platform) && !platform.capacity?.nodeGroups) new NetworkPolicyEnforcement(chart, 'NetworkPolicies', { platform: platform.name });
}

function hasAutoMode({ capacity }: PlatformConfig): boolean {
  return capacity === undefined || capacity.autoMode !== undefined;
}
