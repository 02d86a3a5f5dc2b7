import { RemovalPolicy, Stack, Tags } from 'aws-cdk-lib/core';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Nat } from '@plinth/template/config';
import { Construct } from 'constructs';
import { ClusterNetwork } from './cluster-network';
import { encryptedLogGroup } from './encrypted-log-group';
import { EnvironmentStack, ZONES } from './environment-stack';
import { NetworkEndpoints } from './network-endpoints';

export interface NetworkProps {
  /** Name of the environment's cluster; names the flow logs and their key. */
  readonly name: string;
  /**
   * How private subnets reach the internet. With `Nat.NONE` they do not, and reach AWS by interface endpoints.
   * @default Nat.PER_ZONE
   */
  readonly nat?: Nat;
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

/** The VPC's IPv4 network. */
const CIDR = '10.0.0.0/16';
const GATEWAYS: Record<Nat, number> = { [Nat.NONE]: 0, [Nat.ONE]: 1, [Nat.PER_ZONE]: ZONES };

/**
 * A VPC over three availability zones: public subnets for load balancers and NAT, private ones for
 * everything else, and a record of all traffic. Refuses a stack that would look its zones up in AWS.
 *
 * @example
 * const network = new Network(new EnvironmentStack(app, 'acme-prod-Network'), 'Network', { name: 'acme-prod' });
 */
export class Network extends Construct implements ClusterNetwork {
  /** The VPC, 10.0.0.0/16. */
  readonly vpc: ec2.Vpc;
  /** The private subnets, one in each zone. */
  readonly subnets: ec2.SubnetSelection;

  constructor(scope: Construct, id: string, props: NetworkProps) {
    super(scope, id);
    const { name, nat = Nat.PER_ZONE, logRetention, removalPolicy } = props;
    checkStack(this);

    const subnetType = nat === Nat.NONE ? ec2.SubnetType.PRIVATE_ISOLATED : ec2.SubnetType.PRIVATE_WITH_EGRESS;
    this.subnets = { subnetType };
    this.vpc = this.createVpc(GATEWAYS[nat], subnetType);
    const key = new kms.Key(this, 'Key', {
      alias: `alias/${name}-network`, description: `Flow logs of ${name}`, enableKeyRotation: true, removalPolicy,
    });
    const logGroup = encryptedLogGroup(this, 'FlowLogs', { name: `/aws/vpc/${name}/flow-logs`, key, retention: logRetention, removalPolicy });

    this.vpc.addFlowLog('FlowLog', { destination: ec2.FlowLogDestination.toCloudWatchLogs(logGroup) });
    // Image layers come from S3 and would be the most of the NAT gateways' bill; this endpoint is free.
    this.vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
    // Interface endpoints cost by the hour in each zone; with NAT the same services are reached through it.
    if (nat === Nat.NONE) new NetworkEndpoints(this, 'Endpoints', { vpc: this.vpc, cidr: CIDR, subnets: this.subnets });
  }

  private createVpc(natGateways: number, subnetType: ec2.SubnetType): ec2.Vpc {
    const vpc = new ec2.Vpc(this, 'Vpc', {
      maxAzs: ZONES,
      natGateways,
      ipAddresses: ec2.IpAddresses.cidr(CIDR),
      // It would bring a Lambda; nothing of ours is in the default security group.
      restrictDefaultSecurityGroup: false,
      subnetConfiguration: [
        { name: 'public', subnetType: ec2.SubnetType.PUBLIC, cidrMask: 24, mapPublicIpOnLaunch: false },
        // Each pod has an address of its own: 8 187 of them in a zone.
        { name: 'private', subnetType, cidrMask: 19 },
      ],
    });
    // How load balancers find their subnets: https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html
    vpc.publicSubnets.forEach((subnet) => Tags.of(subnet).add('kubernetes.io/role/elb', '1'));
    vpc.selectSubnets(this.subnets).subnets.forEach((subnet) => Tags.of(subnet).add('kubernetes.io/role/internal-elb', '1'));
    return vpc;
  }
}

function checkStack(network: Network): void {
  const stack = Stack.of(network);
  if (stack instanceof EnvironmentStack) return;
  throw new Error(`${network.node.path} would look its availability zones up in AWS, got stack ${stack.stackName}; make that an EnvironmentStack`);
}
