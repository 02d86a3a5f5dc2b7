import * as fs from 'node:fs';
import * as path from 'node:path';
import { Validations } from 'aws-cdk-lib/core';
import { Template } from 'aws-cdk-lib/assertions';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import { CapacityConfig } from '@plinth/template/config';
import { checkTemplates, EnvironmentStack, ServiceRole, ServiceRoleProps } from '../src';
import { aCluster, anApp, resources } from './world';

const FARGATE: CapacityConfig = { fargate: [{ name: 'services', namespaces: ['services'] }] };

/** A service's role in a stack that comes after the cluster's, and what it is granted. */
function aServiceRole(said: Partial<ServiceRoleProps> = {}, capacity?: CapacityConfig) {
  const app = anApp();
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  const { cluster, stack } = aCluster({ capacity }, app);
  const services = new EnvironmentStack(app, 'acme-prod-Services', { env: { account: stack.account, region: stack.region } });
  const { role } = new ServiceRole(services, 'Orders', { cluster, service: 'orders', namespace: 'services', ...said });
  sqs.Queue.fromQueueArn(services, 'Queue', 'arn:aws:sqs:ca-central-1:111111111111:invoices').grantSendMessages(role);
  return { app, services };
}

const onNodes = () => Template.fromStack(aServiceRole().services);
const onFargate = () => Template.fromStack(aServiceRole({ compute: 'fargate' }, FARGATE).services);
const trustOf = (template: Template) => resources(template, 'AWS::IAM::Role')[0][1].Properties.AssumeRolePolicyDocument;

/** What CloudFormation makes of the text: the cluster's stack says which provider it has, and its ARN which issuer that is. */
function deployed({ 'Fn::Join': [, parts] }: { 'Fn::Join': [string, (string | Record<string, unknown>)[]] }) {
  const issuer = 'oidc.eks/id/A';
  return JSON.parse(parts.map((part) => {
    if (typeof part === 'string') return part;
    expect(JSON.stringify(part)).toMatch(/"Fn::GetStackOutput":\{"StackName":"acme-prod-Cluster".*IdentityProvider/);
    return 'Fn::Select' in part ? issuer : `arn:aws:iam::1:oidc-provider/${issuer}`;
  }).join(''));
}

describe("a service's role", () => {
  it('on nodes is that of its ServiceAccount alone, in this cluster alone', () => {
    const template = onNodes();
    const [[role]] = resources(template, 'AWS::IAM::Role');
    template.hasResourceProperties('AWS::EKS::PodIdentityAssociation', { Namespace: 'services', ServiceAccount: 'orders', RoleArn: { 'Fn::GetAtt': [role, 'Arn'] } });
    for (const { Principal, Condition } of trustOf(template).Statement) {
      expect(Principal).toEqual({ Service: 'pods.eks.amazonaws.com' });
      expect(Condition).toEqual({ StringEquals: {
        'aws:RequestTag/eks-cluster-arn': { 'Fn::GetStackOutput': expect.objectContaining({ StackName: 'acme-prod-Cluster', OutputName: expect.stringMatching(/Cluster.*Arn/) }) },
        'aws:RequestTag/kubernetes-namespace': 'services',
        'aws:RequestTag/kubernetes-service-account': 'orders',
      } });
    }
    expect(trustOf(template).Statement.flatMap(({ Action }: { Action: string[] }) => Action)).toEqual(['sts:AssumeRole', 'sts:TagSession']);
  });

  it('on Fargate is that of its ServiceAccount alone, by the OIDC provider of the cluster', () => {
    const template = onFargate();
    template.resourceCountIs('AWS::EKS::PodIdentityAssociation', 0);
    expect(deployed(trustOf(template))).toEqual({ Version: '2012-10-17', Statement: [{
      Effect: 'Allow',
      Action: 'sts:AssumeRoleWithWebIdentity',
      Principal: { Federated: 'arn:aws:iam::1:oidc-provider/oidc.eks/id/A' },
      Condition: { StringEquals: { 'oidc.eks/id/A:aud': 'sts.amazonaws.com', 'oidc.eks/id/A:sub': 'system:serviceaccount:services:orders' } },
    }] });
  });

  it.each([['nodes', onNodes], ['Fargate', onFargate]])('on %s may do what it is granted, under a name a manifest can say', (_, made) => {
    const template = made();
    template.hasResourceProperties('AWS::IAM::Role', { RoleName: 'acme-prod-services-orders' });
    const [[, { Properties }], ...others] = resources(template, 'AWS::IAM::Policy');
    expect(others).toEqual([]);
    expect(JSON.stringify(Properties.PolicyDocument)).toContain('sqs:SendMessage');
  });

  it.each([['nodes', {}, undefined], ['Fargate', { compute: 'fargate' as const }, FARGATE]])('on %s needs no Lambda, and passes every check of templates', (_, said, capacity) => {
    const { app, services } = aServiceRole(said, capacity);
    const assembly = app.synth();
    const { template } = assembly.getStackByName(services.stackName);
    const types = Object.values(template.Resources as Record<string, { Type: string }>).map(({ Type }) => Type);
    expect(types.filter((type) => /Lambda|Custom/.test(type))).toEqual([]);
    expect(checkTemplates([{ name: services.stackName, body: template }])).toEqual([]);
    const { pluginReports } = JSON.parse(fs.readFileSync(path.join(assembly.directory, 'validation-report.json'), 'utf8'));
    expect(JSON.stringify(pluginReports)).not.toContain('acme-prod-Services/Orders/Role/Resource');
  });

  it.each([
    ['its namespace is the system\'s', { namespace: 'kube-system' }, 'namespace is reserved by Kubernetes or EKS, got "kube-system"; choose another namespace'],
    ['its namespace stands for several', { namespace: 'team-*' }, 'namespace is not a DNS-1123 name of at most 63 characters, got "team-*"'],
    ['its name stands for several', { service: '*' }, 'service is not a DNS-1123 name of at most 63 characters, got "*"'],
    ['IAM has no room for its name', { service: 'a'.repeat(50) }, "service makes a role name above IAM's 64 characters, got \"acme-prod-services-aaa"],
    ['Fargate has no OIDC provider in its cluster', { compute: 'fargate' as const }, 'compute has no OIDC provider in this cluster, got "fargate"; add capacity.fargate to the cluster, or remove compute'],
  ])('fails when %s', (_, said, sentence) => {
    expect(() => aServiceRole(said)).toThrow(sentence);
  });
});
