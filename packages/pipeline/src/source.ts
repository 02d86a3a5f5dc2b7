import { RemovalPolicy } from 'aws-cdk-lib/core';
import * as codecommit from 'aws-cdk-lib/aws-codecommit';
import * as codeconnections from 'aws-cdk-lib/aws-codeconnections';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import type * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { SourceProvider, type SourceConfig } from '@plinth/template/config';
import type { Permission } from './step-role';

export interface SourceProps {
  /** Platform name. */
  readonly platform: string;
  /** Where commits come from. @default - a CodeCommit repository named like the platform */
  readonly source?: SourceConfig;
  /** Encrypts the repository, when the platform creates it. */
  readonly key: kms.IKey;
}

const PROVIDER_TYPES = {
  [SourceProvider.GITHUB]: 'GitHub',
  [SourceProvider.GITLAB]: 'GitLab',
  [SourceProvider.BITBUCKET]: 'Bitbucket',
} as const;

/**
 * Where commits come from: a CodeCommit repository, or a CodeConnections connection that a person confirms once
 * in the console. Hands on a full clone: without history nobody can tell what a commit touched.
 *
 * @example
 * new Source(this, 'Source', { platform: 'acme', key, source: { provider: SourceProvider.GITHUB, repository: 'acme/shop' } });
 */
export class Source extends Construct {
  /** A reference to the commit; only CodeBuild can open it. */
  readonly output = new codepipeline.Artifact('Source');
  /** The pipeline's source action: starts it on every push to the branch. */
  readonly action: codepipeline.IAction;
  /** What the pipeline needs to watch the branch. */
  readonly watchPermissions: Permission[];
  /** What a build needs to clone. */
  readonly clonePermissions: Permission[];

  constructor(scope: Construct, id: string, props: SourceProps) {
    super(scope, id);
    const { provider, repository, branch = 'main' } = props.source ?? { provider: SourceProvider.CODECOMMIT };
    const parts =
      provider === SourceProvider.CODECOMMIT
        ? this.fromCodeCommit(repository ?? props.platform, branch, props)
        : this.fromConnection(provider, repository, branch, props);
    this.action = parts.action;
    this.watchPermissions = parts.watch;
    this.clonePermissions = parts.clone;
  }

  private fromCodeCommit(repositoryName: string, branch: string, { platform, key }: SourceProps) {
    const repository = new codecommit.Repository(this, 'Repository', { repositoryName, description: `Source of ${platform}`, kmsKey: key });
    repository.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    return {
      action: new actions.CodeCommitSourceAction({
        actionName: 'commit',
        repository,
        branch,
        output: this.output,
        codeBuildCloneOutput: true,
        trigger: actions.CodeCommitTrigger.EVENTS,
      }),
      watch: [
        {
          allow: [
            'codecommit:CancelUploadArchive',
            'codecommit:GetBranch',
            'codecommit:GetCommit',
            'codecommit:GetRepository',
            'codecommit:GetUploadArchiveStatus',
            'codecommit:UploadArchive',
          ],
          on: [repository.repositoryArn],
        },
      ],
      clone: [{ allow: ['codecommit:GitPull'], on: [repository.repositoryArn] }],
    };
  }

  private fromConnection(provider: keyof typeof PROVIDER_TYPES, repository: string | undefined, branch: string, { platform }: SourceProps) {
    const { owner, name } = split(provider, repository);
    const connection = new codeconnections.CfnConnection(this, 'Connection', {
      connectionName: platform,
      providerType: PROVIDER_TYPES[provider],
    });
    // The service was renamed and still asks for the old name in places (landing-zone-accelerator#828): both, until it does not.
    const use = { allow: ['codeconnections:UseConnection', 'codestar-connections:UseConnection'], on: [connection.attrConnectionArn] };
    return {
      action: new actions.CodeStarConnectionsSourceAction({
        actionName: 'commit',
        connectionArn: connection.attrConnectionArn,
        owner,
        repo: name,
        branch,
        output: this.output,
        codeBuildCloneOutput: true,
      }),
      watch: [use],
      clone: [use],
    };
  }
}

/** GitLab groups nest: the repository is what follows the last slash. */
function split(provider: SourceProvider, repository = ''): { owner: string; name: string } {
  const slash = repository.lastIndexOf('/');
  if (slash < 1 || slash === repository.length - 1) {
    throw new Error(`source.repository is not the full name ${provider} knows, got "${repository}"; write 'owner/repository'`);
  }
  return { owner: repository.slice(0, slash), name: repository.slice(slash + 1) };
}
