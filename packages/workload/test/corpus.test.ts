import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkManifests, CheckOptions, parseManifests } from '../src';

const POD = 'spec.template.spec';
const CORPUS = join(__dirname, 'corpus');

/** All of a cluster's namespaces on Fargate. */
const EVERYWHERE: CheckOptions = { fargateNamespaces: ['*'] };

/** What keeps each shape of the corpus from Fargate, by object: the rule and the path. */
const REASONS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'csi-driver.yaml': {
    'DaemonSet storage/files-csi-node': [
      'no-daemon-sets kind',
      `no-privileged ${POD}.containers[0].securityContext.privileged`,
      `no-privilege-escalation ${POD}.containers[0].securityContext.allowPrivilegeEscalation`,
      `no-added-capabilities ${POD}.containers[0].securityContext.capabilities.add[0]`,
      `no-host-namespaces ${POD}.hostNetwork`,
      `no-host-ports ${POD}.containers[0].ports[0].hostPort`,
      `volumes ${POD}.volumes[0].hostPath`,
      `volumes ${POD}.volumes[1].hostPath`,
    ],
  },
  'database.yaml': {
    'StatefulSet data/postgres': [
      'static-claims spec.volumeClaimTemplates[0].spec.storageClassName',
      `billed-size ${POD}.containers`,
      `no-spreading ${POD}.affinity.podAntiAffinity`,
    ],
    'PersistentVolumeClaim data/postgres-backups': ['static-claims spec.storageClassName'],
  },
  'gpu-job.yaml': {
    'Job ml/train': [
      `platform ${POD}.nodeSelector["kubernetes.io/arch"]`,
      `no-devices ${POD}.containers[0].resources.limits["nvidia.com/gpu"]`,
      `ephemeral-storage ${POD}.containers`,
      'job-ttl spec.ttlSecondsAfterFinished',
    ],
  },
  'hardened-service.yaml': {
    'Deployment shop/payments': [
      `volumes ${POD}.volumes[0].csi`,
      `requests-equal-limits ${POD}.containers[0].resources.limits.cpu`,
      `no-spreading ${POD}.topologySpreadConstraints`,
    ],
    'PodDisruptionBudget shop/payments': ['evictable spec.minAvailable'],
    'NetworkPolicy shop/payments': ['no-network-policies kind'],
  },
  'host-agent.yaml': {
    'DaemonSet observability/agent': [
      'no-daemon-sets kind',
      ...[0, 1, 2, 3].map((i) => `no-added-capabilities ${POD}.containers[1].securityContext.capabilities.add[${i}]`),
      `no-host-namespaces ${POD}.hostPID`,
      `no-host-ports ${POD}.containers[0].ports[0].hostPort`,
      `volumes ${POD}.volumes[0].hostPath`,
      `volumes ${POD}.volumes[1].hostPath`,
    ],
  },
  'ingress-controller.yaml': {
    'Service edge/edge': ['ip-targets metadata.annotations["service.beta.kubernetes.io/aws-load-balancer-nlb-target-type"]'],
    'Deployment edge/edge': [
      `no-privilege-escalation ${POD}.containers[0].securityContext.allowPrivilegeEscalation`,
      `no-host-ports ${POD}.containers[0].ports[0].hostPort`,
      `no-host-ports ${POD}.containers[0].ports[1].hostPort`,
      `requests-equal-limits ${POD}.containers[0].resources.limits.cpu`,
      `requests-equal-limits ${POD}.containers[0].resources.limits.memory`,
    ],
  },
  'large-jvm.yaml': {
    'Deployment search/search': [`no-privileged ${POD}.initContainers[1].securityContext.privileged`, `size ${POD}.containers`],
  },
  'load-balancers.yaml': {
    'Service shop/mqtt': ['ip-targets metadata.annotations["service.beta.kubernetes.io/aws-load-balancer-nlb-target-type"]'],
    'Ingress shop/shop': ['ip-targets metadata.annotations["alb.ingress.kubernetes.io/target-type"]'],
  },
  'log-collector.yaml': {
    'DaemonSet logging/log-collector': ['no-daemon-sets kind', `volumes ${POD}.volumes[1].hostPath`, `volumes ${POD}.volumes[2].hostPath`],
  },
  'mesh-sidecar.yaml': {
    'Deployment shop/cart': [
      `no-added-capabilities ${POD}.initContainers[0].securityContext.capabilities.add[0]`,
      `no-added-capabilities ${POD}.initContainers[0].securityContext.capabilities.add[1]`,
      `requests-equal-limits ${POD}.initContainers[0].resources.limits.cpu`,
      `requests-equal-limits ${POD}.initContainers[0].resources.limits.memory`,
    ],
  },
  'migration-job.yaml': {
    'Job shop/migrate': ['job-ttl spec.ttlSecondsAfterFinished'],
    'CronJob shop/report': ['no-host-namespaces spec.jobTemplate.spec.template.spec.hostIPC', 'job-ttl spec.jobTemplate.spec.ttlSecondsAfterFinished'],
  },
  'node-exporter.yaml': {
    'DaemonSet monitoring/node-metrics': [
      'no-daemon-sets kind',
      `no-host-namespaces ${POD}.hostNetwork`,
      `no-host-namespaces ${POD}.hostPID`,
      `no-host-ports ${POD}.containers[0].ports[0].hostPort`,
      `volumes ${POD}.volumes[0].hostPath`,
    ],
  },
  'otel-collector.yaml': {
    'ConfigMap telemetry/collector': ['no-node-detectors data["collector.yaml"]', 'no-node-detectors data["collector.yaml"]'],
    'StatefulSet telemetry/collector': [`requests-equal-limits ${POD}.containers[0].resources.limits.cpu`],
  },
};

const shapes = (folder: string) => readdirSync(join(CORPUS, folder)).sort().map((name) => join(folder, name));

/** Findings of one family in a file, as `<object> <rule> <path>`. */
function found(file: string, family: string, options: CheckOptions = {}): string[] {
  return checkManifests(parseManifests(readFileSync(join(CORPUS, file), 'utf8'), file), options)
    .filter(({ rule }) => rule.startsWith(`${family}/`)).map(({ object, rule, path }) => `${object} ${rule.slice(family.length + 1)} ${path}`);
}

describe('shapes of well-known charts', () => {
  it('are Kubernetes objects, and none of those that fail is without its reasons', () => {
    for (const file of [...shapes('fails'), ...shapes('runs')]) expect(found(file, 'kubernetes')).toEqual([]);
    expect(Object.keys(REASONS).map((name) => join('fails', name))).toEqual(shapes('fails'));
  });

  it.each(Object.entries(REASONS))('fails when %s is to run on Fargate, for these reasons and no other', (name, reasons) => {
    const expected = Object.entries(reasons).flatMap(([object, each]) => each.map((reason) => `${object} ${reason}`));
    expect(found(join('fails', name), 'fargate', EVERYWHERE).sort()).toEqual(expected.sort());
  });

  it.each(shapes('runs'))('%s runs on Fargate', (file) => {
    expect(found(file, 'fargate', EVERYWHERE)).toEqual([]);
  });

  it.each(shapes('fails'))('%s has nothing to do with Fargate on nodes', (file) => {
    expect(found(file, 'fargate')).toEqual([]);
    expect(found(file, 'fargate', { fargateNamespaces: ['elsewhere'] })).toEqual([]);
  });
});
