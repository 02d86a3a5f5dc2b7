import { Stack } from 'aws-cdk-lib/core';
import * as eks from 'aws-cdk-lib/aws-eks-v2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { ConfigError, Problem } from '@plinth/template/config';
import { Construct } from 'constructs';
import { Cluster } from './cluster';
import { namespaceProblems } from './delivery-rbac';
import { Explained } from './explained';

export interface ServiceRoleProps {
  /** Cluster the service runs in. */
  readonly cluster: Cluster;
  /** Name of the service, which is that of its ServiceAccount too. */
  readonly service: string;
  /** Namespace of the service. */
  readonly namespace: string;
  /**
   * What its pods run on: nodes, Auto Mode's among them, or AWS Fargate.
   * @default 'nodes'
   */
  readonly compute?: 'nodes' | 'fargate';
}

/**
 * What one service may do in AWS: a role that the pods of its ServiceAccount alone can assume, and that can do nothing
 * until it is granted something. Pods on nodes get it by an EKS Pod Identity association, and nothing in a manifest. Pods
 * on Fargate get it by the cluster's OIDC provider; their ServiceAccount is annotated with the role's ARN.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html
 * @see https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
 *
 * @example
 * const { role } = new ServiceRole(stack, 'Orders', { cluster, service: 'orders', namespace: 'services' });
 * invoices.grantSendMessages(role);
 */
export class ServiceRole extends Construct {
  /** The role, to grant to. */
  readonly role: iam.Role;

  constructor(scope: Construct, id: string, props: ServiceRoleProps) {
    super(scope, id);
    const roleName = ServiceRole.roleName(props);
    checkIdentity(props, roleName);
    const said = { roleName, description: `What ${props.service} in namespace ${props.namespace} of ${props.cluster.name} may do` };
    this.role = props.compute === 'fargate' ? this.createFargateRole(props, said) : this.createNodeRole(props, said);
  }

  /** Name of the role, by which the ServiceAccount of pods on Fargate names it. */
  static roleName({ cluster, namespace, service }: ServiceRoleProps): string {
    return `${cluster.name}-${namespace}-${service}`;
  }

  private createNodeRole({ cluster: { cluster }, service, namespace }: ServiceRoleProps, said: Partial<iam.RoleProps>): iam.Role {
    // Else any association in the account could hand this role to other pods.
    const conditions = { StringEquals: {
      'aws:RequestTag/eks-cluster-arn': cluster.clusterArn,
      'aws:RequestTag/kubernetes-namespace': namespace,
      'aws:RequestTag/kubernetes-service-account': service,
    } };
    const pods = new iam.SessionTagsPrincipal(new iam.ServicePrincipal('pods.eks.amazonaws.com', { conditions }));
    const role = new iam.Role(this, 'Role', { ...said, assumedBy: pods });
    new eks.CfnPodIdentityAssociation(this, 'Default', { clusterName: cluster.clusterName, namespace, serviceAccount: service, roleArn: role.roleArn });
    return role;
  }

  private createFargateRole({ cluster: { identityProvider }, service, namespace }: ServiceRoleProps, said: Partial<iam.RoleProps>): iam.Role {
    if (!identityProvider) throw new Explained('compute has no OIDC provider in this cluster, got "fargate"; add capacity.fargate to the cluster, or remove compute');
    const { oidcProviderArn, oidcProviderIssuer } = identityProvider;
    const role = new iam.Role(this, 'Role', { ...said, assumedBy: new iam.WebIdentityPrincipal(oidcProviderArn) });
    // The issuer, known at deployment only, is part of the conditions' keys, where CloudFormation takes no function. Until it
    // does, the policy is a text: https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/198
    (role.node.defaultChild as iam.CfnRole).assumeRolePolicyDocument = Stack.of(this).toJsonString({ Version: '2012-10-17', Statement: [{
      Effect: 'Allow',
      Action: 'sts:AssumeRoleWithWebIdentity',
      Principal: { Federated: oidcProviderArn },
      Condition: { StringEquals: { [`${oidcProviderIssuer}:aud`]: 'sts.amazonaws.com', [`${oidcProviderIssuer}:sub`]: `system:serviceaccount:${namespace}:${service}` } },
    }] });
    return role;
  }
}

function checkIdentity({ service, namespace }: ServiceRoleProps, roleName: string): void {
  const problems: Problem[] = namespaceProblems('namespace', namespace);
  if (!/^[a-z](-?[a-z0-9])*$/.test(service)) problems.push({ path: 'service', kind: 'name', got: service, detail: { max: 63 } });
  if (problems.length > 0) throw new ConfigError(problems);
  if (roleName.length > 64) throw new Explained(`service makes a role name above IAM's 64 characters, got "${roleName}"; shorten the name of the service or of its namespace`);
}
