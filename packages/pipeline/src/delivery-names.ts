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
  /** Bucket of the ledger: 24 + 8 + 12 + 1 + 14 characters at most, of S3's 63. */
  ledgerBucket: (platform: string, tooling: ToolingLocation) => `${platform}-ledger-${tooling.account}-${tooling.region}`,
  /** The ledger's place, as the commands take it. */
  ledgerPlace: (platform: string, tooling: ToolingLocation) => `s3://${platform}-ledger-${tooling.account}-${tooling.region}`,
  /** Alias of the key that encrypts the ledger. */
  ledgerKeyAlias: (platform: string) => `alias/${platform}-ledger`,
  /** CodeBuild project of the build. */
  buildProject: (platform: string) => `${platform}-build`,
  /** CodeBuild project that checks a pull request. */
  pullRequestProject: (platform: string) => `${platform}-pull-request`,
  /** CodeBuild project that says on the pull request what came of it. */
  reviewProject: (platform: string) => `${platform}-review`,
  /** Role that comments and approves; the approval rule names it. */
  reviewerRole: (platform: string) => `${platform}-reviewer`,
  /** Policy for people that keeps them from moving the branch. */
  branchGuard: (platform: string) => `${platform}-branch-guard`,
  /** Role of the deploy step; the cluster grants it an access entry. */
  deliveryRole: (platform: string, environment: string) => `${platform}-${environment}-delivery`,
  /** Role the pipeline assumes to start the deploy step. */
  startRole: (platform: string, environment: string) => `${platform}-${environment}-delivery-start`,
  /** CodeBuild project of the deploy step. */
  workloadsProject: (platform: string, environment: string) => `${platform}-${environment}-workloads`,
  /** CodeBuild project that deploys the environment's stacks. */
  infrastructureProject: (platform: string, environment: string) => `${platform}-${environment}-infrastructure`,
  /** First part of the repositories that hold images of ECR Public: 24 + 4 of ECR's 30 characters. */
  ecrPublicImages: (platform: string) => `${platform}-ecr`,
  /** First part of the repositories that hold images of Docker Hub. */
  dockerHubImages: (platform: string) => `${platform}-hub`,
  /** Log group of a CodeBuild project. */
  buildLogGroup: (project: string) => `/aws/codebuild/${project}`,
} as const;

/** The reviewer is one person to CodeCommit in every run: only the author of a comment may update it. */
export const REVIEWER_SESSION = 'plinth';
