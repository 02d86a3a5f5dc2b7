import * as ec2 from 'aws-cdk-lib/aws-ec2';

/** Where a cluster and its deploy step live: a `Network` or an `ExistingNetwork`. */
export interface ClusterNetwork {
  /** The VPC. */
  readonly vpc: ec2.IVpc;
  /** Its subnets for nodes, pods, the Kubernetes API and the deploy step. */
  readonly subnets: ec2.SubnetSelection;
}
