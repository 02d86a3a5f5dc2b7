/** What a setting holds. */
export type SettingKind = 'object' | 'list' | 'text' | 'number' | 'flag';

/**
 * Settings of the add-ons this platform uses, the first level of each. The list is ours: AWS gives its own only to
 * who has credentials, by `aws eks describe-addon-configuration`. A setting that is missing here is added here.
 */
export const ADDON_SETTINGS: Readonly<Record<string, Readonly<Record<string, SettingKind>>>> = {
  'vpc-cni': {
    affinity: 'object', branchENICooldown: 'text', enableNetworkPolicy: 'text', enableWindowsIpam: 'text', enableWindowsPrefixDelegation: 'text',
    eniConfig: 'object', env: 'object', init: 'object', livenessProbeTimeoutSeconds: 'number', minimumWindowsIPTarget: 'number', nodeAgent: 'object',
    podAnnotations: 'object', podLabels: 'object', readinessProbeTimeoutSeconds: 'number', resources: 'object', tolerations: 'list',
    warmWindowsIPTarget: 'number', warmWindowsPrefixTarget: 'number',
  },
  'coredns': {
    affinity: 'object', autoScaling: 'object', computeType: 'text', corefile: 'text', nodeSelector: 'object', podAnnotations: 'object',
    podDisruptionBudget: 'object', podLabels: 'object', replicaCount: 'number', resources: 'object', tolerations: 'list', topologySpreadConstraints: 'list',
  },
  'amazon-cloudwatch-observability': {
    admissionWebhooks: 'object', affinity: 'object', agent: 'object', agents: 'list', applicationSignals: 'object', containerInsights: 'object',
    containerLogs: 'object', dcgmExporter: 'object', kubeStateMetrics: 'object', manager: 'object', neuronMonitor: 'object', nodeExporter: 'object',
    nodeSelector: 'object', otelContainerInsights: 'object', tolerations: 'list',
  },
};

/** The kind of a value. */
export function kindOf(value: unknown): SettingKind | 'nothing' {
  if (Array.isArray(value)) return 'list';
  if (value === null) return 'nothing';
  return ({ object: 'object', string: 'text', number: 'number', boolean: 'flag' } as const)[typeof value as 'object'] ?? 'nothing';
}
