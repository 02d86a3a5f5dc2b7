import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';

export interface NetworkEndpointsProps {
  /** The VPC. */
  readonly vpc: ec2.IVpc;
  /** Its IPv4 network, in digits: rules are judged by what can be read. */
  readonly cidr: string;
  /** Subnets that have no other way to AWS. */
  readonly subnets: ec2.SubnetSelection;
}

/**
 * What a cluster calls in AWS, by the endpoint's construct id. S3, where image layers are, has a gateway.
 * Auto Mode balances load from outside the VPC, so ELB is not among them.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/private-clusters.html
 */
const SERVICES: Readonly<Record<string, ec2.InterfaceVpcEndpointAwsService>> = {
  /** Image manifests, and leave to pull. */
  EcrApi: ec2.InterfaceVpcEndpointAwsService.ECR,
  /** Image layers begin here and go on in S3. */
  EcrDocker: ec2.InterfaceVpcEndpointAwsService.ECR_DOCKER,
  /** Nodes learn their name, and the VPC CNI attaches network interfaces. */
  Ec2: ec2.InterfaceVpcEndpointAwsService.EC2,
  /** The deploy step finds the Kubernetes API. */
  Eks: ec2.InterfaceVpcEndpointAwsService.EKS,
  /** Credentials of pods, by EKS Pod Identity. */
  EksAuth: ec2.InterfaceVpcEndpointAwsService.EKS_AUTH,
  /** Credentials of pods on Fargate, by their service account. */
  Sts: ec2.InterfaceVpcEndpointAwsService.STS,
  /** Logs of pods and of the deploy step. */
  Logs: ec2.InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS,
  /** Metrics of the CloudWatch agent. */
  Monitoring: ec2.InterfaceVpcEndpointAwsService.CLOUDWATCH_MONITORING,
  /** Traces. */
  XRay: ec2.InterfaceVpcEndpointAwsService.XRAY,
  /** Parameters services are configured with. */
  Ssm: ec2.InterfaceVpcEndpointAwsService.SSM,
};

/** An interface endpoint in every zone for each service a cluster calls, open to the VPC alone. */
export class NetworkEndpoints extends Construct {
  constructor(scope: Construct, id: string, props: NetworkEndpointsProps) {
    super(scope, id);
    const { vpc, cidr, subnets } = props;
    const securityGroup = new ec2.SecurityGroup(this, 'SecurityGroup', { vpc, description: 'Interface endpoints', allowAllOutbound: false });
    securityGroup.addIngressRule(ec2.Peer.ipv4(cidr), ec2.Port.HTTPS, 'AWS, from inside the VPC');
    for (const [name, service] of Object.entries(SERVICES)) {
      new ec2.InterfaceVpcEndpoint(this, name, { vpc, service, subnets, securityGroups: [securityGroup], open: false });
    }
  }
}
