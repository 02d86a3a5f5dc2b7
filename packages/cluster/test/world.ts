import { App, Environment } from 'aws-cdk-lib/core';
import { Template } from 'aws-cdk-lib/assertions';
import featureFlags from 'aws-cdk-lib/recommended-feature-flags.json';
import { CapacityConfig, Purchase } from '@plinth/template/config';
import { Cluster, ClusterProps, EnvironmentStack, Network, NetworkProps } from '../src';

/** Every kind of capacity alone, and together. */
export const CAPACITY_MIXES: Record<string, CapacityConfig | undefined> = {
  'nothing said': undefined,
  'Auto Mode': { autoMode: {} },
  'on-demand nodes': { nodeGroups: [{ name: 'general' }] },
  'Spot and on-demand nodes': { nodeGroups: [{ name: 'general' }, { name: 'spot', purchase: Purchase.SPOT }] },
  'Fargate only': { fargate: [{ name: 'services', namespaces: ['services'] }] },
  'all three': { autoMode: {}, nodeGroups: [{ name: 'spot', purchase: Purchase.SPOT }], fargate: [{ name: 'jobs', namespaces: ['jobs'] }] },
};

export const anApp = () => new App({ context: featureFlags });

/** Where an environment is, when the team said so. */
const CANADA = { account: '111111111111', region: 'ca-central-1' };

export function aNetwork(props: Partial<NetworkProps> = {}, app = anApp(), env?: Environment): { network: Network; stack: EnvironmentStack } {
  const stack = new EnvironmentStack(app, 'acme-prod-Network', { env: env ?? CANADA });
  return { network: new Network(stack, 'Network', { name: 'acme-prod', ...props }), stack };
}

/** A cluster in a stack of its own, with the network in another, as an environment has them. */
export function aCluster(props: Partial<ClusterProps> = {}, app = anApp(), env?: Environment): { cluster: Cluster; stack: EnvironmentStack; app: App } {
  const { network } = aNetwork({}, app, env);
  const stack = new EnvironmentStack(app, 'acme-prod-Cluster', { env: env ?? CANADA });
  return { cluster: new Cluster(stack, 'Cluster', { name: 'acme-prod', vpc: network.vpc, ...props }), stack, app };
}

export const template = (props: Partial<ClusterProps> = {}) => Template.fromStack(aCluster(props).stack);

/** Logical ids of the resources of a type, with their properties. */
export const resources = (from: Template, type: string) => Object.entries(from.findResources(type));
