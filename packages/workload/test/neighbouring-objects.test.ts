import { findingLine } from '../src';
import { Tree, aDeployment, aMicroservice, check } from './world';

const SERVICE = aMicroservice();
const replicated = () => aDeployment((object) => { object.spec.replicas = 2; });
const without = (...kinds: string[]) => Object.values(SERVICE).filter(({ kind }) => !kinds.includes(kind));
const lines = (...objects: Tree[]) => check(...objects).map(findingLine);

describe('objects that are applied together', () => {
  it('are content with a service as it is made here, and with each part of it alone', () => {
    expect(lines(...Object.values(SERVICE))).toEqual([]);
    for (const object of Object.values(SERVICE)) expect(lines(object)).toEqual([]);
  });

  it('fail when one is missing that the others show should be there, in one line of what to do', () => {
    expect(lines(...without('PodDisruptionBudget'))).toEqual([
      'test.yaml:1 warning availability/disruption-budget: Deployment services/orders spec.template.metadata.labels must be picked by a PodDisruptionBudget, '
      + `got ${JSON.stringify(SERVICE.Deployment.spec.template.metadata.labels)}; add a PodDisruptionBudget with maxUnavailable: 1 whose selector picks these labels`,
    ]);
    expect(lines(...without('HorizontalPodAutoscaler'))).toEqual([
      'test.yaml:1 warning availability/replicas: Deployment services/orders spec.replicas must be at least 2, got nothing; run at least two; if there may be only one at a time, say so with strategy.type: Recreate',
    ]);
  });

  it('fail when one of another namespace is all there is', () => {
    const budget = { ...SERVICE.PodDisruptionBudget, metadata: { ...SERVICE.PodDisruptionBudget.metadata, namespace: 'jobs' } };
    expect(check(replicated(), SERVICE.Service, budget).map(({ rule }) => rule)).toEqual(['availability/disruption-budget']);
  });

  it('count as of one namespace where one of them leaves it to whoever applies them', () => {
    const budget = { ...SERVICE.PodDisruptionBudget, metadata: { name: 'orders' } };
    expect(lines(replicated(), SERVICE.Service, budget)).toEqual([]);
  });

  it('fail when a namespace is open, closed or without names: each in one line', () => {
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'services' } };
    const policy = (policyTypes: string[]) => ({ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'x', namespace: 'services' }, spec: { podSelector: {}, policyTypes } });
    const problems = (...objects: Tree[]) => check(namespace, ...objects).filter(({ rule }) => rule.startsWith('network-policy/')).map(({ problem }) => problem);
    expect(problems(aDeployment())).toEqual(['must deny all Ingress and Egress by default']);
    expect(problems(policy(['Ingress']))).toEqual(['must deny all Egress by default']);
    expect(problems(policy(['Ingress', 'Egress']))).toEqual(['must allow egress to port 53 (UDP)']);
    expect(problems(policy(['Ingress']), aMicroservice({ compute: 'nodes' }).NetworkPolicy)).toEqual(['must deny all Egress by default']);
  });
});
