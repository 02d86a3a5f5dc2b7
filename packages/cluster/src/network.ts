import { RemovalPolicy, Stack, Tags } from 'aws-cdk-lib/core';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { ConfigError } from '@plinth/template/config';
import { Construct } from 'constructs';
import { encryptedLogGroup } from './encrypted-log-group';
import { EnvironmentStack, ZONES } from './environment-stack';

export interface NetworkProps {
  /** Name of the environment's cluster; names the flow logs and their key. */
  readonly name: string;
  /**
   * NAT gateways, 1 to 3. With one, an outage of its zone takes the internet from all nodes.
   * @default 3, one per availability zone
   */
  readonly natGateways?: number;
  /**
   * How long flow logs are kept.
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: logs.RetentionDays;
  /**
   * What becomes of the flow logs and their key when the stack is deleted.
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * A VPC over three availability zones: public subnets for load balancers and NAT, private ones for
 * everything else, and a record of all traffic. Refuses a stack that would look its zones up in AWS.
 *
 * @example
 * const { vpc } = new Network(new EnvironmentStack(app, 'acme-prod-Network'), 'Network', { name: 'acme-prod' });
 */
export class Network extends Construct {
  /** The VPC, 10.0.0.0/16. */
  readonly vpc: ec2.Vpc;

  constructor(scope: Construct, id: string, props: NetworkProps) {
    super(scope, id);
    const { name, natGateways = ZONES, logRetention, removalPolicy } = props;
    checkNatGateways(natGateways);
    checkStack(this);

    this.vpc = this.createVpc(natGateways);
    const key = new kms.Key(this, 'Key', {
      alias: `alias/${name}-network`, description: `Flow logs of ${name}`, enableKeyRotation: true, removalPolicy,
    });
    const logGroup = encryptedLogGroup(this, 'FlowLogs', { name: `/aws/vpc/${name}/flow-logs`, key, retention: logRetention, removalPolicy });

    this.vpc.addFlowLog('FlowLog', { destination: ec2.FlowLogDestination.toCloudWatchLogs(logGroup) });
    // Image layers come from S3 and would be the most of the NAT gateways' bill; this endpoint is free.
    // Interface endpoints cost by the hour in each zone, and nodes reach the same services through NAT.
    this.vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
  }

  private createVpc(natGateways: number): ec2.Vpc {
    const vpc = new ec2.Vpc(this, 'Vpc', {
      maxAzs: ZONES,
      natGateways,
      ipAddresses: ec2.IpAddresses.cidr('10.0.0.0/16'),
      // It would bring a Lambda; nothing of ours is in the default security group.
      restrictDefaultSecurityGroup: false,
      subnetConfiguration: [
        { name: 'public', subnetType: ec2.SubnetType.PUBLIC, cidrMask: 24, mapPublicIpOnLaunch: false },
        // Each pod has an address of its own: 8 187 of them in a zone.
        { name: 'private', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 19 },
      ],
    });
    // How load balancers find their subnets: https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html
    vpc.publicSubnets.forEach((subnet) => Tags.of(subnet).add('kubernetes.io/role/elb', '1'));
    vpc.privateSubnets.forEach((subnet) => Tags.of(subnet).add('kubernetes.io/role/internal-elb', '1'));
    return vpc;
  }
}

function checkNatGateways(natGateways: number): void {
  if (Number.isInteger(natGateways) && natGateways >= 1 && natGateways <= ZONES) return;
  throw new ConfigError([{ path: 'natGateways', kind: 'range', got: natGateways, detail: { unit: 'whole number', min: 1, max: ZONES } }]);
}

function checkStack(network: Network): void {
  const stack = Stack.of(network);
  if (stack instanceof EnvironmentStack) return;
  throw new Error(`${network.node.path} would look its availability zones up in AWS, got stack ${stack.stackName}; make that an EnvironmentStack`);
}
