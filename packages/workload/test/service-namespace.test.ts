import { LoadBalancing, NetworkPolicyEnforcement, ServiceNamespace } from '../src';
import { check, objectsOf, Tree } from './world';

const kinds = (objects: Tree[]) => objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`);

describe('a namespace for services', () => {
  const objects = objectsOf((chart) => new ServiceNamespace(chart, 'Services', { name: 'services', platform: 'acme' }));

  it('enforces, audits and warns of Pod Security "restricted"', () => {
    expect(objects[0].metadata.labels).toMatchObject({
      'pod-security.kubernetes.io/enforce': 'restricted',
      'pod-security.kubernetes.io/audit': 'restricted',
      'pod-security.kubernetes.io/warn': 'restricted',
    });
  });

  it('says whose it is, so that policies and the load balancer know it', () => {
    expect(objects[0].metadata.labels).toMatchObject({ 'app.kubernetes.io/part-of': 'acme' });
  });

  it('denies all traffic but name resolution', () => {
    const policies = objects.filter(({ kind }) => kind === 'NetworkPolicy');
    expect(kinds(policies)).toEqual(['NetworkPolicy default-deny', 'NetworkPolicy allow-dns']);
    expect(policies[0].spec).toEqual({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
    expect(policies[1].spec.egress[0].ports).toEqual([{ port: 53, protocol: 'UDP' }, { port: 53, protocol: 'TCP' }]);
  });

  it("resolves names through CoreDNS' pods and through the resolver on Auto Mode's nodes", () => {
    expect(objects.find(({ metadata }) => metadata.name === 'allow-dns').spec.egress[0].to).toEqual(expect.arrayContaining([
      { ipBlock: { cidr: '172.20.0.10/32' } },
      expect.objectContaining({ podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } }),
    ]));
  });

  it('makes no policies on Fargate, which would not enforce them', () => {
    const fargate = objectsOf((chart) => new ServiceNamespace(chart, 'Jobs', { name: 'jobs', platform: 'acme', compute: 'fargate' }));
    expect(kinds(fargate)).toEqual(['Namespace jobs', 'ResourceQuota namespace-quota', 'LimitRange container-defaults']);
  });
});

describe("a cluster's load balancing and network policies", () => {
  const objects = objectsOf((chart) => {
    new LoadBalancing(chart, 'LoadBalancing', { platform: 'acme', environment: 'prod' });
    new NetworkPolicyEnforcement(chart, 'NetworkPolicyEnforcement', { platform: 'acme' });
  });

  it.each([['alb', 'internet-facing', 'acme-prod'], ['alb-internal', 'internal', 'acme-prod-internal']])(
    "has the class %s: one %s load balancer that the platform's namespaces share", (name, scheme, group) => {
      const [params, ingressClass] = ['IngressClassParams', 'IngressClass'].map((kind) => objects.find((object) => object.kind === kind && object.metadata.name === name));
      expect(params).toMatchObject({
        apiVersion: 'eks.amazonaws.com/v1',
        spec: { scheme, group: { name: group }, namespaceSelector: { matchLabels: { 'app.kubernetes.io/part-of': 'acme' } } },
      });
      expect(ingressClass.spec).toEqual({ controller: 'eks.amazonaws.com/alb', parameters: { apiGroup: 'eks.amazonaws.com', kind: 'IngressClassParams', name } });
    });

  it('switches on the controller that enforces network policies', () => {
    expect(objects.find(({ kind }) => kind === 'ConfigMap')).toMatchObject({ metadata: { name: 'amazon-vpc-cni', namespace: 'kube-system' }, data: { 'enable-network-policy-controller': 'true' } });
  });

  it('passes every check', () => {
    expect(check(...objects)).toEqual([]);
  });
});
