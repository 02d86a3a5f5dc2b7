import { Stack } from 'aws-cdk-lib/core';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import type { Permission } from './step-role';

/** Where a step runs inside a VPC. */
export interface StepNetwork {
  /** The VPC. */
  readonly vpc: ec2.IVpc;
  /** Its subnets. */
  readonly subnets: ec2.SubnetSelection;
  /** The step's own group. */
  readonly securityGroup: ec2.ISecurityGroup;
}

/**
 * What a step needs to run inside a VPC.
 * @see https://docs.aws.amazon.com/codebuild/latest/userguide/auth-and-access-control-iam-identity-based-access-control.html
 */
export function networkPermissions(scope: Construct, { vpc, subnets, securityGroup }: StepNetwork): Permission[] {
  const arn = (resource: string, resourceName: string) => Stack.of(scope).formatArn({ service: 'ec2', resource, resourceName });
  const subnetArns = vpc.selectSubnets(subnets).subnetIds.map((subnet) => arn('subnet', subnet));
  const interfaces = arn('network-interface', '*');
  const why = 'CodeBuild makes and removes the network interfaces of its builds';
  return [
    {
      allow: ['ec2:DescribeDhcpOptions', 'ec2:DescribeNetworkInterfaces', 'ec2:DescribeSecurityGroups', 'ec2:DescribeSubnets', 'ec2:DescribeVpcs'],
      on: ['*'],
      why: 'the calls allow no resource',
    },
    { allow: ['ec2:CreateNetworkInterface'], on: [interfaces, ...subnetArns, arn('security-group', securityGroup.securityGroupId)], why },
    { allow: ['ec2:DeleteNetworkInterface'], on: [interfaces], why },
    {
      allow: ['ec2:CreateNetworkInterfacePermission'],
      on: [interfaces],
      when: { StringEquals: { 'ec2:Subnet': subnetArns, 'ec2:AuthorizedService': 'codebuild.amazonaws.com' } },
      why,
    },
  ];
}
