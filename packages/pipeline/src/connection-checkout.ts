import type * as codebuild from 'aws-cdk-lib/aws-codebuild';
import { SourceProvider } from '@plinth/template/config';

export interface ConnectionCheckoutProps {
  /** The provider. */
  readonly provider: Exclude<SourceProvider, SourceProvider.CODECOMMIT>;
  /** `owner/repository`. */
  readonly repository: string;
  /** Branch the pull requests go to. */
  readonly branch: string;
  /** A connection that was confirmed. */
  readonly connectionArn: string;
}

const HOSTS = {
  [SourceProvider.GITHUB]: { type: 'GITHUB', url: 'https://github.com', events: ['PULL_REQUEST_CREATED', 'PULL_REQUEST_UPDATED', 'PULL_REQUEST_REOPENED'] },
  [SourceProvider.GITLAB]: { type: 'GITLAB', url: 'https://gitlab.com', events: ['PULL_REQUEST_CREATED', 'PULL_REQUEST_UPDATED'] },
  [SourceProvider.BITBUCKET]: { type: 'BITBUCKET', url: 'https://bitbucket.org', events: ['PULL_REQUEST_CREATED', 'PULL_REQUEST_UPDATED'] },
} as const;

/**
 * Pull requests of GitHub, GitLab and Bitbucket as CodeBuild takes them: a webhook starts a build, the provider shows its
 * result on the pull request. What comes from a fork waits for a comment of someone who may write.
 *
 * CDK's own sources know neither GitLab nor connections.
 * @see https://docs.aws.amazon.com/codebuild/latest/userguide/webhooks.html
 */
export class ConnectionCheckout implements codebuild.ISource {
  readonly type: string;
  readonly badgeSupported = false;

  constructor(private readonly props: ConnectionCheckoutProps) {
    this.type = HOSTS[props.provider].type;
  }

  bind(): codebuild.SourceConfig {
    const { provider, repository, branch, connectionArn } = this.props;
    const { type, url, events } = HOSTS[provider];
    return {
      sourceProperty: {
        type,
        location: `${url}/${repository}.git`,
        auth: { type: 'CODECONNECTIONS', resource: connectionArn },
        // 0 is everything: without history nobody can tell what a commit touched.
        gitCloneDepth: 0,
        reportBuildStatus: true,
        buildStatusConfig: { context: 'pull request check' },
      },
      buildTriggers: {
        webhook: true,
        buildType: 'BUILD',
        filterGroups: [[{ type: 'EVENT', pattern: events.join(', ') }, { type: 'BASE_REF', pattern: `^refs/heads/${literal(branch)}$` }]],
        pullRequestBuildPolicy: { requiresCommentApproval: 'FORK_PULL_REQUESTS' },
      },
    };
  }
}

/** A branch in a regular expression. Without its anchors, `main` would let in pull requests to `main-old` too. */
function literal(branch: string): string {
  return branch.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
