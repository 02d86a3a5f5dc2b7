import { Template } from 'aws-cdk-lib/assertions';
import { resources, template } from './world';

/** An add-on, as far as tests look into it. */
interface Addon {
  readonly AddonName: string;
  readonly PodIdentityAssociations?: { readonly ServiceAccount: string; readonly RoleArn: object }[];
}

const addonsOf = (cluster: Template): Record<string, Addon> => Object.fromEntries(resources(cluster, 'AWS::EKS::Addon').map(([, { Properties }]) => [Properties.AddonName, Properties]));
const general = { nodeGroups: [{ name: 'general' }] };

describe('add-ons in AWS', () => {
  it('that call AWS have a role each, and the others have none', () => {
    const identities = Object.values(addonsOf(template({ capacity: general })))
      .flatMap(({ AddonName, PodIdentityAssociations = [] }) => PodIdentityAssociations.map(({ ServiceAccount, RoleArn }) => ({ AddonName, ServiceAccount, role: JSON.stringify(RoleArn) })));
    expect(identities.map(({ AddonName, ServiceAccount }) => [AddonName, ServiceAccount]).sort()).toEqual([['aws-ebs-csi-driver', 'ebs-csi-controller-sa'], ['vpc-cni', 'aws-node']]);
    expect(new Set(identities.map(({ role }) => role)).size).toBe(2);
  });

  it('give the EBS driver the volumes it tagged, and no others', () => {
    const policies = resources(template({ capacity: general }), 'AWS::IAM::Role').flatMap(([, role]) => role.Properties.ManagedPolicyArns ?? []);
    expect(JSON.stringify(policies)).toContain(':iam::aws:policy/AmazonEBSCSIDriverPolicyV2');
    expect(JSON.stringify(policies)).not.toContain('AmazonEBSCSIDriverPolicy"');
  });
});

describe('the EBS driver', () => {
  it('is there for node groups, beside Auto Mode too', () => {
    expect(addonsOf(template({ capacity: { autoMode: {}, ...general } }))).toHaveProperty('aws-ebs-csi-driver');
  });

  it.each([
    ['Auto Mode has it built in', { autoMode: {} }],
    ['Fargate mounts no volumes', { fargate: [{ name: 'services', namespaces: ['services'] }] }],
    ['kube-system is on Fargate, where Pod Identity gives no credentials', { ...general, fargate: [{ name: 'system', namespaces: ['kube-system'] }] }],
  ])('is not there when %s', (_, capacity) => {
    expect(addonsOf(template({ capacity }))).not.toHaveProperty('aws-ebs-csi-driver');
  });
});
