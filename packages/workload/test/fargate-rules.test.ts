import { checkManifests, CheckOptions, Microservice, parseManifests, ScheduledJob, ServiceJob, SharedStorage } from '../src';
import { FARGATE_EXAMPLES } from './fargate-rule-examples';
import { aDeployment, aMicroservice, check, checkWith, objectsOf, serviceProps, Tree } from './world';

const ON_FARGATE: CheckOptions = { fargateNamespaces: ['services'] };

const fargateRules = (options: CheckOptions, ...objects: Tree[]) => checkWith(options, ...objects).map(({ rule }) => rule).filter((rule) => rule.startsWith('fargate/'));
const hostNetworked = (namespace?: string) => aDeployment((deployment, pod) => {
  deployment.metadata.namespace = namespace;
  pod.hostNetwork = true;
});

describe('the Fargate rules', () => {
  it('find nothing in a microservice for Fargate', () => {
    expect(checkWith(ON_FARGATE, ...Object.values(aMicroservice({ compute: 'fargate' })))).toEqual([]);
  });

  it('find nothing in what our constructs make for Fargate, with all they can have there', () => {
    const objects = objectsOf((chart) => {
      const props = serviceProps({ compute: 'fargate' });
      new SharedStorage(chart, 'Files', { name: 'files', platform: 'acme', namespace: 'services', fileSystemId: 'fs-0123456789abcdef0', accessPointId: 'fsap-0123456789abcdef0' });
      new Microservice(chart, 'Service', {
        ...props,
        hosts: { public: 'orders.example.com', private: 'orders.internal.example.com' },
        storage: { kind: 'shared', claim: 'files', mountPath: '/files' },
        access: { roleArn: 'arn:aws:iam::111111111111:role/orders', secrets: [{ name: 'token', from: 'acme/token' }], secretStore: { name: 'store' } },
      });
      new ServiceJob(chart, 'Migration', { ...props, name: 'migration' });
      new ScheduledJob(chart, 'Report', { ...props, name: 'report', schedule: '0 3 * * *' });
    });
    expect(fargateRules(ON_FARGATE, ...objects)).toEqual([]);
  });

  it('fails when a microservice for nodes is put on Fargate', () => {
    const rules = fargateRules(ON_FARGATE, ...Object.values(aMicroservice()));
    expect([...new Set(rules)].sort()).toEqual(['fargate/no-network-policies', 'fargate/no-spreading', 'fargate/requests-equal-limits']);
  });

  it.each(Object.entries(FARGATE_EXAMPLES))('say nothing of %s where nothing runs on Fargate', (_, { fails }) => {
    expect(fails.flatMap(([object]) => check(...[object].flat())).filter(({ rule }) => rule.startsWith('fargate/'))).toEqual([]);
  });

  it.each([
    ['services', 'services', true],
    ['services', 'service', false],
    ['services', 'my-services', false],
    ['prod-*', 'prod-', true],
    ['prod-*', 'prod-orders', true],
    ['prod-*', 'preprod-orders', false],
    ['*-team-?', 'a-team-b', true],
    ['*-team-?', 'a-team-bc', false],
    ['a.c', 'abc', false],
    ['default', undefined, true],
  ])('take a profile of %j for namespace %j: %j', (pattern, namespace, taken) => {
    expect(fargateRules({ fargateNamespaces: [pattern] }, hostNetworked(namespace)).includes('fargate/no-host-namespaces')).toBe(taken);
  });

  it('ask nothing else of pods that are kept for nodes', () => {
    const kept = hostNetworked('services');
    kept.spec.template.metadata.annotations = { 'eks.amazonaws.com/compute-type': 'ec2' };
    expect(fargateRules(ON_FARGATE, kept)).toEqual(['fargate/compute-type']);
  });

  it('leave a quantity that is none to the schema', () => {
    const odd = structuredClone(aMicroservice({ compute: 'fargate' }).Deployment);
    odd.spec.template.spec.containers[0].resources = { requests: { cpu: '1e3m', memory: true }, limits: { cpu: '1e3m', memory: '1Gi' } };
    expect(fargateRules(ON_FARGATE, odd)).toEqual([]);
    expect(checkWith(ON_FARGATE, odd).map(({ rule }) => rule)).toContain('kubernetes/field-type');
  });

  it('see each object of a List and the pods of a CronJob', () => {
    const text = 'kind: List\nitems:\n- apiVersion: batch/v1\n  kind: CronJob\n  metadata: { name: x }\n  spec: { jobTemplate: { spec: { template: { spec: { hostPID: true } } } } }\n';
    const findings = checkManifests(parseManifests(text, 'list.yaml'), { fargateNamespaces: ['default'] });
    expect(findings.map(({ path }) => path)).toContain('spec.jobTemplate.spec.template.spec.hostPID');
  });

  it('say what a pod is billed as when Fargate adds its own memory', () => {
    const pod = structuredClone(aMicroservice({ compute: 'fargate' }).Deployment);
    const size = { cpu: 1, memory: '8Gi' };
    pod.spec.template.spec.containers[0].resources = { requests: size, limits: size };
    expect(checkWith(ON_FARGATE, pod)).toEqual([expect.objectContaining({ rule: 'fargate/billed-size', value: '1 vCPU and 8 GB', problem: 'is billed as 2 vCPU and 9 GB' })]);
  });

  it.each([[null], [7], ['x'], [[]], [{ config: [], targetType: {}, ttlSecondsAfterFinished: [] }], [{ template: { spec: { containers: [null, { ports: 'x', resources: 7 }], volumes: [null, 'x'], affinity: 'x' } } }]])('survive a spec of %j', (spec) => {
    for (const kind of ['Deployment', 'StatefulSet', 'DaemonSet', 'CronJob', 'Service', 'Ingress', 'PersistentVolumeClaim', 'ConfigMap', 'OpenTelemetryCollector']) {
      expect(checkWith({ fargateNamespaces: ['*'] }, { apiVersion: 'apps/v1', kind, metadata: { name: 'x' }, spec, data: spec })).toEqual(expect.any(Array));
    }
  });
});
