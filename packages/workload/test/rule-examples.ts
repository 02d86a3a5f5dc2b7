import type { CheckOptions } from '../src';
import { AVAILABILITY_EXAMPLES, NETWORK_POLICY_EXAMPLES } from './availability-rule-examples';
import { FARGATE_EXAMPLES } from './fargate-rule-examples';
import { POD_EXAMPLES } from './pod-rule-examples';
import { aDeployment, aMicroservice, DIGEST, Tree } from './world';

/** For one rule: objects that break it, with the path that says where, and objects like them that do not. An array is an object and what is applied with it. */
export interface RuleExample {
  readonly fails: readonly (readonly [object: Tree, path: string])[];
  readonly passes: readonly Tree[];
  /** What the check is told of the cluster. */
  readonly options?: CheckOptions;
}

const POD = 'spec.template.spec';
const BOX = `${POD}.containers[0]`;

const pod = (change: (pod: Tree) => void) => aDeployment((_, spec) => change(spec));
const box = (change: (container: Tree) => void) => aDeployment((_, __, container) => change(container));
const named = (repository: string) => box((container) => { container.image = `${repository}@${DIGEST}`; });
const inContext = (said: object) => box((container) => Object.assign(container.securityContext, said));
const inPodContext = (said: object) => pod((spec) => Object.assign(spec.securityContext, said));
const initBox = { name: 'init', image: aDeployment().spec.template.spec.containers[0].image, securityContext: aDeployment().spec.template.spec.containers[0].securityContext };

const RESTRICTED = Object.fromEntries(['enforce', 'audit', 'warn'].map((mode) => [`pod-security.kubernetes.io/${mode}`, 'restricted']));
const SERVICE = Object.values(aMicroservice());

const beside = (...objects: Tree[]): Tree => objects;
const aNamespace = (labels: Tree) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'services', labels } });
const aQuota = (hard: Tree) => ({ apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'quota', namespace: 'services' }, spec: { hard } });
const LIMITS = { apiVersion: 'v1', kind: 'LimitRange', metadata: { name: 'x', namespace: 'services' }, spec: { limits: [{ type: 'Container', default: { memory: '512Mi' } }] } };
const aStatefulSet = (replicas: number) => ({ ...aDeployment((deployment) => { deployment.spec.replicas = replicas; }), kind: 'StatefulSet' });
const aStorageClass = (parameters: Tree) => ({ apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: 'gp3' }, provisioner: 'ebs.csi.aws.com', parameters });
const aLogRouter = (data: Tree = {}) => ({
  apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'aws-logging', namespace: 'aws-observability' },
  data: { 'output.conf': '[OUTPUT]\n    Name cloudwatch_logs\n    Match kube.*\n', ...data },
});

/** Every rule's examples; a test sees to it that none is without. */
export const RULE_EXAMPLES: Readonly<Record<string, RuleExample>> = {
  'kubernetes/known-kind': {
    fails: [
      [{ apiVersion: 'v1', kind: 'Deployment', metadata: { name: 'x' } }, 'apiVersion'],
      [{ apiVersion: 'v1', kind: 'Deploymnet', metadata: { name: 'x' } }, 'kind'],
      [{ metadata: { name: 'x' } }, 'kind'],
    ],
    passes: [{ apiVersion: 'karpenter.sh/v1', kind: 'NodePool', metadata: { name: 'x' } }, aMicroservice().Service],
  },
  'kubernetes/removed-api': {
    fails: [
      [{ apiVersion: 'extensions/v1beta1', kind: 'Ingress', metadata: { name: 'x' } }, 'apiVersion'],
      [{ apiVersion: 'policy/v1beta1', kind: 'PodSecurityPolicy', metadata: { name: 'x' } }, 'apiVersion'],
    ],
    passes: [{ apiVersion: 'resource.k8s.io/v1beta2', kind: 'DeviceClass', metadata: { name: 'x' }, spec: {} }, aMicroservice().Service],
  },
  'kubernetes/deprecated-api': {
    fails: [
      [{ apiVersion: 'v1', kind: 'Endpoints', metadata: { name: 'x' } }, 'apiVersion'],
      [{ apiVersion: 'resource.k8s.io/v1beta2', kind: 'DeviceClass', metadata: { name: 'x' }, spec: {} }, 'apiVersion'],
    ],
    passes: [{ apiVersion: 'resource.k8s.io/v1', kind: 'DeviceClass', metadata: { name: 'x' }, spec: {} }, aMicroservice().Service],
  },
  'kubernetes/known-field': {
    fails: [
      [box((container) => { container.imagePullpolicy = 'Always'; }), `${BOX}.imagePullpolicy`],
      [box((container) => { container.ports[0].hostIp = '10.0.0.1'; }), `${BOX}.ports[0].hostIp`],
      [aDeployment((deployment) => { deployment.replicas = 2; }), 'replicas'],
    ],
    passes: [
      box((container) => { container.ports[0].hostIP = '10.0.0.1'; }),
      aDeployment((deployment) => { deployment.status = { replicas: 2 }; }),
      aDeployment((deployment) => { deployment.metadata.annotations = { 'example.com/any': 'thing' }; }),
    ],
  },
  'kubernetes/field-type': {
    fails: [
      [aDeployment((deployment) => { deployment.spec.replicas = '2'; }), 'spec.replicas'],
      [aDeployment((deployment) => { deployment.spec.replicas = 1.5; }), 'spec.replicas'],
      [aDeployment((deployment) => { deployment.metadata.labels.tier = true; }), 'metadata.labels.tier'],
      [aDeployment((deployment) => { deployment.metadata.creationTimestamp = 'yesterday'; }), 'metadata.creationTimestamp'],
      [box((container) => { container.resources.limits.memory = '256 MB'; }), `${BOX}.resources.limits.memory`],
      [box((container) => { container.env = { A: 'b' }; }), `${BOX}.env`],
      [box((container) => { container.args = ['--port', 8080]; }), `${BOX}.args[1]`],
      [aDeployment((deployment) => { deployment.spec.strategy.rollingUpdate.maxSurge = true; }), 'spec.strategy.rollingUpdate.maxSurge'],
      [aDeployment((deployment) => { deployment.spec.template.spec = []; }), POD],
    ],
    passes: [
      box((container) => { container.resources.limits.memory = 268435456; }),
      box((container) => { container.resources.limits.memory = '1.5Gi'; }),
      aDeployment((deployment) => { deployment.spec.strategy.rollingUpdate.maxSurge = 1; }),
      aDeployment((deployment) => { deployment.spec.paused = null; }),
    ],
  },
  'kubernetes/required-field': {
    fails: [
      [aDeployment((deployment) => { delete deployment.spec.selector; }), 'spec.selector'],
      [box((container) => { container.name = null; }), `${BOX}.name`],
      [aDeployment((deployment) => { delete deployment.metadata.name; }), 'metadata.name'],
    ],
    passes: [aDeployment((deployment) => { deployment.metadata = { generateName: 'x-' }; })],
  },
  'pod-security/run-as-non-root': {
    fails: [
      [pod((spec) => { delete spec.securityContext.runAsNonRoot; }), `${BOX}.securityContext.runAsNonRoot`],
      [inPodContext({ runAsNonRoot: false }), `${POD}.securityContext.runAsNonRoot`],
      [inContext({ runAsNonRoot: false }), `${BOX}.securityContext.runAsNonRoot`],
    ],
    passes: [aDeployment((_, spec, container) => { delete spec.securityContext.runAsNonRoot; container.securityContext.runAsNonRoot = true; })],
  },
  'pod-security/run-as-user': {
    fails: [
      [inPodContext({ runAsUser: 0 }), `${POD}.securityContext.runAsUser`],
      [inContext({ runAsUser: 0 }), `${BOX}.securityContext.runAsUser`],
    ],
    passes: [pod((spec) => { delete spec.securityContext.runAsUser; }), inContext({ runAsUser: 1000 })],
  },
  'pod-security/no-privilege-escalation': {
    fails: [
      [box((container) => { delete container.securityContext; }), `${BOX}.securityContext.allowPrivilegeEscalation`],
      [pod((spec) => { spec.initContainers = [{ ...initBox, securityContext: { ...initBox.securityContext, allowPrivilegeEscalation: true } }]; }), `${POD}.initContainers[0].securityContext.allowPrivilegeEscalation`],
    ],
    passes: [pod((spec) => { spec.initContainers = [initBox]; }), aDeployment((_, spec, container) => { spec.os = { name: 'windows' }; delete container.securityContext; })],
  },
  'pod-security/drop-all-capabilities': {
    fails: [
      [inContext({ capabilities: { drop: ['NET_RAW'] } }), `${BOX}.securityContext.capabilities.drop`],
      [inContext({ capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE', 'NET_ADMIN'] } }), `${BOX}.securityContext.capabilities.add[1]`],
    ],
    passes: [inContext({ capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] } })],
  },
  'pod-security/seccomp-profile': {
    fails: [
      [pod((spec) => { delete spec.securityContext.seccompProfile; }), `${BOX}.securityContext.seccompProfile.type`],
      [inContext({ seccompProfile: { type: 'Unconfined' } }), `${BOX}.securityContext.seccompProfile.type`],
    ],
    passes: [inContext({ seccompProfile: { type: 'Localhost', localhostProfile: 'x.json' } })],
  },
  'pod-security/volume-types': {
    fails: [[pod((spec) => { spec.volumes.push({ name: 'host', hostPath: { path: '/' } }); }), `${POD}.volumes[1]`]],
    passes: [pod((spec) => { spec.volumes.push({ name: 'secret', secret: { secretName: 'x' } }); })],
  },
  'pod-security/host-namespaces': {
    fails: [[pod((spec) => { spec.hostNetwork = true; }), `${POD}.hostNetwork`], [pod((spec) => { spec.hostPID = true; }), `${POD}.hostPID`]],
    passes: [pod((spec) => { spec.hostNetwork = false; })],
  },
  'pod-security/privileged': {
    fails: [[inContext({ privileged: true }), `${BOX}.securityContext.privileged`]],
    passes: [inContext({ privileged: false })],
  },
  'pod-security/host-process': {
    fails: [[inPodContext({ windowsOptions: { hostProcess: true } }), `${POD}.securityContext.windowsOptions.hostProcess`]],
    passes: [inPodContext({ windowsOptions: { hostProcess: false } })],
  },
  'pod-security/host-ports': {
    fails: [[box((container) => { container.ports[0].hostPort = 8080; }), `${BOX}.ports[0].hostPort`]],
    passes: [box((container) => { container.ports[0].hostPort = 0; })],
  },
  'pod-security/probe-hosts': {
    fails: [[box((container) => { container.readinessProbe.httpGet.host = '169.254.169.254'; }), `${BOX}.readinessProbe.httpGet.host`]],
    passes: [box((container) => { container.readinessProbe.httpGet.host = ''; })],
  },
  'pod-security/proc-mount': {
    fails: [[inContext({ procMount: 'Unmasked' }), `${BOX}.securityContext.procMount`]],
    passes: [inContext({ procMount: 'Default' })],
  },
  'pod-security/sysctls': {
    fails: [[inPodContext({ sysctls: [{ name: 'kernel.msgmax', value: '1' }] }), `${POD}.securityContext.sysctls[0].name`]],
    passes: [inPodContext({ sysctls: [{ name: 'net.ipv4.tcp_syncookies', value: '1' }] })],
  },
  'pod-security/app-armor': {
    fails: [[inContext({ appArmorProfile: { type: 'Unconfined' } }), `${BOX}.securityContext.appArmorProfile.type`]],
    passes: [inContext({ appArmorProfile: { type: 'RuntimeDefault' } })],
  },
  'pod-security/selinux-type': {
    fails: [[inContext({ seLinuxOptions: { type: 'spc_t' } }), `${BOX}.securityContext.seLinuxOptions.type`]],
    passes: [inContext({ seLinuxOptions: { type: 'container_t' } })],
  },
  'pod-security/selinux-user': {
    fails: [[inPodContext({ seLinuxOptions: { user: 'sysadm_u' } }), `${POD}.securityContext.seLinuxOptions.user`]],
    passes: [inPodContext({ seLinuxOptions: { level: 's0' } })],
  },
  'image/digest': {
    fails: [
      [box((container) => { container.image = 'nginx:1.29'; }), `${BOX}.image`],
      [box((container) => { delete container.image; }), `${BOX}.image`],
      [box((container) => { container.image = 'nginx@sha256:abc'; }), `${BOX}.image`],
    ],
    passes: [aDeployment()],
  },
  'image/registry': {
    fails: [
      [named('nginx'), `${BOX}.image`],
      [named('bitnami/nginx'), `${BOX}.image`],
      [named('registry.k8s.io/pause'), `${BOX}.image`],
      [named('111111111111.dkr.ecr.eu-west-1.amazonaws.com.example.com/x'), `${BOX}.image`],
    ],
    passes: [
      aDeployment(), named('111111111111.dkr.ecr.eu-west-1.amazonaws.com/docker-hub/library/nginx'), named('111111111111.dkr-ecr.eu-west-1.on.aws/x'),
      named('placeholder.invalid/acme/orders'), box((container) => { delete container.image; }),
    ],
  },
  'namespace/pod-security-labels': {
    fails: [
      [aNamespace({}), 'metadata.labels["pod-security.kubernetes.io/enforce"]'],
      [aNamespace({ 'pod-security.kubernetes.io/enforce': 'restricted' }), 'metadata.labels["pod-security.kubernetes.io/warn"]'],
      [aNamespace({ ...RESTRICTED, 'pod-security.kubernetes.io/audit': 'strict' }), 'metadata.labels["pod-security.kubernetes.io/audit"]'],
    ],
    passes: [aNamespace(RESTRICTED), aNamespace({ ...RESTRICTED, 'pod-security.kubernetes.io/enforce': 'baseline' }), aDeployment()],
  },
  'namespace/rollout-headroom': {
    fails: [
      [beside(aQuota({ pods: '22' }), ...SERVICE), 'spec.hard.pods'],
      [beside(aQuota({ 'requests.cpu': '5700m' }), ...SERVICE), 'spec.hard["requests.cpu"]'],
      [beside(aQuota({ 'limits.memory': '5Gi' }), ...SERVICE), 'spec.hard["limits.memory"]'],
      [beside(aQuota({ cpu: '499m' }), aDeployment((deployment) => { deployment.spec.strategy.rollingUpdate.maxSurge = 0; })), 'spec.hard.cpu'],
      [beside(aQuota({ pods: '2' }), aDeployment((deployment) => { delete deployment.spec.strategy; })), 'spec.hard.pods'],
      [beside(aQuota({ pods: '2' }), aStatefulSet(3)), 'spec.hard.pods'],
      [beside(aQuota({ 'limits.memory': '1Gi' }), LIMITS, box((container) => { delete container.resources; })), 'spec.hard["limits.memory"]'],
      [beside(aQuota({ cpu: '1499m' }), pod((spec) => { spec.initContainers = [{ ...spec.containers[0], restartPolicy: 'Always' }]; })), 'spec.hard.cpu'],
      [beside(aQuota({ cpu: '1' }), pod((spec) => { spec.initContainers = [{ resources: { requests: { cpu: 2 } } }]; })), 'spec.hard.cpu'],
    ],
    passes: [
      beside(aQuota({ pods: '23', 'requests.cpu': '5750m', 'requests.memory': '5888Mi', 'limits.memory': '6.2e9', 'services.nodeports': '0' }), ...SERVICE),
      beside(aQuota({ pods: '1' }), aDeployment((deployment) => { deployment.spec.strategy = { type: 'Recreate' }; })),
      beside(aQuota({ pods: '1' }), aDeployment((deployment) => { deployment.metadata.namespace = 'jobs'; })),
      beside(aQuota({ pods: '3' }), aStatefulSet(3)),
      beside(aQuota({ cpu: '750m' }), pod((spec) => { spec.initContainers = [{ resources: { requests: { cpu: '250m' } } }]; })),
      beside({ ...aQuota({ pods: '1' }), spec: { hard: { pods: '1' }, scopes: ['BestEffort'] } }, ...SERVICE),
    ],
  },
  'namespace/limits': {
    fails: [
      [beside(aNamespace({}), aDeployment()), 'metadata.name'],
      [beside(aNamespace({}), aQuota({})), 'metadata.name'],
      [beside(aNamespace({}), aDeployment(), aQuota({}), { ...LIMITS, metadata: { name: 'x', namespace: 'jobs' } }), 'metadata.name'],
    ],
    passes: [
      beside(aNamespace({}), aDeployment(), aQuota({}), LIMITS), aNamespace({}), aQuota({}),
      beside({ ...aNamespace({}), metadata: { name: 'kube-system' } }, { ...aDeployment(), metadata: { name: 'x', namespace: 'kube-system' } }),
    ],
  },
  'storage/encrypted': {
    fails: [[aStorageClass({ type: 'gp3' }), 'parameters.encrypted'], [aStorageClass({ encrypted: 'false' }), 'parameters.encrypted']],
    passes: [aStorageClass({ encrypted: 'true' }), { ...aStorageClass({}), provisioner: 'efs.csi.aws.com' }],
  },
  ...NETWORK_POLICY_EXAMPLES,
  ...POD_EXAMPLES,
  ...AVAILABILITY_EXAMPLES,
  'fargate-logging/size': {
    fails: [[aLogRouter({ 'parsers.conf': `[PARSER]\n# ${'x'.repeat(5300)}` }), 'data']],
    passes: [aLogRouter(), { ...aLogRouter({ 'output.conf': 'x'.repeat(6000) }), metadata: { name: 'other', namespace: 'services' } }],
  },
  'fargate-logging/files': {
    fails: [[aLogRouter({ 'fluent-bit.conf': '[SERVICE]' }), 'data["fluent-bit.conf"]'], [aLogRouter({ 'output.conf': undefined }), 'data["output.conf"]']],
    passes: [aLogRouter({ flb_log_cw: 'true' })],
  },
  'fargate-logging/sections': {
    fails: [
      [aLogRouter({ 'output.conf': '[INPUT]\n  Name tail\n[OUTPUT]\n  Name cloudwatch_logs' }), 'data["output.conf"]'],
      [aLogRouter({ 'filters.conf': '[PARSER]\n  Name json' }), 'data["filters.conf"]'],
    ],
    passes: [aLogRouter()],
  },
  'fargate-logging/plugins': {
    fails: [
      [aLogRouter({ 'output.conf': '[OUTPUT]\n  Name s3' }), 'data["output.conf"]'],
      [aLogRouter({ 'filters.conf': '[FILTER]\n  name lua' }), 'data["filters.conf"]'],
    ],
    passes: [aLogRouter({ 'output.conf': '[OUTPUT]\n  Name kinesis_firehose' }), aLogRouter({ 'parsers.conf': '[PARSER]\n  Name anything' })],
  },
  'fargate-logging/no-variables': {
    fails: [[aLogRouter({ 'output.conf': '[OUTPUT]\n  Name cloudwatch_logs\n  region ${AWS_REGION}' }), 'data["output.conf"]']],
    passes: [aLogRouter()],
  },
  'fargate-logging/namespace': {
    fails: [
      [{ ...aLogRouter(), metadata: { name: 'aws-logging', namespace: 'kube-system' } }, 'metadata.namespace'],
      [{ ...aNamespace(RESTRICTED), metadata: { name: 'aws-observability', labels: RESTRICTED } }, 'metadata.labels.aws-observability'],
    ],
    passes: [aLogRouter(), { ...aNamespace({}), metadata: { name: 'aws-observability', labels: { ...RESTRICTED, 'aws-observability': 'enabled' } } }],
  },
  ...FARGATE_EXAMPLES,
};
