import type * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import type * as codecommit from 'aws-cdk-lib/aws-codecommit';
import type * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { SourceProvider, type SourceConfig } from '@plinth/template/config';
import { fromCodeCommit } from './codecommit-source';
import { fromConnection } from './connection-source';
import type { Permission } from './step-role';

export interface SourceProps {
  /** Platform name. */
  readonly platform: string;
  /** Where commits come from. @default - a CodeCommit repository named like the platform */
  readonly source?: SourceConfig;
  /** Encrypts the repository, when the platform creates it. */
  readonly key: kms.IKey;
}

/** What a provider makes of a source. */
export interface SourceParts {
  /** The pipeline's source action. */
  readonly action: codepipeline.IAction;
  /** What the pipeline needs to watch the branch. */
  readonly watchPermissions: Permission[];
  /** What a build of the pipeline needs to clone. */
  readonly clonePermissions: Permission[];
  /** Starts the pipeline where the provider's own way cannot say which branch. @default - the action does it itself */
  readonly trigger?: codepipeline.TriggerProps;
  /** How pull requests come to a project of their own. @default - not yet: the connection is not known to be confirmed */
  readonly pullRequests?: PullRequests;
}

/** Pull requests of a source. */
export interface PullRequests {
  /** Where CodeBuild clones from; a webhook starts it where the provider has one. */
  readonly checkout: codebuild.ISource;
  /** What CodeBuild needs for that. */
  readonly permissions: Permission[];
  /** The repository, where CodeCommit has it: events start the check, and its result is written there. @default - the provider has both */
  readonly repository?: codecommit.IRepository;
}

/**
 * Where commits come from: a CodeCommit repository, made here or one that exists, or a connection to GitHub, GitLab or
 * Bitbucket, made here (a person confirms it once in the console) or one that exists. Hands on a full clone: without
 * history nobody can tell what a commit touched.
 *
 * @example
 * new Source(this, 'Source', { platform: 'acme', key, source: { provider: SourceProvider.GITHUB, repository: 'acme/shop' } });
 */
export class Source extends Construct implements SourceParts {
  /** A reference to the commit; only CodeBuild can open it. */
  readonly output = new codepipeline.Artifact('Source');
  /** The branch that is released. */
  readonly branch: string;
  readonly action: codepipeline.IAction;
  readonly watchPermissions: Permission[];
  readonly clonePermissions: Permission[];
  readonly trigger?: codepipeline.TriggerProps;
  readonly pullRequests?: PullRequests;

  constructor(scope: Construct, id: string, { platform, key, source = { provider: SourceProvider.CODECOMMIT } }: SourceProps) {
    super(scope, id);
    this.branch = source.branch ?? 'main';
    const place = { platform, branch: this.branch, output: this.output };
    const parts = source.provider === SourceProvider.CODECOMMIT ? fromCodeCommit(this, source, key, place) : fromConnection(this, source, place);
    this.action = parts.action;
    this.watchPermissions = parts.watchPermissions;
    this.clonePermissions = parts.clonePermissions;
    this.trigger = parts.trigger;
    this.pullRequests = parts.pullRequests;
  }
}

/** What every provider is told. */
export interface SourcePlace {
  readonly platform: string;
  readonly branch: string;
  readonly output: codepipeline.Artifact;
}
