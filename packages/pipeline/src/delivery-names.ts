/** The account and region the registry and the pipeline live in. */
export interface ToolingLocation {
  /** Account, 12 digits or a token. */
  readonly account: string;
  /** Region or a token. */
  readonly region: string;
}

/**
 * Names that both sides of an account boundary must know before either exists, so that environments
 * and pipeline can be deployed in separate accounts without passing generated names around.
 */
export const deliveryNames = {
  /** Role of the pipeline itself. */
  pipelineRole: (platform: string) => `${platform}-pipeline`,
  /** Bucket that carries a release from stage to stage: 24 + 11 + 12 + 1 + 14 characters at most, of S3's 63. */
  artifactBucket: (platform: string, tooling: ToolingLocation) => `${platform}-artifacts-${tooling.account}-${tooling.region}`,
  /** Alias of the key that encrypts the artifacts. */
  artifactKeyAlias: (platform: string) => `alias/${platform}-artifacts`,
  /** Role of the deploy step; the cluster grants it an access entry. */
  deliveryRole: (platform: string, environment: string) => `${platform}-${environment}-delivery`,
  /** Role the pipeline assumes to start the deploy step. */
  startRole: (platform: string, environment: string) => `${platform}-${environment}-delivery-start`,
  /** CodeBuild project of the deploy step. */
  workloadsProject: (platform: string, environment: string) => `${platform}-${environment}-workloads`,
  /** CodeBuild project that deploys the environment's stacks. */
  infrastructureProject: (platform: string, environment: string) => `${platform}-${environment}-infrastructure`,
  /** Log group of a CodeBuild project. */
  buildLogGroup: (project: string) => `/aws/codebuild/${project}`,
} as const;
