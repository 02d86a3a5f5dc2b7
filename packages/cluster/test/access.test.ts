import * as fs from 'node:fs';
import * as path from 'node:path';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { parseAllDocuments } from 'yaml';
import { accessMap, DELIVERY_GROUP, deliveryRbac, EnvironmentStack } from '../src';
import { aCluster, resources } from './world';

/** A deploy step in a stack that comes after the cluster's. */
function aDelivery(namespaces = ['services'], allowAllOutbound = false) {
  const { cluster, stack, app } = aCluster();
  const delivery = new EnvironmentStack(app, 'acme-prod-Delivery', { env: { account: stack.account, region: stack.region } });
  const role = new iam.Role(delivery, 'Role', { assumedBy: new iam.ServicePrincipal('codebuild.amazonaws.com') });
  const securityGroup = new ec2.SecurityGroup(delivery, 'SecurityGroup', { vpc: cluster.cluster.vpc, allowAllOutbound });
  cluster.grantDeploy('Access', role, namespaces);
  cluster.allowApiFrom(securityGroup);
  return { delivery: Template.fromStack(delivery), cluster: Template.fromStack(stack) };
}

describe('deploy role', () => {
  it('edits its namespaces and nothing else', () => {
    aDelivery(['services', 'jobs']).delivery.hasResourceProperties('AWS::EKS::AccessEntry', {
      AccessPolicies: [{
        PolicyArn: { 'Fn::Join': ['', Match.arrayWith([':eks::aws:cluster-access-policy/AmazonEKSEditPolicy'])] },
        AccessScope: { Type: 'namespace', Namespaces: ['services', 'jobs'] },
      }],
      KubernetesGroups: [DELIVERY_GROUP],
    });
  });

  it('finds the API endpoint of this cluster', () => {
    aDelivery().delivery.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: { Statement: [{ Action: 'eks:DescribeCluster', Effect: 'Allow', Resource: Match.anyValue() }] },
    });
  });

  it('may live in a stack that depends on the cluster', () => {
    const { cluster } = aDelivery();
    cluster.resourceCountIs('AWS::EKS::AccessEntry', 0);
    expect(resources(cluster, 'AWS::EC2::SecurityGroupIngress')).toEqual([]);
  });

  it('reaches the private API endpoint over HTTPS', () => {
    const rule = { FromPort: 443, ToPort: 443, IpProtocol: 'tcp' };
    const { delivery } = aDelivery();
    delivery.hasResourceProperties('AWS::EC2::SecurityGroupIngress', rule);
    delivery.hasResourceProperties('AWS::EC2::SecurityGroupEgress', rule);
    aDelivery(['services'], true).delivery.hasResourceProperties('AWS::EC2::SecurityGroupIngress', rule);
  });

  it.each(['kube-system', 'kube-public'])('fails when it is to edit %s, where it could become anyone', (namespace) => {
    expect(() => aDelivery([namespace])).toThrow(`namespaces[0] is reserved by Kubernetes or EKS, got "${namespace}"; choose another namespace`);
  });

  it.each(['*', 'team-*', ''])('fails when "%s" stands for a namespace', (namespace) => {
    expect(() => aDelivery(['services', namespace])).toThrow(`namespaces[1] is not a DNS-1123 name of at most 63 characters, got "${namespace}"`);
  });

  it('fails when it has no namespace', () => {
    expect(() => aDelivery([])).toThrow("namespaces is missing, got []; add it, for example ['services']");
  });
});

const ADMIN = 'arn:aws:iam::111111111111:role/on-call';
const VIEWER = 'arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/ap-northeast-2/Developers';

describe('people', () => {
  const entriesOf = (subjects: { administrators?: string[]; viewers?: string[] }) => {
    const { cluster, stack } = aCluster();
    cluster.grantAccess(subjects);
    return resources(Template.fromStack(stack), 'AWS::EKS::AccessEntry');
  };
  const policy = (name: string) => ({ PolicyArn: { 'Fn::Join': ['', expect.arrayContaining([`:eks::aws:cluster-access-policy/${name}`])] }, AccessScope: { Type: 'cluster' } });

  it('have no access unless they are named', () => {
    expect(entriesOf({})).toEqual([]);
  });

  it('look at everything but secrets as viewers', () => {
    const [[, { Properties }]] = entriesOf({ viewers: [VIEWER] });
    // AmazonEKSAdminViewPolicy reads secrets.
    expect(Properties).toMatchObject({ PrincipalArn: VIEWER, AccessPolicies: [policy('AmazonEKSViewPolicy')] });
    expect(Properties.KubernetesGroups).toBeUndefined();
  });

  it('do everything as administrators, and in no other way', () => {
    const [[, { Properties }]] = entriesOf({ administrators: [ADMIN] });
    expect(Properties).toMatchObject({ PrincipalArn: ADMIN, AccessPolicies: [policy('AmazonEKSClusterAdminPolicy')] });
  });

  it('keep their entry when their duty changes, since EKS has one for a role', () => {
    const [[before], [after]] = [entriesOf({ viewers: [VIEWER, ADMIN] })[1], entriesOf({ administrators: [ADMIN], viewers: [VIEWER] })[0]];
    expect(after).toBe(before);
  });

  it('fails when a role is named twice, which EKS would refuse', () => {
    expect(() => entriesOf({ administrators: [ADMIN], viewers: [VIEWER, ADMIN] }))
      .toThrow(`viewers[1] is used twice, first by administrators[0], got "${ADMIN}"; give each its own`);
  });
});

describe('access map', () => {
  const map = accessMap({ administrators: [ADMIN], viewers: [VIEWER], delivery: { principal: 'role/acme-prod-delivery', namespaces: ['services', 'jobs'] } });

  it('has one row for each access entry, with what it may do in words', () => {
    expect(map.map(({ principal, duty, policy, namespaces }) => [principal, duty, policy, namespaces])).toEqual([
      [ADMIN, 'administrator', 'AmazonEKSClusterAdminPolicy', []],
      [VIEWER, 'viewer', 'AmazonEKSViewPolicy', []],
      ['role/acme-prod-delivery', 'delivery', 'AmazonEKSEditPolicy', ['services', 'jobs']],
    ]);
    expect(map.map(({ may }) => may)).toEqual([expect.stringContaining('everything'), expect.stringContaining('no secrets'), expect.stringContaining('secrets')]);
  });

  it('is what the cluster is made with', () => {
    const { delivery } = aDelivery(['services', 'jobs']);
    const [[, { Properties }]] = resources(delivery, 'AWS::EKS::AccessEntry');
    expect(Properties.KubernetesGroups).toEqual(map[2].groups);
    expect(Properties.AccessPolicies[0].AccessScope).toEqual({ Type: 'namespace', Namespaces: map[2].namespaces });
  });
});

describe('cluster role of the deploy step', () => {
  const [role, binding] = deliveryRbac({ namespaces: ['services'], ingressClasses: ['alb'] });

  it('names each object it may create or change, and deletes none', () => {
    for (const rule of role.rules) {
      expect(rule.resourceNames).not.toEqual([]);
      expect(rule.verbs).toEqual(['get', 'create', 'patch']);
    }
  });

  it('says nothing of ingress classes when there are none, since no name means every name', () => {
    expect(deliveryRbac({ namespaces: ['services'] })[0].rules.map((rule) => rule.resources)).toEqual([['namespaces']]);
  });

  it('belongs to the group of the access entry', () => {
    expect(binding.subjects).toEqual([{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: DELIVERY_GROUP }]);
    expect(binding.roleRef.name).toBe(role.metadata.name);
  });

  it('is what the README has an operator apply', () => {
    const readme = fs.readFileSync(path.join(__dirname, '../README.md'), 'utf8');
    const [, manifest] = /```yaml\n([\s\S]*?)```/.exec(readme)!;
    expect(parseAllDocuments(manifest).map((document) => document.toJS())).toEqual([role, binding]);
  });

  it('fails when it has no namespace, which would mean all of them', () => {
    expect(() => deliveryRbac({ namespaces: [] })).toThrow('namespaces is missing');
  });
});
