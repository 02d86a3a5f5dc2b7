import { checkManifests } from '../src';
import { API_LIFECYCLE } from '../src/checks/api-lifecycle';
import { KubernetesSchema } from '../src/checks/kubernetes-schema';
import { manifests } from './world';

function findings(apiVersion: string, kind: string, kubernetes?: string) {
  return checkManifests(manifests([{ apiVersion, kind, metadata: { name: 'x', namespace: 'y' } }]), { kubernetes })
    .filter(({ rule }) => /^kubernetes\/(removed-api|deprecated-api|known-kind)$/.test(rule)).map(({ rule, severity, problem }) => `${severity} ${rule} ${problem}`);
}

describe('API versions with an end', () => {
  it('fail in a cluster that has them no more, and the next one is named', () => {
    expect(findings('batch/v1beta1', 'CronJob', '1.36')).toEqual(['error kubernetes/removed-api has no CronJob since Kubernetes 1.25 (the cluster has 1.36); use batch/v1']);
    expect(findings('flowcontrol.apiserver.k8s.io/v1beta3', 'FlowSchema', '1.32')).toHaveLength(1);
  });

  it('warn in a cluster that still has them', () => {
    expect(findings('batch/v1beta1', 'CronJob', '1.24')).toEqual(['warning kubernetes/deprecated-api has no CronJob from Kubernetes 1.25 on (the cluster has 1.24); use batch/v1']);
    expect(findings('v1', 'Endpoints', '1.36')).toEqual(['warning kubernetes/deprecated-api is deprecated since Kubernetes 1.33 (the cluster has 1.36); use discovery.k8s.io/v1 EndpointSlice']);
    expect(findings('v1', 'Endpoints', '1.32')).toEqual([]);
  });

  it('compare minors as numbers', () => {
    expect(findings('extensions/v1beta1', 'Ingress', '1.9')).toEqual([expect.stringMatching(/^warning kubernetes\/deprecated-api/)]);
  });

  it.each(API_LIFECYCLE)('$apiVersion of $kinds lead to kinds there are', ({ kinds, instead, source }) => {
    const [apiVersion, other] = instead.split(' ');
    if (!instead.startsWith('Pod Security')) for (const kind of other ? [other] : kinds) expect(KubernetesSchema.load().resource(apiVersion, kind)).toBeDefined();
    expect(source).toMatch(/^https:/);
  });

  it('say nothing of a kind nobody ever had', () => {
    expect(findings('batch/v1beta1', 'CronJbo', '1.36')).toEqual([expect.stringMatching(/^error kubernetes\/known-kind/)]);
  });
});

describe('custom kinds', () => {
  const crd = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: 'x' }, spec: { group: 'example.com', names: { kind: 'Widget' }, versions: [{ name: 'v1' }] } };
  const widget = (version: string) => ({ apiVersion: `example.com/${version}`, kind: 'Widget', metadata: { name: 'x' } });

  it('are known when their definition is applied with them, in the version it has', () => {
    const rules = checkManifests(manifests([crd, widget('v1'), widget('v2')])).filter(({ rule }) => rule === 'kubernetes/known-kind');
    expect(rules.map(({ value }) => value)).toEqual(['Widget']);
  });
});
