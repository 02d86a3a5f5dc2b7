import { Stack } from 'aws-cdk-lib/core';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as eks from 'aws-cdk-lib/aws-eks-v2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { FargateProfileConfig } from '@plinth/template/config';
import { Construct } from 'constructs';
import { managedRole } from './managed-role';

export interface FargateProfilesProps {
  /** Cluster the pods belong to. */
  readonly cluster: eks.Cluster;
  /** Name of the cluster, in letters. */
  readonly clusterName: string;
  /** Subnets of the cluster's VPC the pods are in. */
  readonly subnets: ec2.SubnetSelection;
  /** The profiles, at least one. */
  readonly profiles: readonly FargateProfileConfig[];
}

/** Fargate profiles by namespace, in the subnets of a cluster, with one pod execution role. */
export class FargateProfiles extends Construct {
  /** Role that pulls images and writes the logs of pods on Fargate. */
  readonly podExecutionRole: iam.Role;

  constructor(scope: Construct, id: string, props: FargateProfilesProps) {
    super(scope, id);
    const { cluster, clusterName, subnets, profiles } = props;
    this.podExecutionRole = this.createPodExecutionRole(clusterName);
    for (const { name, namespaces } of profiles) {
      new eks.FargateProfile(this, name, {
        cluster,
        podExecutionRole: this.podExecutionRole,
        selectors: namespaces.map((namespace) => ({ namespace })),
        // The subnet selection is ignored without the VPC.
        vpc: cluster.vpc,
        subnetSelection: subnets,
      });
    }
  }

  private createPodExecutionRole(clusterName: string): iam.Role {
    const profiles = Stack.of(this).formatArn({ service: 'eks', resource: 'fargateprofile', resourceName: `${clusterName}/*` });
    // Else a profile of another cluster could have Fargate use this role: https://docs.aws.amazon.com/eks/latest/userguide/pod-execution-role.html
    const fargate = new iam.ServicePrincipal('eks-fargate-pods.amazonaws.com', { conditions: { ArnLike: { 'aws:SourceArn': profiles } } });
    return managedRole(this, 'Role', fargate, {
      AmazonEKSFargatePodExecutionRolePolicy: 'pulls images of every service, and of the add-ons from registries of AWS',
    });
  }
}
