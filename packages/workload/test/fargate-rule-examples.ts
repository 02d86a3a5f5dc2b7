import type { RuleExample } from './rule-examples';
import { aMicroservice, Tree } from './world';

/** Where the examples' objects live. */
const options = { fargateNamespaces: ['services'] };

const POD = 'spec.template.spec';
const BOX = `${POD}.containers[0]`;

/** A Deployment that Fargate runs, changed in one place. */
function onFargate(change: (deployment: Tree, pod: Tree, container: Tree) => void = () => {}): Tree {
  const deployment = structuredClone(aMicroservice({ compute: 'fargate' }).Deployment);
  change(deployment, deployment.spec.template.spec, deployment.spec.template.spec.containers[0]);
  return deployment;
}

const pod = (change: (pod: Tree) => void) => onFargate((_, spec) => change(spec));
const box = (change: (container: Tree) => void) => onFargate((_, __, container) => change(container));
const inContext = (said: object) => box((container) => Object.assign(container.securityContext, said));
const beside = (...objects: Tree[]): Tree => objects;
const elsewhere = (object: Tree): Tree => ({ ...object, metadata: { ...object.metadata, namespace: 'on-nodes' } });

const anObject = (apiVersion: string, kind: string, body: object, metadata: object = {}): Tree => ({ apiVersion, kind, metadata: { name: 'x', namespace: 'services', ...metadata }, ...body });
const aDaemonSet = (change: (pod: Tree) => void = () => {}) => {
  const { selector, template } = pod(change).spec;
  return anObject('apps/v1', 'DaemonSet', { spec: { selector, template } });
};
const keptTo = (...terms: object[]) => ({ nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms.map((term) => ({ matchExpressions: [term] })) } } });

const asking = (cpu: unknown, memory: unknown) => ({ resources: { requests: { cpu, memory }, limits: { cpu, memory } } });
const inTotal = (...containers: object[]) => pod((spec) => { spec.containers = containers.map((said, i) => ({ ...spec.containers[0], name: `c${i}`, ...said })); });
const before = (said: object, ...containers: object[]) => {
  const deployment = inTotal(...containers);
  const spec = deployment.spec.template.spec;
  spec.initContainers = [{ name: 'init', image: spec.containers[0].image, ...said }];
  return deployment;
};

const aClaim = (spec: object) => anObject('v1', 'PersistentVolumeClaim', { spec: { accessModes: ['ReadWriteMany'], resources: { requests: { storage: '5Gi' } }, ...spec } });
const aVolume = (driver: string, storageClassName?: string) => anObject('v1', 'PersistentVolume', { spec: { csi: { driver, volumeHandle: 'x' }, storageClassName } }, { name: 'shared', namespace: undefined });
const aStatefulSet = (claim: object) => {
  const { selector, template } = onFargate().spec;
  return anObject('apps/v1', 'StatefulSet', { spec: { selector, serviceName: 'x', template, volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: claim }] } });
};

const anIngress = (className: string | undefined, annotations: object = {}) => anObject('networking.k8s.io/v1', 'Ingress', { spec: { ingressClassName: className } }, { annotations });
const aLoadBalancer = (annotations: object = {}, spec: object = {}) => anObject('v1', 'Service', { spec: { type: 'LoadBalancer', selector: { app: 'x' }, ...spec } }, { annotations });
const ALB_TARGET = 'alb.ingress.kubernetes.io/target-type';
const NLB_TYPE = 'service.beta.kubernetes.io/aws-load-balancer-type';
const NLB_TARGET = 'service.beta.kubernetes.io/aws-load-balancer-nlb-target-type';

const aJob = (said: object = {}) => anObject('batch/v1', 'Job', { spec: { template: onFargate().spec.template, ...said } });
const aCronJob = (spec: object, job: object = {}) => anObject('batch/v1', 'CronJob', { spec: { schedule: '0 3 * * *', jobTemplate: { spec: { template: onFargate().spec.template, ...job } }, ...spec } });
const aBudget = (said: object) => anObject('policy/v1', 'PodDisruptionBudget', { spec: { selector: { matchLabels: { app: 'x' } }, ...said } });
const twoPods = onFargate((deployment) => {
  deployment.spec.replicas = 2;
  deployment.spec.template.metadata.labels.app = 'x';
});
const aCollector = (text: string) => anObject('v1', 'ConfigMap', { data: { 'collector.yaml': text } });
const detecting = (...detectors: string[]) => `receivers: {}\nprocessors:\n  resourcedetection/aws:\n    detectors:\n${detectors.map((name) => `    - ${name}\n`).join('')}`;

const annotated = (computeType: string) => onFargate((deployment) => { deployment.spec.template.metadata.annotations['eks.amazonaws.com/compute-type'] = computeType; });

/** The Fargate rules' examples. */
export const FARGATE_EXAMPLES: Readonly<Record<string, RuleExample>> = {
  'fargate/no-daemon-sets': {
    options,
    fails: [
      [aDaemonSet(), 'kind'],
      [aDaemonSet((spec) => { spec.affinity = keptTo({ key: 'eks.amazonaws.com/compute-type', operator: 'NotIn', values: ['fargate'] }, { key: 'kubernetes.io/os', operator: 'Exists' }); }), 'kind'],
    ],
    passes: [
      onFargate(),
      elsewhere(aDaemonSet()),
      ...[{ operator: 'NotIn', values: ['fargate'] }, { operator: 'In', values: ['auto'] }, { operator: 'DoesNotExist' }]
        .map((said) => aDaemonSet((spec) => { spec.affinity = keptTo({ key: 'eks.amazonaws.com/compute-type', ...said }); })),
      aDaemonSet((spec) => { spec.nodeSelector = { 'kubernetes.io/os': 'windows' }; }),
    ],
  },
  'fargate/no-privileged': {
    options,
    fails: [[inContext({ privileged: true }), `${BOX}.securityContext.privileged`]],
    passes: [inContext({ privileged: false }), elsewhere(inContext({ privileged: true }))],
  },
  'fargate/no-privilege-escalation': {
    options,
    fails: [[inContext({ allowPrivilegeEscalation: true }), `${BOX}.securityContext.allowPrivilegeEscalation`]],
    passes: [onFargate(), box((container) => { delete container.securityContext; })],
  },
  'fargate/no-added-capabilities': {
    options,
    fails: [
      [inContext({ capabilities: { add: ['NET_BIND_SERVICE', 'SYS_PTRACE'] } }), `${BOX}.securityContext.capabilities.add[1]`],
      [before({ securityContext: { capabilities: { add: ['NET_ADMIN'] } } }, {}), `${POD}.initContainers[0].securityContext.capabilities.add[0]`],
    ],
    passes: [inContext({ capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] } })],
  },
  'fargate/no-host-namespaces': {
    options,
    fails: ['hostNetwork', 'hostPID', 'hostIPC'].map((key) => [pod((spec) => { spec[key] = true; }), `${POD}.${key}`] as const),
    passes: [pod((spec) => { spec.hostNetwork = false; })],
  },
  'fargate/no-host-ports': {
    options,
    fails: [
      [box((container) => { container.ports[0].hostPort = 8080; }), `${BOX}.ports[0].hostPort`],
      [box((container) => { container.ports[0].hostIP = '127.0.0.1'; }), `${BOX}.ports[0].hostIP`],
    ],
    passes: [box((container) => { container.ports[0].hostPort = 0; })],
  },
  'fargate/platform': {
    options,
    fails: [
      [pod((spec) => { spec.os = { name: 'windows' }; }), `${POD}.os.name`],
      [pod((spec) => { spec.nodeSelector = { 'kubernetes.io/arch': 'arm64' }; }), `${POD}.nodeSelector["kubernetes.io/arch"]`],
      [
        pod((spec) => { spec.affinity = keptTo({ key: 'kubernetes.io/arch', operator: 'In', values: ['arm64'] }); }),
        `${POD}.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0]`,
      ],
    ],
    passes: [
      pod((spec) => { spec.nodeSelector = { 'kubernetes.io/arch': 'amd64', 'kubernetes.io/os': 'linux' }; }),
      pod((spec) => { spec.affinity = keptTo({ key: 'kubernetes.io/arch', operator: 'In', values: ['arm64'] }, { key: 'kubernetes.io/os', operator: 'In', values: ['linux'] }); }),
      pod((spec) => { spec.affinity = keptTo({ key: 'kubernetes.io/arch', operator: 'In', values: ['arm64', 'amd64'] }); }),
    ],
  },
  'fargate/no-devices': {
    options,
    fails: [
      [box((container) => { container.resources.limits['nvidia.com/gpu'] = 1; }), `${BOX}.resources.limits["nvidia.com/gpu"]`],
      [box((container) => { container.resources.requests['aws.amazon.com/neuron'] = 1; }), `${BOX}.resources.requests["aws.amazon.com/neuron"]`],
    ],
    passes: [box((container) => { container.resources.limits['ephemeral-storage'] = '30Gi'; })],
  },
  'fargate/irsa': {
    options,
    fails: [
      [anObject('eks.services.k8s.aws/v1alpha1', 'PodIdentityAssociation', { spec: { namespace: 'services', serviceAccount: 'x' } }, { namespace: 'ack' }), 'spec.namespace'],
      [box((container) => { container.env.push({ name: 'AWS_CONTAINER_CREDENTIALS_FULL_URI', value: 'http://169.254.170.23/v1/credentials' }); }), `${BOX}.env[3].value`],
      [
        pod((spec) => { spec.volumes.push({ name: 'token', projected: { sources: [{ serviceAccountToken: { audience: 'pods.eks.amazonaws.com', path: 'token' } }] } }); }),
        `${POD}.volumes[1].projected.sources[0].serviceAccountToken.audience`,
      ],
    ],
    passes: [
      anObject('eks.services.k8s.aws/v1alpha1', 'PodIdentityAssociation', { spec: { namespace: 'on-nodes', serviceAccount: 'x' } }),
      anObject('v1', 'ServiceAccount', {}, { annotations: { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::111111111111:role/x' } }),
      pod((spec) => { spec.volumes.push({ name: 'token', projected: { sources: [{ serviceAccountToken: { audience: 'sts.amazonaws.com', path: 'token' } }] } }); }),
    ],
  },
  'fargate/volumes': {
    options,
    fails: [
      [pod((spec) => { spec.volumes.push({ name: 'x', hostPath: { path: '/var/log' } }); }), `${POD}.volumes[1].hostPath`],
      [pod((spec) => { spec.volumes.push({ name: 'x', csi: { driver: 'secrets-store.csi.k8s.io' } }); }), `${POD}.volumes[1].csi`],
      [pod((spec) => { spec.volumes.push({ name: 'x', ephemeral: { volumeClaimTemplate: { spec: {} } } }); }), `${POD}.volumes[1].ephemeral`],
    ],
    passes: [pod((spec) => { spec.volumes.push({ name: 'x' }, { name: 'y', hostPath: null, secret: { secretName: 'y' } }, { name: 'z', persistentVolumeClaim: { claimName: 'z' } }); })],
  },
  'fargate/static-claims': {
    options,
    fails: [
      [aClaim({}), 'spec.storageClassName'],
      [aClaim({ storageClassName: 'gp3' }), 'spec.storageClassName'],
      [beside(aClaim({ volumeName: 'shared' }), aVolume('ebs.csi.aws.com')), 'spec.volumeName'],
      [beside(aClaim({ storageClassName: 'gp2' }), aVolume('ebs.csi.aws.com', 'gp2')), 'spec.storageClassName'],
      [aStatefulSet({ storageClassName: 'gp3' }), 'spec.volumeClaimTemplates[0].spec.storageClassName'],
    ],
    passes: [
      beside(aClaim({ volumeName: 'shared', storageClassName: '' }), aVolume('efs.csi.aws.com')),
      beside(aClaim({ storageClassName: 'efs' }), aVolume('efs.csi.aws.com', 'efs')),
      aClaim({ volumeName: 'made-elsewhere' }),
      aClaim({ selector: { matchLabels: { app: 'x' } } }),
      aStatefulSet({ storageClassName: '' }),
      elsewhere(aClaim({})),
    ],
  },
  'fargate/size': {
    options,
    fails: [
      [inTotal(asking(17, '32Gi')), `${POD}.containers`],
      [inTotal(asking('9000m', '1Gi'), asking('8', '1Gi')), `${POD}.containers`],
      [inTotal(asking(4, '120Gi')), `${POD}.containers`],
      [before(asking(17, '1Gi'), asking(1, '1Gi')), `${POD}.containers`],
      [before({ ...asking(9, '1Gi'), restartPolicy: 'Always' }, asking(9, '1Gi')), `${POD}.containers`],
      [inTotal({ resources: { limits: { cpu: 17, memory: '1Gi' } } }), `${POD}.containers`],
    ],
    passes: [inTotal(asking(16, '119Gi')), before(asking(9, '1Gi'), asking(9, '1Gi')), inTotal({ resources: undefined })],
  },
  'fargate/ephemeral-storage': {
    options,
    fails: [
      [box((container) => { container.resources.requests['ephemeral-storage'] = '176Gi'; }), `${POD}.containers`],
      [inTotal(...Array.from({ length: 2 }, () => ({ resources: { limits: { 'ephemeral-storage': '88Gi' } } }))), `${POD}.containers`],
    ],
    passes: [box((container) => { container.resources.requests['ephemeral-storage'] = '175Gi'; })],
  },
  'fargate/requests-equal-limits': {
    options,
    fails: [
      [box((container) => { container.resources.limits.cpu = '500m'; }), `${BOX}.resources.limits.cpu`],
      [box((container) => { delete container.resources.limits.memory; }), `${BOX}.resources.limits.memory`],
      [box((container) => { delete container.resources; }), `${BOX}.resources`],
      [before({ resources: { requests: { cpu: 1 } } }, {}), `${POD}.initContainers[0].resources.limits.memory`],
    ],
    passes: [
      onFargate(),
      box((container) => { container.resources = { limits: { cpu: 1, memory: '1Gi' } }; }),
      box((container) => { container.resources = { requests: { cpu: '1000m', memory: 1073741824 }, limits: { cpu: 1, memory: '1024Mi' } }; }),
      box((container) => { container.resources.limits.cpu = 'plenty'; }),
      beside(box((container) => { delete container.resources; }), anObject('v1', 'LimitRange', { spec: { limits: [] } })),
      pod((spec) => { spec.resources = { limits: { cpu: 1, memory: '1Gi' } }; delete spec.containers[0].resources; }),
    ],
  },
  'fargate/billed-size': {
    options,
    fails: [[inTotal(asking(1, '8Gi')), `${POD}.containers`], [inTotal(asking('0.25', '2Gi')), `${POD}.containers`]],
    passes: [onFargate(), inTotal(asking(1, '7936Mi')), inTotal(asking(2, '8Gi')), inTotal(asking(1, '10Gi')), inTotal(asking(17, '8Gi'))],
  },
  'fargate/ip-targets': {
    options,
    fails: [
      [anIngress('alb'), `metadata.annotations["${ALB_TARGET}"]`],
      [anIngress(undefined, { [ALB_TARGET]: 'instance' }), `metadata.annotations["${ALB_TARGET}"]`],
      [anIngress(undefined, { 'kubernetes.io/ingress.class': 'alb' }), `metadata.annotations["${ALB_TARGET}"]`],
      [beside(anIngress('inside'), anObject('networking.k8s.io/v1', 'IngressClass', { spec: { controller: 'eks.amazonaws.com/alb' } }, { name: 'inside', namespace: undefined })), `metadata.annotations["${ALB_TARGET}"]`],
      [aLoadBalancer(), `metadata.annotations["${NLB_TARGET}"]`],
      [aLoadBalancer({ [NLB_TYPE]: 'nlb' }), `metadata.annotations["${NLB_TARGET}"]`],
      [aLoadBalancer({ [NLB_TYPE]: 'external', [NLB_TARGET]: 'instance' }), `metadata.annotations["${NLB_TARGET}"]`],
      [aLoadBalancer({}, { loadBalancerClass: 'service.k8s.aws/nlb' }), `metadata.annotations["${NLB_TARGET}"]`],
      [anObject('elbv2.k8s.aws/v1beta1', 'TargetGroupBinding', { spec: { targetType: 'instance' } }), 'spec.targetType'],
    ],
    passes: [
      anIngress('alb', { [ALB_TARGET]: 'ip' }),
      beside(anIngress('alb'), anObject('elbv2.k8s.aws/v1beta1', 'IngressClassParams', { spec: { targetType: 'ip' } }, { name: 'alb', namespace: undefined })),
      anIngress('nginx'),
      aLoadBalancer({ [NLB_TYPE]: 'nlb-ip' }),
      aLoadBalancer({ [NLB_TYPE]: 'external', [NLB_TARGET]: 'ip' }),
      aLoadBalancer({}, { loadBalancerClass: 'tailscale' }),
      aLoadBalancer({}, { type: 'NodePort' }),
      elsewhere(aLoadBalancer()),
    ],
  },
  'fargate/no-network-policies': {
    options,
    fails: [[anObject('networking.k8s.io/v1', 'NetworkPolicy', { spec: { podSelector: {} } }), 'kind']],
    passes: [elsewhere(anObject('networking.k8s.io/v1', 'NetworkPolicy', { spec: { podSelector: {} } }))],
  },
  'fargate/compute-type': {
    options,
    fails: [[annotated('ec2'), 'spec.template.metadata.annotations["eks.amazonaws.com/compute-type"]']],
    passes: [annotated('fargate'), onFargate(), elsewhere(annotated('ec2')), anObject('v1', 'ConfigMap', {}, { annotations: { 'eks.amazonaws.com/compute-type': 'ec2' } })],
  },
  'fargate/profile': {
    options,
    fails: [
      [elsewhere(onFargate((deployment) => { deployment.spec.template.metadata.labels['eks.amazonaws.com/fargate-profile'] = 'x'; })), 'spec.template.metadata.labels["eks.amazonaws.com/fargate-profile"]'],
      [elsewhere(pod((spec) => { spec.nodeSelector = { 'eks.amazonaws.com/compute-type': 'fargate' }; })), `${POD}.nodeSelector["eks.amazonaws.com/compute-type"]`],
      [elsewhere(pod((spec) => { spec.schedulerName = 'fargate-scheduler'; })), `${POD}.schedulerName`],
    ],
    passes: [
      onFargate((deployment) => { deployment.spec.template.metadata.labels['eks.amazonaws.com/fargate-profile'] = 'x'; }),
      elsewhere(pod((spec) => { spec.nodeSelector = { 'eks.amazonaws.com/compute-type': 'auto' }; })),
    ],
  },
  'fargate/no-spreading': {
    options,
    fails: [
      [pod((spec) => { spec.topologySpreadConstraints = [{ maxSkew: 1, topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'DoNotSchedule' }]; }), `${POD}.topologySpreadConstraints`],
      [pod((spec) => { spec.affinity = { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [] } }; }), `${POD}.affinity.podAntiAffinity`],
    ],
    passes: [pod((spec) => { spec.topologySpreadConstraints = []; spec.affinity = { podAffinity: {} }; })],
  },
  'fargate/job-ttl': {
    options,
    fails: [[aJob(), 'spec.ttlSecondsAfterFinished'], [aCronJob({ successfulJobsHistoryLimit: 0 }), 'spec.jobTemplate.spec.ttlSecondsAfterFinished']],
    passes: [aJob({ ttlSecondsAfterFinished: 0 }), aCronJob({}, { ttlSecondsAfterFinished: 60 }), aCronJob({ successfulJobsHistoryLimit: 0, failedJobsHistoryLimit: 0 }), elsewhere(aJob())],
  },
  'fargate/evictable': {
    options,
    fails: [
      [aBudget({ maxUnavailable: 0 }), 'spec.maxUnavailable'],
      [aBudget({ maxUnavailable: '0%' }), 'spec.maxUnavailable'],
      [aBudget({ minAvailable: '100%' }), 'spec.minAvailable'],
      [beside(aBudget({ minAvailable: 2 }), twoPods), 'spec.minAvailable'],
      [beside(aBudget({ maxUnavailable: 1 }), aBudget({ maxUnavailable: 1 }), twoPods), 'spec.selector'],
    ],
    passes: [aBudget({ maxUnavailable: 1 }), aBudget({ minAvailable: 0 }), aBudget({ minAvailable: '50%' }), beside(aBudget({ minAvailable: 1 }), twoPods)],
  },
  'fargate/no-node-detectors': {
    options,
    fails: [
      [aCollector(detecting('env', 'eks')), 'data["collector.yaml"]'],
      [aCollector('{"processors": {"resourcedetection": {"detectors": ["ec2"]}}}'), 'data["collector.yaml"]'],
      [anObject('opentelemetry.io/v1beta1', 'OpenTelemetryCollector', { spec: { config: { processors: { resourcedetection: { detectors: ['eks'] } } } } }), 'spec.config'],
    ],
    passes: [aCollector(detecting('env')), aCollector(`# resourcedetection\n{{ ${detecting('eks')}`), aCollector('resourcedetection'), elsewhere(aCollector(detecting('eks')))],
  },
};
