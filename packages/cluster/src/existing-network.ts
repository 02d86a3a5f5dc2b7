import { Annotations } from 'aws-cdk-lib/core';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { VpcConfig } from '@plinth/template/config';
import { Construct } from 'constructs';
import { ClusterNetwork } from './cluster-network';

/**
 * A VPC that exists, by its attributes: nothing is looked up, and nothing in it is changed. Its subnets carry the
 * tags that load balancers look for already, and it reaches AWS by NAT or by the endpoints `NetworkEndpoints` names.
 *
 * @example
 * const network = new ExistingNetwork(stack, 'Network', {
 *   id: 'vpc-0a1b2c3d4e5f67890', availabilityZones: ['ap-northeast-2a', 'ap-northeast-2b'],
 *   privateSubnetIds: ['subnet-0a1b2c3d4e5f67890', 'subnet-0b1c2d3e4f5a67890'],
 * });
 */
export class ExistingNetwork extends Construct implements ClusterNetwork {
  readonly vpc: ec2.IVpc;
  readonly subnets: ec2.SubnetSelection = { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS };

  constructor(scope: Construct, id: string, props: VpcConfig) {
    super(scope, id);
    this.vpc = ec2.Vpc.fromVpcAttributes(this, 'Vpc', {
      vpcId: props.id,
      availabilityZones: props.availabilityZones,
      privateSubnetIds: props.privateSubnetIds,
    });
    for (const subnet of this.vpc.privateSubnets) {
      Annotations.of(subnet).acknowledgeWarning('@aws-cdk/aws-ec2:noSubnetRouteTableId', 'no route is added to a VPC of somebody else');
    }
  }
}
