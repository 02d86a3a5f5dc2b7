import type { RuleExample } from './rule-examples';
import { Tree, aDeployment, aMicroservice } from './world';

const POD = 'spec.template.spec';
const BOX = `${POD}.containers[0]`;

const pod = (change: (pod: Tree) => void) => aDeployment((_, spec) => change(spec));
const box = (change: (container: Tree) => void) => aDeployment((_, __, container) => change(container));
const hostPath = (path: string) => pod((spec) => spec.volumes.push({ name: 'host', hostPath: { path } }));
const aVolume = (path: string) => ({ apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: 'x' }, spec: { hostPath: { path } } });
const aJob = (change: (container: Tree) => void = () => {}) => {
  const { template } = box(change).spec;
  return { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'x', namespace: 'services' }, spec: { template } };
};

const withToken = (said: unknown = true) => pod((spec) => { spec.automountServiceAccountToken = said; });
const anAccount = (change: Tree) => ({ ...aMicroservice().ServiceAccount, ...change });
const withRole = (name: string, role = 'shared') => anAccount({ metadata: { name, annotations: { 'eks.amazonaws.com/role-arn': `arn:aws:iam::111111111111:role/${role}` } } });
const aBinding = (subject: Tree, kind = 'RoleBinding') => ({
  apiVersion: 'rbac.authorization.k8s.io/v1', kind, metadata: { name: 'x', namespace: 'services' },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'x' }, subjects: [subject],
});
const account = (name: string, namespace?: string) => ({ kind: 'ServiceAccount', name, namespace });

const aRange = (limit: Tree, namespace = 'services') => ({ apiVersion: 'v1', kind: 'LimitRange', metadata: { name: 'x', namespace }, spec: { limits: [{ type: 'Container', ...limit }] } });
const sized = (resources: Tree) => box((container) => { container.resources = resources; });
const MEMORY = { memory: '1Gi' };

export const POD_EXAMPLES: Readonly<Record<string, RuleExample>> = {
  'pod/no-runtime-socket': {
    fails: [
      [hostPath('/var/run/docker.sock'), `${POD}.volumes[1].hostPath.path`],
      [hostPath('//run/containerd/'), `${POD}.volumes[1].hostPath.path`],
      [hostPath('/run/../var/run'), `${POD}.volumes[1].hostPath.path`],
      [hostPath('/'), `${POD}.volumes[1].hostPath.path`],
      [aVolume('/var/run/docker.sock'), 'spec.hostPath.path'],
    ],
    passes: [hostPath('/var/log'), hostPath('/var/run/docker.sock.d'), hostPath('/run/udev'), aVolume('/mnt/data')],
  },
  'pod/read-only-root': {
    fails: [
      [box((container) => { delete container.securityContext.readOnlyRootFilesystem; }), `${BOX}.securityContext.readOnlyRootFilesystem`],
      [aJob((container) => { container.securityContext.readOnlyRootFilesystem = false; }), `${BOX}.securityContext.readOnlyRootFilesystem`],
      [pod((spec) => { spec.initContainers = [{ name: 'init' }]; }), `${POD}.initContainers[0].securityContext.readOnlyRootFilesystem`],
    ],
    passes: [aDeployment(), aDeployment((_, spec, container) => { spec.os = { name: 'windows' }; delete container.securityContext; })],
  },
  'pod/no-service-links': {
    fails: [[pod((spec) => { delete spec.enableServiceLinks; }), `${POD}.enableServiceLinks`], [pod((spec) => { spec.enableServiceLinks = true; }), `${POD}.enableServiceLinks`]],
    passes: [aDeployment(), aMicroservice().Service],
  },
  'pod/secrets-by-volume': {
    fails: [
      [box((container) => container.env.push({ name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'db', key: 'password' } } })), `${BOX}.env[3].valueFrom.secretKeyRef`],
      [box((container) => container.envFrom.push({ secretRef: { name: 'db' } })), `${BOX}.envFrom[1].secretRef`],
    ],
    passes: [aDeployment(), pod((spec) => spec.volumes.push({ name: 'db', secret: { secretName: 'db' } }))],
  },
  'service-account/token': {
    fails: [
      [withToken(), `${POD}.automountServiceAccountToken`],
      [withToken(null), `${POD}.automountServiceAccountToken`],
      [[withToken(), anAccount({ automountServiceAccountToken: false })], `${POD}.automountServiceAccountToken`],
      [[withToken(), aBinding(account('orders', 'jobs'))], `${POD}.automountServiceAccountToken`],
      [[withToken(), aBinding({ kind: 'User', name: 'orders' })], `${POD}.automountServiceAccountToken`],
      [pod((spec) => { delete spec.serviceAccountName; delete spec.automountServiceAccountToken; }), `${POD}.automountServiceAccountToken`],
    ],
    passes: [
      aDeployment(),
      [withToken(null), anAccount({ automountServiceAccountToken: false })],
      [withToken(), aBinding(account('orders', 'services'))],
      [withToken(null), aBinding(account('orders'), 'ClusterRoleBinding')],
      [withToken(), aBinding({ kind: 'Group', name: 'system:serviceaccounts:services' })],
    ],
  },
  'service-account/dedicated': {
    fails: [
      [aBinding(account('default', 'services')), 'subjects[0].name'],
      [withRole('default'), 'metadata.annotations["eks.amazonaws.com/role-arn"]'],
    ],
    passes: [aBinding(account('orders')), aBinding({ kind: 'User', name: 'default' }), anAccount({ metadata: { name: 'default' } })],
  },
  'service-account/own-role': {
    fails: [[[withRole('orders'), withRole('carts')], 'metadata.annotations["eks.amazonaws.com/role-arn"]']],
    passes: [withRole('orders'), [withRole('orders'), anAccount({})], [withRole('orders'), withRole('carts', 'carts')]],
  },
  'resources/requests': {
    fails: [
      [sized({}), `${BOX}.resources.requests`],
      [sized({ requests: { cpu: '250m' } }), `${BOX}.resources.requests`],
      [[sized({ requests: { cpu: '250m' } }), aRange({ default: MEMORY }, 'jobs')], `${BOX}.resources.requests`],
      [pod((spec) => { spec.initContainers = [{ name: 'proxy', restartPolicy: 'Always' }]; }), `${POD}.initContainers[0].resources.requests`],
    ],
    passes: [
      sized({ limits: { cpu: 1, ...MEMORY } }),
      [sized({}), aRange({ default: MEMORY, defaultRequest: { cpu: '250m' } })],
      pod((spec) => { spec.initContainers = [{ name: 'init' }]; }),
      aDeployment((_, spec, container) => { delete container.resources; spec.resources = { requests: { cpu: 1, ...MEMORY } }; }),
    ],
  },
  'resources/memory-limit': {
    fails: [
      [sized({ requests: MEMORY }), `${BOX}.resources.limits.memory`],
      [sized({ requests: MEMORY, limits: { memory: '2Gi' } }), `${BOX}.resources.limits.memory`],
      [[sized({}), aRange({ default: { memory: '2Gi' }, defaultRequest: MEMORY })], `${BOX}.resources.limits.memory`],
    ],
    passes: [
      sized({ requests: MEMORY, limits: { memory: '1024Mi' } }),
      sized({ limits: MEMORY }),
      [sized({}), aRange({ default: MEMORY, defaultRequest: MEMORY })],
      // Its own limit is its request, whatever the namespace's default request is.
      [sized({ limits: MEMORY }), aRange({ defaultRequest: { memory: '64Mi' } })],
    ],
  },
  'probe/readiness': {
    fails: [[box((container) => { delete container.readinessProbe; }), `${BOX}.readinessProbe`]],
    passes: [
      aJob((container) => { delete container.readinessProbe; }),
      box((container) => { delete container.ports; delete container.readinessProbe; }),
      box((container) => { container.ports = [{ name: 'http-metrics', containerPort: 1 }, { name: 'healthz', containerPort: 2 }]; delete container.readinessProbe; }),
    ],
  },
  'probe/liveness': {
    fails: [[box((container) => { delete container.livenessProbe; }), `${BOX}.livenessProbe`]],
    passes: [aDeployment(), aJob((container) => { delete container.livenessProbe; }), box((container) => { delete container.ports; delete container.livenessProbe; })],
  },
  'probe/liveness-outlasts-readiness': {
    fails: [
      [box((container) => { container.livenessProbe = container.readinessProbe; }), `${BOX}.livenessProbe`],
      [box((container) => { container.livenessProbe = { tcpSocket: { port: 1 } }; container.readinessProbe = { tcpSocket: { port: 1 }, failureThreshold: 3 }; }), `${BOX}.livenessProbe`],
    ],
    passes: [
      aDeployment(),
      box((container) => { container.livenessProbe = { ...container.readinessProbe, failureThreshold: 6 }; }),
      box((container) => { delete container.livenessProbe; delete container.readinessProbe; }),
    ],
  },
  'probe/startup': {
    fails: [[box((container) => { delete container.startupProbe; container.livenessProbe.initialDelaySeconds = 120; }), `${BOX}.livenessProbe.initialDelaySeconds`]],
    passes: [
      box((container) => { container.livenessProbe.initialDelaySeconds = 120; }),
      box((container) => { delete container.startupProbe; container.livenessProbe.initialDelaySeconds = 5; }),
      box((container) => { delete container.startupProbe; }),
    ],
  },
};
