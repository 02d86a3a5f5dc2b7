import { disruptionsAllowed, isBudgetOf } from './disruption-budget';
import { computeType, FARGATE_GUIDE, isOnFargate, namespaceOf, onFargate, podsOnFargate } from './fargate-rule';
import { Manifest, ManifestSyntaxError, parseManifests } from './manifest';
import { ManifestNode } from './manifest-node';
import { CheckOptions, ManifestRule, Violation, violation } from './manifest-rule';
import { ofKind } from './neighbours';
import { podLabels, podSpec } from './pod-nodes';

const PROFILE_GUIDE = `${FARGATE_GUIDE}/fargate-profile.html`;

/** What runs on Fargate and goes otherwise than one would think. */
export const fargateOperationRules: readonly ManifestRule[] = [
  onFargate({
    id: 'fargate/compute-type', severity: 'warning', why: 'Fargate leaves the pods to nodes, and where there are none they stay Pending, as CoreDNS did',
    source: 'https://github.com/aws/containers-roadmap/issues/944', fix: 'remove it, unless the cluster has nodes for them',
  }, (_, __, manifest) => [computeType(manifest)].filter(({ value }) => value === 'ec2' && podSpec(manifest) && manifest.object.kind !== 'DaemonSet')
    .map((node) => violation(node, 'keeps the pods from Fargate'))),
  {
    id: 'fargate/profile', severity: 'warning', why: 'no profile takes the pods of the namespace: they stay Pending, or run on nodes after all',
    source: PROFILE_GUIDE, fix: 'add the namespace to a Fargate profile, or remove what asks for Fargate',
    check: strayViolations,
  },
  podsOnFargate({
    id: 'fargate/no-spreading', severity: 'warning', why: 'Fargate reads neither spread constraints nor affinity: pods go to any subnet of their profile',
    source: PROFILE_GUIDE, fix: 'remove it; for an even spread give each subnet a profile of its own',
  }, (pod) => [pod.get('topologySpreadConstraints'), ...['nodeAffinity', 'podAffinity', 'podAntiAffinity'].map((key) => pod.get('affinity', key))]
    .filter(({ items, keys }) => items.length + keys.length > 0).map((node) => violation(node, 'is ignored on Fargate'))),
  onFargate({
    id: 'fargate/job-ttl', severity: 'warning', why: 'the pod of a finished Job stays, and on Fargate it is billed until it is deleted',
    source: `${FARGATE_GUIDE}/fargate.html`, fix: 'set it to some seconds, such as 300; the log router keeps the logs',
  }, jobViolations),
  onFargate({
    id: 'fargate/evictable', severity: 'warning', why: 'Fargate patches a node by evicting its pod, and deletes the pods that no eviction is possible for',
    source: `${FARGATE_GUIDE}/fargate-pod-patching.html`, fix: 'use one budget for each workload, with maxUnavailable: 1',
  }, budgetViolations),
  onFargate({
    id: 'fargate/no-node-detectors', severity: 'warning', why: 'Fargate has no instance metadata: the collector does not start, or its data lacks what it should detect',
    source: 'https://github.com/aws-observability/aws-otel-collector/issues/3161', fix: 'use env alone, and say the cluster and the region in OTEL_RESOURCE_ATTRIBUTES',
  }, detectorViolations),
];

/** Pods that ask for Fargate where none is; asked only when it is known where Fargate is. */
function strayViolations(manifest: Manifest, options: CheckOptions): Violation[] {
  const pod = podSpec(manifest);
  const namespace = namespaceOf(new ManifestNode(manifest.object));
  if (!pod || !options.fargateNamespaces?.length || isOnFargate(namespace, options)) return [];
  const asks = [
    ...[podLabels(manifest)?.get('eks.amazonaws.com/fargate-profile')].filter((label) => label !== undefined),
    ...[pod.get('nodeSelector', 'eks.amazonaws.com/compute-type')].filter(({ value }) => value === 'fargate'),
    ...[pod.get('schedulerName')].filter(({ value }) => value === 'fargate-scheduler'),
  ];
  return asks.filter(({ present }) => present).map((node) => violation(node, 'asks for Fargate in a namespace that no profile has'));
}

/** A CronJob deletes its Jobs itself when it keeps none. */
function jobViolations(root: ManifestNode): Violation[] {
  const kind = root.get('kind').value;
  const spec = root.get('spec');
  const keepsNone = ['successfulJobsHistoryLimit', 'failedJobsHistoryLimit'].every((key) => spec.get(key).value === 0);
  if (kind !== 'Job' && (kind !== 'CronJob' || keepsNone)) return [];
  const ttl = (kind === 'Job' ? spec : spec.get('jobTemplate', 'spec')).get('ttlSecondsAfterFinished');
  return ttl.present ? [] : [violation(ttl, 'is required on Fargate')];
}

/** A pod of two budgets is evicted by neither. */
function budgetViolations(root: ManifestNode, together: readonly Manifest[], manifest: Manifest): Violation[] {
  if (root.get('kind').value !== 'PodDisruptionBudget') return [];
  const [most, least] = ['maxUnavailable', 'minAvailable'].map((key) => root.get('spec', key));
  const allowed = disruptionsAllowed(manifest, together);
  const letsNone = most.value === '0%' || (allowed !== undefined && allowed < 1);
  const others = ofKind(together, 'policy/PodDisruptionBudget').filter((budget) => budget !== manifest);
  const isShared = others.length > 0 && together.some((workload) => isBudgetOf(manifest, workload) && others.some((budget) => isBudgetOf(budget, workload)));
  return [
    ...(letsNone ? [violation(most.present ? most : least, 'lets no pod go')] : []),
    ...(isShared ? [violation(root.get('spec', 'selector'), 'picks pods that another budget picks too')] : []),
  ];
}

/** Detectors of OpenTelemetry collectors, configured in a ConfigMap's files or in the operator's own kind. */
function detectorViolations(root: ManifestNode): Violation[] {
  const isConfigMap = root.get('kind').value === 'ConfigMap';
  const data = root.get('data');
  const files = isConfigMap ? data.keys.map((key) => data.get(key)) : [root.get('spec', 'config')].filter(() => root.get('kind').value === 'OpenTelemetryCollector');
  return files.flatMap((file) => configurations(file).flatMap((configuration) => {
    const processors = configuration.get('processors');
    const found = processors.keys.filter((key) => /^resourcedetection(\/|$)/.test(key)).flatMap((key) => processors.get(key, 'detectors').items);
    return found.filter(({ value }) => value === 'eks' || value === 'ec2').map(({ value }) => ({ path: file.path, value, problem: 'has a detector that Fargate does not answer' }));
  }));
}

/** What a file holds, as far as it speaks of the processor in question; what is no YAML is no collector's configuration. */
function configurations({ value }: ManifestNode): ManifestNode[] {
  if (typeof value !== 'string') return [new ManifestNode(value)];
  if (!value.includes('resourcedetection')) return [];
  try {
    return parseManifests(value, '').map(({ object }) => new ManifestNode(object));
  } catch (error) {
    if (!(error instanceof ManifestSyntaxError)) throw error;
    return [];
  }
}
