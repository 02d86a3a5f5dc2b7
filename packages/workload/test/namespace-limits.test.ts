import { checkManifests, Microservice, NAMESPACE_LIMITS, ServiceNamespace, ServiceNamespaceProps } from '../src';
import { manifests, objectsOf, serviceProps, Tree } from './world';

/** A namespace's objects, with as many services in it as said. */
function aNamespace(said: Partial<ServiceNamespaceProps> = {}, services: readonly Tree[] = []): Tree[] {
  return objectsOf((chart) => {
    new ServiceNamespace(chart, 'Services', { name: 'services', platform: 'acme', ...said });
    services.forEach((props, i) => new Microservice(chart, `Service-${i}`, serviceProps({ service: `orders-${i}`, ...props })));
  });
}

const ofKind = (kind: string, objects: Tree[]) => objects.find((object) => object.kind === kind);
const refused = (objects: Tree[], fargateNamespaces: string[] = []) => checkManifests(manifests(objects), { fargateNamespaces }).map(({ rule, path }) => `${rule} ${path}`);

describe('the quota of a namespace', () => {
  it.each([1, 2, 20])('lets %d services roll out at once, at their most pods', (services) => {
    expect(refused(aNamespace({ services }, Array.from({ length: services }, () => ({}))))).toEqual([]);
  });

  it('has room for services that ask for twice the default', () => {
    expect(refused(aNamespace({ services: 2 }, [{ size: { cpu: '500m', memory: '512Mi' } }, { size: { cpu: '500m', memory: '512Mi' } }]))).toEqual([]);
  });

  it('has room for pods on Fargate, whose requests are their limits', () => {
    expect(refused(aNamespace({ compute: 'fargate' }, [{ compute: 'fargate' }]), ['services'])).toEqual([]);
  });

  it('fails when a service asks for more than would fit, and fits with more headroom', () => {
    const greedy = [{ size: { cpu: '1', memory: '1Gi' } }];
    expect(refused(aNamespace({}, greedy))).toEqual(['limits.memory', 'requests.cpu', 'requests.memory'].map((key) => `namespace/rollout-headroom spec.hard["${key}"]`));
    expect(refused(aNamespace({ headroom: 8 }, greedy))).toEqual([]);
  });

  it('grows with the services and is theirs alone', () => {
    const quota = (services: number) => ofKind('ResourceQuota', aNamespace({ services }));
    expect(quota(1)).toMatchObject({ metadata: { name: NAMESPACE_LIMITS.quota, namespace: 'services' }, spec: { hard: { pods: '52', 'requests.cpu': '13000m', 'limits.memory': '13312Mi' } } });
    expect(quota(3).spec.hard.pods).toBe('156');
  });

  it('lets no Service open a node port or a load balancer past the Ingress', () => {
    expect(ofKind('ResourceQuota', aNamespace()).spec.hard).toMatchObject({ 'services.loadbalancers': '0', 'services.nodeports': '0' });
  });
});

describe('the limit range of a namespace', () => {
  it('gives containers that say nothing what the quota asks of each, and no CPU limit', () => {
    const { metadata, spec } = ofKind('LimitRange', aNamespace());
    expect(metadata).toMatchObject({ name: NAMESPACE_LIMITS.limitRange, namespace: 'services' });
    expect(spec.limits).toEqual([{ type: 'Container', default: { memory: '256Mi' }, defaultRequest: { cpu: '250m', memory: '256Mi' } }]);
  });
});
