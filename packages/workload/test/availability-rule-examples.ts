import type { RuleExample } from './rule-examples';
import { Tree, aDeployment, aMicroservice } from './world';

const POD = 'spec.template.spec';
const NAME = 'app.kubernetes.io/name';
const { Service, HorizontalPodAutoscaler, PodDisruptionBudget } = aMicroservice();

const deployment = (spec: Tree = {}) => aDeployment((object) => Object.assign(object.spec, spec));
const statefulSet = (spec: Tree = {}) => ({ ...deployment({ serviceName: 'x', ...spec }), kind: 'StatefulSet' });
const changed = (object: Tree, spec: Tree) => ({ ...object, spec: { ...object.spec, ...spec } });
const autoscaler = (spec: Tree) => changed(HorizontalPodAutoscaler, spec);
const scaledObject = (name: string) => ({ apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject', metadata: { name, namespace: 'services' }, spec: { scaleTargetRef: { name } } });
const budget = (said: Tree) => ({ ...PodDisruptionBudget, spec: { selector: PodDisruptionBudget.spec.selector, ...said } });
const elsewhere = (object: Tree) => ({ ...object, metadata: { ...object.metadata, namespace: 'jobs' } });
const pod = (change: (pod: Tree) => void, spec: Tree = {}) => aDeployment((object, body) => { Object.assign(object.spec, spec); change(body); });

const spreadless = (affinity?: Tree) => pod((spec) => { delete spec.topologySpreadConstraints; spec.affinity = affinity; }, { replicas: 3 });
const apart = (topologyKey: string) => ({ weight: 1, podAffinityTerm: { topologyKey, labelSelector: PodDisruptionBudget.spec.selector } });

const job = (spec: Tree, annotations?: Tree) => ({ apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'x', annotations }, spec: { template: aDeployment().spec.template, ...spec } });
const cronJob = (spec: Tree) => ({ apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name: 'x' }, spec: { schedule: '0 * * * *', jobTemplate: { spec: { template: aDeployment().spec.template } }, ...spec } });

const ALB = 'alb.ingress.kubernetes.io';
const backend = { service: { name: 'orders', port: { name: 'http' } } };
const ingress = {
  apiVersion: 'networking.k8s.io/v1', kind: 'Ingress',
  metadata: { name: 'orders', namespace: 'services', annotations: { [`${ALB}/target-type`]: 'ip', [`${ALB}/target-group-attributes`]: 'deregistration_delay.timeout_seconds=15' } },
  spec: { ingressClassName: 'alb', rules: [{ http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }] },
};
const annotated = (object: Tree, annotations: Tree, spec: Tree = {}) => ({ ...object, metadata: { ...object.metadata, annotations }, spec: { ...object.spec, ...spec } });
const NLB = 'service.beta.kubernetes.io/aws-load-balancer';
const nlb = (annotations: Tree = {}) => annotated(Service, annotations, { type: 'LoadBalancer' });
const nginx = annotated(ingress, { 'nginx.ingress.kubernetes.io/proxy-body-size': '1m' }, { ingressClassName: 'nginx' });
const hookless = pod((spec) => { delete spec.containers[0].lifecycle; });
const grace = (seconds?: number) => pod((spec) => { spec.terminationGracePeriodSeconds = seconds; });
const namespace = (labels: Tree = {}) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'services', labels } });

const aPolicy = (spec: Tree, name = 'services') => ({ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'x', namespace: name }, spec: { podSelector: {}, ...spec } });
const BOTH = ['Ingress', 'Egress'];
const DENY = aPolicy({ policyTypes: BOTH });
const dns = (port: Tree) => aPolicy({ policyTypes: ['Egress'], egress: [{ ports: [port] }] });
const UDP = { protocol: 'UDP', port: 53 };

export const NETWORK_POLICY_EXAMPLES: Readonly<Record<string, RuleExample>> = {
  'network-policy/default-deny': {
    fails: [
      [[namespace(), aDeployment()], 'metadata.name'],
      [[namespace(), aPolicy({ policyTypes: ['Ingress'] })], 'metadata.name'],
      [[namespace(), aPolicy({ podSelector: { matchLabels: { app: 'x' } }, policyTypes: BOTH })], 'metadata.name'],
      [[namespace(), aDeployment(), aPolicy({ policyTypes: BOTH }, 'jobs')], 'metadata.name'],
      // An open policy beside the deny takes it back.
      [[namespace(), DENY, aPolicy({ ingress: [{}] })], 'metadata.name'],
    ],
    passes: [
      [namespace(), DENY, aDeployment()],
      [namespace(), aPolicy({}), dns(UDP)],
      namespace(), aDeployment(),
      [namespace(), aDeployment(), { apiVersion: 'cilium.io/v2', kind: 'CiliumClusterwideNetworkPolicy', metadata: { name: 'x' } }],
      [{ ...namespace(), metadata: { name: 'kube-system' } }, { ...aDeployment(), metadata: { name: 'x', namespace: 'kube-system' } }],
      [{ ...namespace(), metadata: { name: 'jobs' } }, elsewhere(aDeployment())],
    ],
    options: { fargateNamespaces: ['jobs'] },
  },
  'network-policy/dns': {
    fails: [[[namespace(), DENY], 'metadata.name'], [[namespace(), DENY, dns({ protocol: 'TCP', port: 443 })], 'metadata.name']],
    passes: [
      [namespace(), DENY, dns(UDP)],
      [namespace(), DENY, dns({ protocol: 'UDP', port: 1, endPort: 1024 })],
      [namespace(), aPolicy({ policyTypes: ['Ingress'] })],
    ],
  },
};

const OUTSIDE = ['https://api.example.com', 'postgres://db.example.com:5432/orders', 'https://sqs.eu-west-1.amazonaws.com/x'];
const calling = (urls: string[], said: Tree = {}) => pod((spec) => { Object.assign(spec, said).containers[0].env = urls.map((value, i) => ({ name: `URL_${i}`, value })); });
const configured = (urls: string[]) => ({ ...aMicroservice().ConfigMap, data: { ...urls } });

export const AVAILABILITY_EXAMPLES: Readonly<Record<string, RuleExample>> = {
  'availability/no-bare-pod': {
    fails: [[{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'x' }, spec: aDeployment().spec.template.spec }, 'kind']],
    passes: [aDeployment(), { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'x', annotations: { 'helm.sh/hook': 'test' } }, spec: aDeployment().spec.template.spec }],
  },
  'availability/replicas': {
    fails: [
      [deployment({ replicas: 1 }), 'spec.replicas'],
      [[deployment(), Service], 'spec.replicas'],
      [[deployment({ replicas: 1 }), { ...HorizontalPodAutoscaler, spec: { scaleTargetRef: { kind: 'Deployment', name: 'other' } } }], 'spec.replicas'],
      [autoscaler({ minReplicas: undefined }), 'spec.minReplicas'],
    ],
    passes: [
      deployment({ replicas: 2 }), deployment({ replicas: 0 }), deployment(),
      deployment({ replicas: 1, strategy: { type: 'Recreate' } }),
      [deployment(), Service, HorizontalPodAutoscaler], [deployment(), Service, scaledObject('orders')],
      statefulSet({ replicas: 1 }),
    ],
  },
  'availability/disruption-budget': {
    fails: [
      [[deployment({ replicas: 2 }), Service], `spec.template.metadata.labels`],
      [[statefulSet({ replicas: 3 }), changed(Service, { clusterIP: 'None' })], `spec.template.metadata.labels`],
      [[deployment({ replicas: 2 }), Service, elsewhere(PodDisruptionBudget)], `spec.template.metadata.labels`],
      [[deployment({ replicas: 2 }), Service, budget({ selector: { matchExpressions: [{ key: NAME, operator: 'NotIn', values: ['orders'] }] } })], `spec.template.metadata.labels`],
    ],
    passes: [
      [deployment({ replicas: 2 }), Service, PodDisruptionBudget],
      [deployment({ replicas: 2 }), Service, budget({ selector: {} })],
      [deployment({ replicas: 2 }), Service, budget({ selector: { matchExpressions: [
        { key: NAME, operator: 'In', values: ['orders'] }, { key: NAME, operator: 'Exists' }, { key: 'canary', operator: 'DoesNotExist' }, { key: NAME, operator: 'NotIn', values: ['carts'] },
      ] } })],
      [deployment({ replicas: 1 }), Service],
      deployment({ replicas: 2 }),
    ],
  },
  'availability/disruptions-allowed': {
    fails: [
      [budget({ maxUnavailable: 0 }), 'spec.maxUnavailable'],
      [budget({ maxUnavailable: '0%' }), 'spec.maxUnavailable'],
      [budget({ minAvailable: '100%' }), 'spec.minAvailable'],
      [[budget({ minAvailable: 2 }), deployment({ replicas: 2 })], 'spec.minAvailable'],
      [[budget({ minAvailable: 2 }), deployment(), HorizontalPodAutoscaler], 'spec.minAvailable'],
      // 51 % of 2 is rounded up to both.
      [[budget({ minAvailable: '51%' }), deployment({ replicas: 2 })], 'spec.minAvailable'],
      [[budget({ minAvailable: 1 }), deployment({ replicas: 1 })], 'spec.minAvailable'],
    ],
    passes: [
      PodDisruptionBudget,
      budget({ minAvailable: 2 }),
      [budget({ minAvailable: '50%' }), deployment({ replicas: 2 })],
      // 1 % of 2 is rounded up to one.
      [budget({ maxUnavailable: '1%' }), deployment({ replicas: 2 })],
      [budget({ minAvailable: 2 }), deployment(), autoscaler({ minReplicas: 3 })],
      [budget({ minAvailable: 1 }), deployment({ replicas: 0 })],
      [budget({ minAvailable: 2 }), elsewhere(deployment({ replicas: 2 }))],
      [budget({ minAvailable: 2 }), deployment(), scaledObject('orders')],
    ],
  },
  'availability/topology-spread': {
    fails: [
      [spreadless(), `${POD}.topologySpreadConstraints`],
      [spreadless({ podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [apart('kubernetes.io/hostname')] } }), `${POD}.topologySpreadConstraints`],
      [pod((spec) => { for (const each of spec.topologySpreadConstraints) each.labelSelector = { matchLabels: { app: 'other' } }; }, { replicas: 3 }), `${POD}.topologySpreadConstraints`],
      [pod((spec) => { for (const each of spec.topologySpreadConstraints) delete each.labelSelector; }, { replicas: 3 }), `${POD}.topologySpreadConstraints`],
    ],
    passes: [
      deployment({ replicas: 3 }),
      pod((spec) => { delete spec.topologySpreadConstraints; }, { replicas: 1 }),
      spreadless({ podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [apart('kubernetes.io/hostname'), apart('topology.kubernetes.io/zone')] } }),
      { ...spreadless(), kind: 'DaemonSet' },
      elsewhere(spreadless()),
    ],
    options: { fargateNamespaces: ['jobs'] },
  },
  'rollout/progress-deadline': {
    fails: [[deployment({ progressDeadlineSeconds: undefined }), 'spec.progressDeadlineSeconds'], [deployment({ progressDeadlineSeconds: 900 }), 'spec.progressDeadlineSeconds']],
    passes: [deployment({ progressDeadlineSeconds: 540 }), statefulSet()],
  },
  'rollout/revision-history': {
    fails: [[deployment({ revisionHistoryLimit: undefined }), 'spec.revisionHistoryLimit'], [deployment({ revisionHistoryLimit: 0 }), 'spec.revisionHistoryLimit']],
    passes: [deployment(), statefulSet({ revisionHistoryLimit: undefined })],
  },
  'rollout/finished-jobs': {
    fails: [[job({}), 'spec.ttlSecondsAfterFinished'], [cronJob({ failedJobsHistoryLimit: 100 }), 'spec.failedJobsHistoryLimit']],
    passes: [job({ ttlSecondsAfterFinished: 0 }), job({}, { 'helm.sh/hook': 'pre-install' }), cronJob({}), cronJob({ successfulJobsHistoryLimit: 0 })],
  },
  'rollout/autoscaled-replicas': {
    fails: [
      [[deployment({ replicas: 3 }), HorizontalPodAutoscaler], 'spec.replicas'],
      [[deployment({ replicas: 3 }), scaledObject('orders')], 'spec.replicas'],
    ],
    passes: [
      [deployment(), HorizontalPodAutoscaler], deployment({ replicas: 3 }),
      [deployment({ replicas: 3 }), elsewhere(HorizontalPodAutoscaler)],
      [statefulSet({ replicas: 3 }), HorizontalPodAutoscaler],
    ],
  },
  'load-balancing/pre-stop': {
    fails: [
      [[hookless, Service, ingress], `${POD}.containers[0].lifecycle.preStop`],
      [[hookless, nlb()], `${POD}.containers[0].lifecycle.preStop`],
    ],
    passes: [[aDeployment(), Service, ingress], [hookless, Service], [hookless, Service, nginx], [hookless, Service, elsewhere(ingress)]],
  },
  'load-balancing/termination-grace': {
    fails: [
      [[grace(10), Service, ingress], `${POD}.terminationGracePeriodSeconds`],
      // Elastic Load Balancing waits 300 seconds where nothing is said.
      [[grace(60), nlb()], `${POD}.terminationGracePeriodSeconds`],
      [[grace(undefined), nlb({ [`${NLB}-target-group-attributes`]: 'preserve_client_ip.enabled=true,deregistration_delay.timeout_seconds=40' })], `${POD}.terminationGracePeriodSeconds`],
      [[grace(20), Service, ingress], `${POD}.terminationGracePeriodSeconds`],
    ],
    passes: [
      [aDeployment(), Service, ingress],
      [grace(undefined), Service],
      [grace(60), nlb({ [`${NLB}-target-group-attributes`]: 'deregistration_delay.timeout_seconds=30' })],
      // A Service's own setting goes before its Ingress's.
      [grace(25), annotated(Service, { [`${ALB}/target-group-attributes`]: 'deregistration_delay.timeout_seconds=5' }), annotated(ingress, {})],
    ],
  },
  'load-balancing/readiness-gate': {
    fails: [
      [[namespace(), ingress], 'metadata.labels["elbv2.k8s.aws/pod-readiness-gate-inject"]'],
      [[namespace(), nlb({ [`${NLB}-nlb-target-type`]: 'ip' })], 'metadata.labels["elbv2.k8s.aws/pod-readiness-gate-inject"]'],
    ],
    passes: [
      [namespace({ 'eks.amazonaws.com/pod-readiness-gate-inject': 'enabled' }), ingress],
      [namespace({ 'elbv2.k8s.aws/pod-readiness-gate-inject': 'enabled' }), ingress],
      [namespace(), nlb()], [namespace(), nginx], [namespace(), elsewhere(ingress)], [namespace(), Service],
    ],
  },
  'dns/ndots': {
    fails: [
      [calling(OUTSIDE), `${POD}.dnsConfig.options`],
      [[aDeployment(), configured(OUTSIDE)], `${POD}.dnsConfig.options`],
      [calling(OUTSIDE, { dnsConfig: { options: [{ name: 'ndots', value: '4' }] } }), `${POD}.dnsConfig.options`],
    ],
    passes: [
      calling(OUTSIDE, { dnsConfig: { options: [{ name: 'ndots', value: '2' }] } }),
      calling(OUTSIDE, { dnsPolicy: 'Default' }),
      calling([...OUTSIDE.slice(1), OUTSIDE[1]]),
      calling(['http://carts.services', 'http://a.b.svc', 'http://a.b.svc.cluster.local', 'http://10.0.0.1', 'https://api.example.com.', 'text']),
      [calling([]), elsewhere(configured(OUTSIDE))],
    ],
  },
};
