import { Manifest } from './manifest';
import { ManifestNode } from './manifest-node';
import { inOneNamespace, nameOf, ofKind, servicesOf } from './neighbours';

/** What one of AWS' load balancers does with an object's pods. */
export interface LoadBalancerTarget {
  /** The Ingress, or the Service of type LoadBalancer. */
  readonly balancer: Manifest;
  /** How long it lets requests of a leaving target end, in seconds. */
  readonly deregistration: number;
}

const ALB = 'alb.ingress.kubernetes.io/';
const NLB = 'service.beta.kubernetes.io/aws-load-balancer-';

/** What Elastic Load Balancing waits when nothing is said, in seconds. */
const DEFAULT_DEREGISTRATION = 300;

/** The load balancers that send requests to an object's pods. Ingresses of other controllers are none of them. */
export function loadBalancerTargets(workload: Manifest, together: readonly Manifest[]): LoadBalancerTarget[] {
  return servicesOf(workload, together).flatMap((service) => [
    ...(isNetworkLoadBalancer(service) ? [{ balancer: service, deregistration: deregistration(NLB, service) }] : []),
    ...ofKind(together, 'networking.k8s.io/Ingress').filter((ingress) => isApplicationLoadBalancer(ingress) && inOneNamespace(ingress, service) && backends(ingress).includes(nameOf(service)))
      .map((balancer) => ({ balancer, deregistration: deregistration(ALB, service, balancer) })),
  ]);
}

/** Whether an object makes a load balancer whose targets are pods, not nodes. */
export function targetsPods(manifest: Manifest): boolean {
  if (isApplicationLoadBalancer(manifest)) return annotation(manifest, `${ALB}target-type`) === 'ip';
  return isNetworkLoadBalancer(manifest) && annotation(manifest, `${NLB}nlb-target-type`) === 'ip';
}

function isNetworkLoadBalancer({ object }: Manifest): boolean {
  return object.kind === 'Service' && new ManifestNode(object).get('spec', 'type').value === 'LoadBalancer';
}

function isApplicationLoadBalancer({ object }: Manifest): boolean {
  const root = new ManifestNode(object);
  const annotations = root.get('metadata', 'annotations');
  const isOurs = root.get('spec', 'ingressClassName').value === 'alb' || annotations.get('kubernetes.io/ingress.class').value === 'alb' || annotations.keys.some((key) => key.startsWith(ALB));
  return object.kind === 'Ingress' && isOurs;
}

/** The names of the Services an Ingress sends requests to. */
function backends({ object }: Manifest): unknown[] {
  const spec = new ManifestNode(object).get('spec');
  const paths = spec.get('rules').items.flatMap((rule) => rule.get('http', 'paths').items.map((path) => path.get('backend')));
  return [spec.get('defaultBackend'), ...paths].map((backend) => backend.get('service', 'name').value);
}

/** The first that says it counts: a Service goes before its Ingress. */
function deregistration(prefix: string, ...manifests: Manifest[]): number {
  const said = manifests.map((manifest) => /deregistration_delay\.timeout_seconds=(\d+)/.exec(annotation(manifest, `${prefix}target-group-attributes`))?.[1]);
  return Number(said.find((seconds) => seconds !== undefined) ?? DEFAULT_DEREGISTRATION);
}

function annotation({ object }: Manifest, name: string): string {
  return new ManifestNode(object).get('metadata', 'annotations', name).text;
}
