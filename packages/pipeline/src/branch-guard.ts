import type * as codecommit from 'aws-cdk-lib/aws-codecommit';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { deliveryNames } from './delivery-names';

export interface BranchGuardProps {
  /** Platform name. */
  readonly platform: string;
  /** The repository. */
  readonly repository: codecommit.IRepository;
  /** The branch that is released. */
  readonly branch: string;
}

/** Every way to move a branch but merging a pull request. */
const MOVES = [
  'codecommit:CreateCommit',
  'codecommit:DeleteBranch',
  'codecommit:DeleteFile',
  'codecommit:GitPush',
  'codecommit:MergeBranchesByFastForward',
  'codecommit:MergeBranchesBySquash',
  'codecommit:MergeBranchesByThreeWay',
  'codecommit:PutFile',
];

/** What takes an approval rule off a pull request. */
const EVASIONS = [
  'codecommit:DeletePullRequestApprovalRule',
  'codecommit:OverridePullRequestApprovalRules',
  'codecommit:UpdatePullRequestApprovalRuleContent',
];

/**
 * A policy for people: attached to their roles, the branch moves by merged pull requests alone. It denies, so it holds whatever
 * else they may do. Nobody has it until you attach it, because only you know who your people are.
 *
 * @see https://docs.aws.amazon.com/codecommit/latest/userguide/how-to-conditional-branch.html
 */
export class BranchGuard extends Construct {
  /** Attach it to the roles of people. */
  readonly policy: iam.ManagedPolicy;

  constructor(scope: Construct, id: string, { platform, repository, branch }: BranchGuardProps) {
    super(scope, id);
    const deny = (sid: string, actions: string[], conditions?: iam.Conditions) =>
      new iam.PolicyStatement({ sid, effect: iam.Effect.DENY, actions, resources: [repository.repositoryArn], conditions });
    this.policy = new iam.ManagedPolicy(this, 'Policy', {
      managedPolicyName: deliveryNames.branchGuard(platform),
      description: `For people: ${branch} of ${repository.repositoryName} moves by merged pull requests alone`,
      statements: [
        deny('OnlyByPullRequest', MOVES, {
          StringEqualsIfExists: { 'codecommit:References': [`refs/heads/${branch}`] },
          // A push asks twice, first without a reference: to deny that would deny every branch.
          Null: { 'codecommit:References': 'false' },
        }),
        deny('OnlyByItsRules', EVASIONS),
      ],
    });
  }
}
