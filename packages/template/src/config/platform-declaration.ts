import { GatesConfig } from './gates-declaration';

/** How much an environment costs and how much it survives. It chooses values, never files. */
export enum Profile {
  /** One NAT gateway, short retention, no deletion protection: to try things. */
  TINY = 'tiny',
  /** What a team's shared staging needs. */
  TEAM = 'team',
  /** A NAT gateway per zone, long retention, deletion protection, zonal shift. */
  PRODUCTION = 'production',
}

/** How a node group's instances are bought. Reserved capacity and Savings Plans are billing, not configuration. */
export enum Purchase {
  /** Pay by the second; never reclaimed. */
  ON_DEMAND = 'on-demand',
  /** Up to 90 % cheaper; reclaimed with two minutes' notice. */
  SPOT = 'spot',
}

/** Who can reach a service. */
export enum Exposure {
  /** Only workloads of the cluster. */
  INTERNAL = 'internal',
  /** The VPC and the networks connected to it too, over HTTPS, through a load balancer without public addresses. */
  PRIVATE = 'private',
  /** Anyone, over HTTPS, through a load balancer. */
  PUBLIC = 'public',
}

/** Where the source lives. All but CodeCommit go through AWS CodeConnections. */
export enum SourceProvider {
  /** AWS CodeCommit; the repository is created by the platform. */
  CODECOMMIT = 'codecommit',
  /** GitHub. */
  GITHUB = 'github',
  /** GitLab. */
  GITLAB = 'gitlab',
  /** Bitbucket Cloud. */
  BITBUCKET = 'bitbucket',
}

/** The operating system of a node group's machines. */
export enum NodeImage {
  /** Amazon Linux 2023. */
  AL2023 = 'al2023',
  /** Bottlerocket: smaller, read-only, without a shell. */
  BOTTLEROCKET = 'bottlerocket',
}

/** How private subnets reach the internet. */
export enum Nat {
  /** Not at all: AWS is reached through interface endpoints, and nothing else is. */
  NONE = 'none',
  /** Through one NAT gateway; an outage of its zone takes the internet from all. */
  ONE = 'one',
  /** Through one NAT gateway in each availability zone. */
  PER_ZONE = 'per-zone',
}

/** Who runs the tasks of the workspaces, and knows which are done already. Both run the same ones. */
export enum TaskRunner {
  /** nx: starts tools itself, which is quicker the more there is to do. */
  NX = 'nx',
  /** turbo: starts npm scripts, and is quicker to see that nothing is to be done. */
  TURBO = 'turbo',
}

/** A node pool of EKS Auto Mode, beside its built-in ones. */
export interface NodePoolConfig {
  /** Name, DNS-1123, unique among node pools; not `system` or `general-purpose`. */
  readonly name: string;
  /**
   * How its instances are bought.
   * @default Purchase.ON_DEMAND
   */
  readonly purchase?: Purchase;
  /**
   * Processor architecture.
   * @default Architecture.X86_64
   */
  readonly architecture?: Architecture;
  /**
   * Most virtual CPUs of all its nodes together.
   * @default 100
   */
  readonly cpuLimit?: number;
}

/** Processor architecture. */
export enum Architecture {
  /** Intel and AMD. */
  X86_64 = 'x86_64',
  /** Graviton. */
  ARM64 = 'arm64',
}

/** EKS Auto Mode: AWS runs the nodes. */
export interface AutoModeConfig {
  /**
   * Node pools beside the built-in `system` and `general-purpose`.
   * @default - none
   */
  readonly nodePools?: NodePoolConfig[];
}

/** A managed node group over three availability zones. */
export interface NodeGroupConfig {
  /** Name, DNS-1123, unique among node groups. */
  readonly name: string;
  /**
   * How the instances are bought.
   * @default Purchase.ON_DEMAND
   */
  readonly purchase?: Purchase;
  /**
   * EC2 instance types, all of one architecture. Spot wants several.
   * @default - chosen by the purchase
   */
  readonly instanceTypes?: string[];
  /**
   * Fewest nodes.
   * @default - 2 on-demand, 1 Spot, or maxSize where that is less
   */
  readonly minSize?: number;
  /**
   * Most nodes.
   * @default - 10, or minSize where that is more
   */
  readonly maxSize?: number;
  /**
   * Operating system.
   * @default NodeImage.AL2023
   */
  readonly image?: NodeImage;
}

/** A Fargate profile: pods of its namespaces run without nodes. */
export interface FargateProfileConfig {
  /** Name, DNS-1123, unique among Fargate profiles. */
  readonly name: string;
  /**
   * Namespaces whose pods run on Fargate, 1 to 5.
   * @see https://docs.aws.amazon.com/eks/latest/userguide/fargate-profile.html
   */
  readonly namespaces: string[];
}

/** What pods run on. The kinds mix freely. */
export interface CapacityConfig {
  /**
   * EKS Auto Mode, when present.
   * @default - no Auto Mode, unless no capacity is given at all
   */
  readonly autoMode?: AutoModeConfig;
  /**
   * Managed node groups.
   * @default - none
   */
  readonly nodeGroups?: NodeGroupConfig[];
  /**
   * Fargate profiles.
   * @default - none
   */
  readonly fargate?: FargateProfileConfig[];
}

/** Where commits come from. */
export interface SourceConfig {
  /** The provider. */
  readonly provider: SourceProvider;
  /**
   * CodeCommit: the repository's name. Others: `owner/repository`.
   * @default - CodeCommit: the platform's name; required for the others
   */
  readonly repository?: string;
  /**
   * The branch that is released.
   * @default 'main'
   */
  readonly branch?: string;
  /**
   * CodeCommit: whether the repository exists already and stays as it is.
   * @default false
   */
  readonly imported?: boolean;
  /**
   * Others: a connection that exists and was confirmed, as its ARN. Pull requests are checked from then on.
   * @default - a new connection, which a person confirms in the console
   */
  readonly connectionArn?: string;
}

/** Where the registry and the pipeline live. */
export interface ToolingConfig {
  /**
   * AWS account, 12 digits.
   * @default - the first environment's account
   */
  readonly account?: string;
  /**
   * AWS region.
   * @default - the first environment's region
   */
  readonly region?: string;
}

/** A VPC that exists already. */
export interface VpcConfig {
  /** Its id. */
  readonly id: string;
  /** Availability zones, in the order of the subnets; at least two. */
  readonly availabilityZones: string[];
  /** Private subnets, one in each zone: nodes and pods live here. Load balancers find theirs by their tags. */
  readonly privateSubnetIds: string[];
}

/** The network of an environment. */
export interface NetworkConfig {
  /**
   * How private subnets reach the internet. Not for a VPC that exists.
   * @default - chosen by the profile
   */
  readonly nat?: Nat;
  /**
   * A VPC that exists, instead of one of its own.
   * @default - a new VPC
   */
  readonly vpc?: VpcConfig;
}

/** Leave to stay on a Kubernetes version after its standard support, at six times the price of the control plane. */
export interface ExtendedSupportConfig {
  /** Last day of the leave, ISO date. */
  readonly until: string;
  /** Why, for whoever reads the bill. */
  readonly reason: string;
}

/** One place the platform runs: one cluster in one account and region. */
export interface EnvironmentConfig {
  /** Name, DNS-1123, at most 16 characters, unique. */
  readonly name: string;
  /**
   * AWS account, 12 digits.
   * @default - wherever the stacks are deployed to
   */
  readonly account?: string;
  /**
   * AWS region.
   * @default - wherever the stacks are deployed to
   */
  readonly region?: string;
  /** How much it costs and survives. */
  readonly profile: Profile;
  /**
   * Whether a person approves before anything is deployed here.
   * @default false
   */
  readonly approval?: boolean;
  /**
   * Networks that reach the Kubernetes API over the internet, as CIDRs.
   * @default - none: the API endpoint is private
   */
  readonly apiAccessCidrs?: string[];
  /**
   * Domain of the services behind a load balancer, each served at `<service>.<domain>`. Needed when one is private or public.
   * @default - none
   */
  readonly domain?: string;
  /**
   * ACM certificate for `*.<domain>`. Needed when a service is private or public.
   * @default - none
   */
  readonly certificateArn?: string;
  /**
   * Its network.
   * @default - a VPC of its own, over three availability zones
   */
  readonly network?: NetworkConfig;
  /**
   * IAM roles that may look at workloads, services, events and logs in every namespace, not at secrets, as ARNs.
   * @default - none
   */
  readonly viewers?: string[];
  /**
   * IAM roles that may do everything in the cluster, as ARNs.
   * @default - none
   */
  readonly administrators?: string[];
}

/** What a service promises. */
export interface SloConfig {
  /** Share of requests that do not fail, in percent over 28 days; 90 to 99.99. */
  readonly availability: number;
  /** 99 % of requests are faster than this, in milliseconds. */
  readonly latencyMs: number;
}

/** One microservice. */
export interface MicroserviceConfig {
  /** Name, DNS-1123, at most 40 characters, unique; also its folder under `apps/`. */
  readonly name: string;
  /**
   * Port the container listens on, 1024 to 65535.
   * @default 8080
   */
  readonly port?: number;
  /**
   * Who can reach it.
   * @default Exposure.INTERNAL
   */
  readonly exposure?: Exposure;
  /**
   * Kubernetes namespace. Fargate is chosen by namespace.
   * @default 'services'
   */
  readonly namespace?: string;
  /**
   * Team that answers its alarms; shown on them.
   * @default - the platform's name
   */
  readonly owner?: string;
  /**
   * What it promises; makes the burn-rate alarms.
   * @default - no SLO alarms
   */
  readonly slo?: SloConfig;
}

/** What a team says about its platform, but for the services. */
export interface PlatformDeclaration {
  /** Platform name, DNS-1123, at most 24 characters; prefixes stacks, clusters and images. */
  readonly name: string;
  /**
   * Kubernetes minor version.
   * @default '1.36'
   */
  readonly kubernetes?: string;
  /**
   * Leave to stay on a version after its standard support.
   * @default - none: synthesis refuses such a version
   */
  readonly extendedSupport?: ExtendedSupportConfig;
  /**
   * What pods run on.
   * @default - EKS Auto Mode
   */
  readonly capacity?: CapacityConfig;
  /**
   * Where commits come from.
   * @default - a CodeCommit repository named like the platform
   */
  readonly source?: SourceConfig;
  /**
   * Where the registry and the pipeline live.
   * @default - beside the first environment
   */
  readonly tooling?: ToolingConfig;
  /**
   * Who runs the tasks of the workspaces.
   * @default TaskRunner.NX
   */
  readonly taskRunner?: TaskRunner;
  /**
   * Environments, in the order a release passes through them; at least one.
   * @default - `projen new` writes a staging and a production environment
   */
  readonly environments?: EnvironmentConfig[];
  /**
   * What stops a release.
   * @default - vulnerabilities of severity high or worse, and licences that are not permissive
   */
  readonly gates?: GatesConfig;
}
