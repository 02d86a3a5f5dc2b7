import {
  CodeCommitClient, GetPullRequestCommand, PostCommentForPullRequestCommand, UpdateCommentCommand, UpdatePullRequestApprovalStateCommand,
  paginateGetCommentsForPullRequest,
} from '@aws-sdk/client-codecommit';
import { explainedByAws } from '../aws-error';
import { Explained } from '../command';
import type { PullRequestState, Review } from './plan-review';

const REMEDIES = {
  PullRequestDoesNotExistException: 'give a build of this repository, and the region of the repository',
  RevisionNotCurrentException: 'nothing is lost: the newer revision has a build of its own',
  PullRequestAlreadyClosedException: 'nothing is lost: it was closed meanwhile',
  PullRequestCannotBeApprovedByAuthorException: 'let the pipeline review it: its role opens no pull requests',
};

/** Pull requests of AWS CodeCommit, one function per call. */
export class CodeReviewService {
  private readonly client: CodeCommitClient;

  constructor(region?: string) {
    this.client = new CodeCommitClient({ region });
  }

  /** A pull request as it is now, with all its comments. */
  async state(pullRequestId: string): Promise<PullRequestState> {
    const { pullRequest } = await this.ask(pullRequestId, 'read', () => this.client.send(new GetPullRequestCommand({ pullRequestId })));
    const { sourceCommit, destinationCommit, repositoryName } = pullRequest?.pullRequestTargets?.[0] ?? {};
    const { revisionId, pullRequestStatus } = pullRequest ?? {};
    if (!sourceCommit || !destinationCommit || !repositoryName || !revisionId) {
      throw new Explained(`pull request ${pullRequestId} has no target, got ${JSON.stringify(pullRequest?.pullRequestTargets ?? null)}; open it anew`);
    }
    return {
      open: pullRequestStatus === 'OPEN', commit: sourceCommit, destination: destinationCommit, revision: revisionId, repository: repositoryName,
      comments: await this.comments(pullRequestId, repositoryName),
    };
  }

  /** Writes a comment; in the place of an earlier one where that is ours. */
  async comment(pullRequestId: string, { repository, commit, destination }: PullRequestState, { text, replaces }: NonNullable<Review['comment']>): Promise<void> {
    if (replaces !== undefined && await this.update(pullRequestId, replaces, text)) return;
    await this.ask(pullRequestId, 'commented on', () => this.client.send(new PostCommentForPullRequestCommand({
      pullRequestId, repositoryName: repository, beforeCommitId: destination, afterCommitId: commit, content: text,
    })));
  }

  /** Approves a revision, or takes our approval of it back. */
  async approve(pullRequestId: string, revisionId: string, approvalState: NonNullable<Review['approval']>): Promise<void> {
    await this.ask(pullRequestId, 'approved', () => this.client.send(new UpdatePullRequestApprovalStateCommand({ pullRequestId, revisionId, approvalState })));
  }

  /** @returns false when someone else wrote it, or took it away */
  private async update(pullRequestId: string, commentId: string, content: string): Promise<boolean> {
    try {
      await this.client.send(new UpdateCommentCommand({ commentId, content }));
      return true;
    } catch (error) {
      const { name } = error as Error;
      if (name === 'CommentNotCreatedByCallerException' || name === 'CommentDeletedException') return false;
      throw explainedByAws(`pull request ${pullRequestId} cannot be commented on`, error as Error, REMEDIES);
    }
  }

  private async comments(pullRequestId: string, repositoryName: string): Promise<PullRequestState['comments']> {
    return this.ask(pullRequestId, 'read', async () => {
      const found: { id: string; text: string; at: number }[] = [];
      for await (const page of paginateGetCommentsForPullRequest({ client: this.client }, { pullRequestId, repositoryName })) {
        const comments = (page.commentsForPullRequestData ?? []).flatMap(({ comments: some = [] }) => some);
        found.push(...comments.filter(({ deleted }) => !deleted).map(({ commentId = '', content = '', creationDate }) => ({ id: commentId, text: content, at: creationDate?.getTime() ?? 0 })));
      }
      return found.sort((a, b) => a.at - b.at).map(({ id, text }) => ({ id, text }));
    });
  }

  private async ask<T>(pullRequestId: string, done: string, call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      throw explainedByAws(`pull request ${pullRequestId} cannot be ${done}`, error as Error, REMEDIES);
    }
  }
}
