import featureFlags from 'aws-cdk-lib/recommended-feature-flags.json';
import { App, Stack, type Environment } from 'aws-cdk-lib/core';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { SourceProvider, type SourceConfig } from '@plinth/template/config';
import { DeliveryPipeline, EnvironmentDelivery, Registry, type DeliveryEnvironment, type Scanning } from '../src';

export const TOOLING = '111111111111';
export const PRODUCTION = '222222222222';
const REGION = 'eu-central-1';

export interface World {
  readonly environments: DeliveryEnvironment[];
  readonly tooling?: Environment;
  readonly source?: SourceConfig;
  readonly scanning?: Scanning;
}

/** Two environments, the second in an account of its own and behind an approval. */
export const twoAccounts: World = {
  tooling: { account: TOOLING, region: REGION },
  environments: [
    { name: 'staging', account: TOOLING, region: REGION },
    { name: 'prod', account: PRODUCTION, region: REGION, approval: true },
  ],
};

/** No account, no region: stacks for wherever they are deployed to. */
export const anywhere: World = { environments: [{ name: 'staging' }, { name: 'prod', approval: true }] };

/** A repository on GitHub behind a connection that was confirmed; Inspector scans the images. */
export const github: World = {
  ...twoAccounts,
  source: { provider: SourceProvider.GITHUB, repository: 'acme/shop', connectionArn: `arn:aws:codeconnections:eu-central-1:${TOOLING}:connection/0a1b2c3d` },
  scanning: 'enhanced',
};

/** What the app makes of a platform called `acme`, as far as this package is concerned. */
export function aPlatform(world: World): { app: App; registry: Stack; pipeline: Stack; environments: Stack[] } {
  const app = new App({ context: featureFlags, analyticsReporting: false });
  const registry = new Stack(app, 'acme-Registry', { env: world.tooling });
  new Registry(registry, 'Registry', { platform: 'acme', pullAccounts: world.environments.flatMap(({ account }) => account ?? []), scanning: world.scanning });
  const environments = world.environments.map((environment) => anEnvironment(app, environment, world.tooling?.account));
  const pipeline = new Stack(app, 'acme-Pipeline', { env: world.tooling });
  new DeliveryPipeline(pipeline, 'Delivery', { platform: 'acme', source: world.source, environments: world.environments, scanning: world.scanning });
  return { app, registry, pipeline, environments };
}

function anEnvironment(app: App, { name, account, region }: DeliveryEnvironment, toolingAccount?: string): Stack {
  const stack = new Stack(app, `acme-${name}-Cluster`, { env: { account, region } });
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-0123456789abcdef0',
    availabilityZones: ['eu-central-1a', 'eu-central-1b'],
    privateSubnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
    privateSubnetRouteTableIds: ['rtb-0123456789abcdef0', 'rtb-0123456789abcdef1'],
  });
  new EnvironmentDelivery(stack, 'Delivery', { platform: 'acme', environment: name, vpc, toolingAccount });
  return stack;
}

/** Every template of a world, by stack name. */
export function templatesOf(world: World): Record<string, Template> {
  const { registry, pipeline, environments } = aPlatform(world);
  return Object.fromEntries([registry, pipeline, ...environments].map((stack) => [stack.stackName, Template.fromStack(stack)]));
}

/** One statement of a policy, as the template has it. */
export interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | string[];
  readonly Resource?: unknown;
  readonly Principal?: unknown;
  readonly Condition?: Record<string, unknown>;
}

/** What a role, or a policy attached to one, allows. */
export function statementsOf(resource: Record<string, unknown>): Statement[] {
  const { Policies, PolicyDocument } = resource.Properties as { Policies?: { PolicyDocument: Policy }[]; PolicyDocument?: Policy };
  return [...(Policies ?? []).map((policy) => policy.PolicyDocument), ...(PolicyDocument ? [PolicyDocument] : [])].flatMap(({ Statement: list }) => list);
}

/** Actions a role of a template allows. */
export function actionsOf(role: Record<string, unknown>): string[] {
  return statementsOf(role).flatMap(({ Action }) => Action);
}

/** The role of a template whose id begins so. */
export function roleOf(template: Template, id: string): Record<string, unknown> {
  const roles = Object.entries(template.findResources('AWS::IAM::Role')).filter(([name]) => name.startsWith(id));
  if (roles.length !== 1) throw new Error(`${id} is the beginning of ${roles.length} roles`);
  return roles[0][1];
}

/** Whether a role may do something to a resource; conditions are taken to hold. */
export function may(role: Record<string, unknown>, action: string, resource: string): boolean {
  const fits = (pattern: string) => new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`).test(resource);
  return statementsOf(role).some(({ Action, Resource }) => [Action].flat().includes(action) && [Resource].flat().map(text).some(fits));
}

/** An ARN as people write it: references in angle brackets. */
export function text(node: unknown): string {
  if (typeof node === 'string') return node;
  const [[kind, value]] = Object.entries(node as Record<string, string | [string, unknown[]]>);
  if (kind === 'Fn::Join') return (value[1] as unknown[]).map(text).join('');
  return `<${[value].flat().join('.')}>`;
}

interface Policy {
  readonly Statement: Statement[];
}
