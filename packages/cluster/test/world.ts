import { App, Environment, RemovalPolicy } from 'aws-cdk-lib/core';
import { Template } from 'aws-cdk-lib/assertions';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import featureFlags from 'aws-cdk-lib/recommended-feature-flags.json';
import { CapacityConfig, Nat, NodeImage, Purchase } from '@plinth/template/config';
import { Cluster, ClusterProps, EnvironmentStack, Network, NetworkProps } from '../src';

/** Every kind of capacity alone, and together. */
export const CAPACITY_MIXES: Record<string, CapacityConfig | undefined> = {
  'nothing said': undefined,
  'Auto Mode': { autoMode: {} },
  'on-demand nodes': { nodeGroups: [{ name: 'general' }] },
  'Spot and on-demand nodes': { nodeGroups: [{ name: 'general' }, { name: 'spot', purchase: Purchase.SPOT }] },
  'nodes of every image and architecture': {
    nodeGroups: [
      { name: 'general' }, { name: 'arm', instanceTypes: ['m7g.large'] },
      { name: 'bottlerocket', image: NodeImage.BOTTLEROCKET }, { name: 'bottlerocket-arm', image: NodeImage.BOTTLEROCKET, instanceTypes: ['c7gn.large'] },
    ],
  },
  'Fargate only': { fargate: [{ name: 'services', namespaces: ['services'] }] },
  'all three': { autoMode: {}, nodeGroups: [{ name: 'spot', purchase: Purchase.SPOT }], fargate: [{ name: 'jobs', namespaces: ['jobs'] }] },
};

/** What a profile chooses for a network and its cluster. */
export interface Values extends Pick<ClusterProps, 'deletionProtection' | 'zonalShift' | 'scalingTier' | 'logRetention' | 'removalPolicy'> {
  readonly nat: Nat;
}

/** The values of each profile, and of a platform that keeps its nodes from the internet. */
export const PROFILE_VALUES: Record<string, Values> = {
  'tiny': { nat: Nat.ONE, logRetention: RetentionDays.ONE_WEEK, deletionProtection: false, zonalShift: false, removalPolicy: RemovalPolicy.DESTROY },
  'team': { nat: Nat.ONE, logRetention: RetentionDays.ONE_MONTH, deletionProtection: true, zonalShift: false, removalPolicy: RemovalPolicy.RETAIN },
  'production': { nat: Nat.PER_ZONE, logRetention: RetentionDays.SIX_MONTHS, deletionProtection: true, zonalShift: true, removalPolicy: RemovalPolicy.RETAIN },
  'production, without NAT': { nat: Nat.NONE, logRetention: RetentionDays.SIX_MONTHS, deletionProtection: true, zonalShift: true, scalingTier: 'tier-xl' },
};

export const anApp = () => new App({ context: featureFlags });

/** Where an environment is, when the team said so. */
const CANADA = { account: '111111111111', region: 'ca-central-1' };

export function aNetwork(props: Partial<NetworkProps> = {}, app = anApp(), env?: Environment): { network: Network; stack: EnvironmentStack } {
  const stack = new EnvironmentStack(app, 'acme-prod-Network', { env: env ?? CANADA });
  return { network: new Network(stack, 'Network', { name: 'acme-prod', ...props }), stack };
}

/** A cluster in a stack of its own, with the network in another, as an environment has them. */
export function aCluster(props: Partial<ClusterProps> & { readonly nat?: Nat } = {}, app = anApp(), env?: Environment): { cluster: Cluster; stack: EnvironmentStack; app: App } {
  const { nat, ...said } = props;
  const { network } = aNetwork({ nat, logRetention: said.logRetention, removalPolicy: said.removalPolicy }, app, env);
  const stack = new EnvironmentStack(app, 'acme-prod-Cluster', { env: env ?? CANADA });
  return { cluster: new Cluster(stack, 'Cluster', { name: 'acme-prod', network, ...said }), stack, app };
}

const templates = new Map<string, Template>();

/** The template of such a cluster; the same one is synthesised once. */
export function template(props: Partial<ClusterProps> & { readonly nat?: Nat } = {}): Template {
  const key = JSON.stringify(props);
  const made = templates.get(key) ?? Template.fromStack(aCluster(props).stack);
  templates.set(key, made);
  return made;
}

/** Logical ids of all that a resource waits for, directly or not. */
export function waitsFor(cluster: Template, id: string): Set<string> {
  const all = cluster.toJSON().Resources as Record<string, { DependsOn?: string[] }>;
  const found = new Set<string>();
  const visit = (next: string) => (all[next].DependsOn ?? []).filter((other) => !found.has(other)).forEach((other) => { found.add(other); visit(other); });
  visit(id);
  return found;
}

/** Logical ids of the resources of a type, with their properties. */
export const resources = (from: Template, type: string) => Object.entries(from.findResources(type));
