import * as fs from 'node:fs';
import * as path from 'node:path';
import { App, Environment, Validations } from 'aws-cdk-lib/core';
import { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { CapacityConfig } from '@plinth/template/config';
import { aCluster, anApp, CAPACITY_MIXES, PROFILE_VALUES, resources, Values, waitsFor } from './world';

type Resource = { Type: string; Properties: Record<string, unknown> };
type Statement = { Action: string | string[]; Principal?: unknown };
type Report = { readonly pluginName: string; readonly violations: unknown[]; readonly suppressedViolations?: { readonly reason?: string }[] };

/** A network and a cluster, synthesised once, judged by cdk-nag on the way. */
function anEnvironment(values: Values, capacity?: CapacityConfig, env?: Environment) {
  const app: App = anApp();
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  const { cluster, stack } = aCluster({ ...values, capacity, apiAccessCidrs: ['203.0.113.0/24'] }, app, env);
  cluster.grantAccess({ administrators: ['arn:aws:iam::111111111111:role/on-call'], viewers: ['arn:aws:iam::111111111111:role/developers'] });
  const assembly = app.synth();
  const templates = assembly.stacks.map(({ template }) => template as { Resources: Record<string, Resource> });
  const reports: Report[] = JSON.parse(fs.readFileSync(path.join(assembly.directory, 'validation-report.json'), 'utf8')).pluginReports;
  return {
    bytes: JSON.stringify(templates),
    cluster: Template.fromJSON(assembly.getStackByName(stack.stackName).template),
    resources: templates.flatMap((template) => Object.values(template.Resources)),
    nag: reports.find(({ pluginName }) => pluginName === 'AwsSolutions')!,
  };
}

/** Every statement that gives a permission; a key's own policy names the account, which is what makes the key manageable. */
function statementsOf(all: Resource[]): Statement[] {
  const documents = all.filter(({ Type }) => Type !== 'AWS::KMS::Key').flatMap(({ Properties }) => [
    Properties.PolicyDocument, Properties.AssumeRolePolicyDocument, ...((Properties.Policies as { PolicyDocument: unknown }[]) ?? []).map((policy) => policy.PolicyDocument),
  ]);
  return documents.flatMap((document) => (document as { Statement: Statement[] } | undefined)?.Statement ?? []);
}

const addons = (cluster: Template, ...names: string[]) => resources(cluster, 'AWS::EKS::Addon').filter(([, { Properties }]) => names.includes(Properties.AddonName)).map(([id]) => id);

const MATRIX = Object.entries(CAPACITY_MIXES).flatMap(([mix, capacity]) => Object.entries(PROFILE_VALUES).map(([profile, values]) => [mix, profile, capacity, values] as const));

describe.each(MATRIX)('%s, %s', (_, __, capacity, values) => {
  let made: ReturnType<typeof anEnvironment>;
  beforeAll(() => { made = anEnvironment(values, capacity); });

  it('needs no Lambda and no custom resource', () => {
    expect(made.resources.filter(({ Type }) => /Lambda|Custom/.test(Type))).toEqual([]);
  });

  it('gives no permission with a wildcard action', () => {
    const statements = statementsOf(made.resources);
    expect(statements.length).toBeGreaterThan(0);
    expect(statements.flatMap(({ Action }) => Action).filter((action) => action.includes('*'))).toEqual([]);
  });

  it('has no finding of cdk-nag that is not acknowledged with a reason', () => {
    expect(made.nag.violations).toEqual([]);
    expect(made.nag.suppressedViolations?.filter(({ reason }) => !reason)).toEqual([]);
  });

  it('has the network of its nodes before them, and its capacity before what runs as pods', () => {
    const { cluster } = made;
    const nodes = resources(cluster, 'AWS::EKS::Nodegroup').map(([id]) => id);
    const capacities = [...nodes, ...resources(cluster, 'AWS::EKS::FargateProfile').map(([id]) => id)];
    const before = addons(cluster, 'vpc-cni', 'kube-proxy', 'eks-pod-identity-agent');
    expect(before).toHaveLength(nodes.length > 0 ? 3 : 0);
    for (const node of nodes) expect([...waitsFor(cluster, node)]).toEqual(expect.arrayContaining(before));
    for (const addon of addons(cluster, 'coredns', 'metrics-server')) expect([...waitsFor(cluster, addon)]).toEqual(expect.arrayContaining(capacities));
  });
});

it.each(Object.entries(CAPACITY_MIXES))('%s, in no known account or region, has no finding of cdk-nag either', (_, capacity) => {
  expect(anEnvironment(PROFILE_VALUES.team, capacity, {}).nag.violations).toEqual([]);
});

it.each(['all three', 'nodes of every image and architecture'])('%s synthesises to the same bytes twice', (mix) => {
  const bytes = () => anEnvironment(PROFILE_VALUES.team, CAPACITY_MIXES[mix]).bytes;
  expect(bytes()).toBe(bytes());
});
