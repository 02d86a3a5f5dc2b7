import { billedSize, fargateBilling } from '../src';
import { ManifestNode } from '../src/checks/manifest-node';
import { manifests, Tree } from './world';

const box = (cpu?: unknown, memory?: unknown, more: object = {}): Tree => ({ name: 'x', resources: { requests: { cpu, memory } }, ...more });
const size = (...containers: Tree[]) => billedSize(new ManifestNode({ containers }));

const deployment = (name: string, namespace: string | undefined, container: Tree, replicas?: number): Tree => ({
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace }, spec: { replicas, template: { spec: { containers: [container] } } },
});

describe('the billed size of a pod on Fargate', () => {
  it.each([
    ['says nothing', box(), 0.25, 0.5],
    ['leaves room for the 256 MB', box('250m', '256Mi'), 0.25, 0.5],
    ['fills the smallest size', box('250m', '512Mi'), 0.25, 1],
    ['fills 2 GB', box('250m', '2Gi'), 0.5, 3],
    ['fills 1 vCPU and 8 GB', box('1', '8Gi'), 2, 9],
    ['asks for little memory and much CPU', box('4', '1Gi'), 4, 8],
    ['falls between the steps of 4 GB', box('8', '17Gi'), 8, 20],
    ['asks for the largest', box('16', '119.75Gi'), 16, 120],
    ['says its limit alone', { name: 'x', resources: { limits: { cpu: 1, memory: '1Gi' } } }, 1, 2],
  ])('of one that %s', (_, container, vcpu, memory) => {
    expect(size(container)?.billed).toEqual({ vcpu, memory });
  });

  it('is of the larger of its init containers and of those that run together, sidecars among them', () => {
    const pod = (init: Tree[]) => billedSize(new ManifestNode({ containers: [box('250m', '512Mi'), box('250m', '512Mi')], initContainers: init }))?.requested;
    expect(pod([])).toEqual({ vcpu: 0.5, memory: 1 });
    expect(pod([box('2', '256Mi'), box('1', '4Gi')])).toEqual({ vcpu: 2, memory: 4 });
    expect(pod([box('250m', '512Mi', { restartPolicy: 'Always' })])).toEqual({ vcpu: 0.75, memory: 1.5 });
  });

  it.each([['memory', box('1', '120Gi')], ['vCPU', box('17', '1Gi')]])('is none when there is no size with so much %s', (_, container) => {
    expect(size(container)).toBeUndefined();
  });
});

describe('what Fargate bills', () => {
  it('is told for the objects of its namespaces alone, pods and all', () => {
    const objects = manifests([
      deployment('orders', 'jobs', box('1', '8Gi'), 3), deployment('shop', 'services', box('1', '1Gi')), deployment('none', undefined, box('250m', '256Mi')),
      { apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: { name: 'agent', namespace: 'jobs' }, spec: { template: { spec: { containers: [box()] } } } },
    ]);
    expect(fargateBilling(objects, ['jobs', 'def*'])).toEqual([
      { object: 'Deployment jobs/orders', file: 'test.yaml', line: 1, pods: 3, requested: { vcpu: 1, memory: 8 }, billed: { vcpu: 2, memory: 9 }, jumps: true },
      { object: 'Deployment none', file: 'test.yaml', line: 1, pods: 1, requested: { vcpu: 0.25, memory: 0.25 }, billed: { vcpu: 0.25, memory: 0.5 }, jumps: false },
    ]);
    expect(fargateBilling(objects, [])).toEqual([]);
  });

  it.each<[string, Tree, number]>([
    ['an autoscaler, its fewest', { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name: 'x', namespace: 'jobs' }, spec: { minReplicas: 4, scaleTargetRef: { kind: 'Deployment', name: 'orders' } } }, 4],
    ['no autoscaler of its own, one', { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name: 'x', namespace: 'jobs' }, spec: { minReplicas: 4, scaleTargetRef: { kind: 'Deployment', name: 'shop' } } }, 1],
  ])('counts pods by %s', (_, scaler, pods) => {
    expect(fargateBilling(manifests([deployment('orders', 'jobs', box()), scaler]), ['jobs'])).toMatchObject([{ pods }]);
  });

  it('counts pods of a job by how many run at once', () => {
    const template = { spec: { containers: [box()] } };
    const jobs = manifests([
      { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'a', namespace: 'jobs' }, spec: { parallelism: 5, template } },
      { apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name: 'b', namespace: 'jobs' }, spec: { schedule: '0 * * * *', jobTemplate: { spec: { parallelism: 2, template } } } },
      { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'c', namespace: 'jobs' }, ...template },
    ]);
    expect(fargateBilling(jobs, ['jobs']).map(({ pods }) => pods)).toEqual([5, 2, 1]);
  });
});
