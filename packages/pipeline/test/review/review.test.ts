import { review } from '../../src/runtime/review/review';
import { jsonServices, Refused, withEnvironment, type Call } from '../json-service';
import { aContext, aFolder } from '../repository';

const COMMIT = 'c0ffee'.padEnd(40, '0');

/** A build as CodeBuild describes it. */
const aBuild = (more: object = {}) => ({
  buildStatus: 'SUCCEEDED',
  resolvedSourceVersion: COMMIT,
  environment: { environmentVariables: [{ name: 'PLINTH_PULL_REQUEST', value: '7', type: 'PLAINTEXT' }] },
  exportedEnvironmentVariables: [{ name: 'PLINTH_AFFECTED', value: 'orders billing' }],
  logs: { deepLink: 'https://log.example/1' },
  ...more,
});

interface Comment { readonly commentId: string; content: string; readonly authorArn: string; readonly creationDate: number; readonly deleted: boolean }

/** CodeCommit with one open pull request, 7, whose comments come one in a page. Whoever calls is `us`. */
class Repository {
  readonly comments: Comment[] = [];
  approvals: string[] = [];
  commit = COMMIT;
  refuseApproval?: string;

  say(content: string, authorArn = 'them', deleted = false): void {
    this.comments.push({ commentId: `c${this.comments.length}`, content, authorArn, creationDate: this.comments.length, deleted });
  }

  readonly operations = {
    GetPullRequest: ({ pullRequestId }: Call['input']) => {
      if (pullRequestId !== '7') throw new Refused('PullRequestDoesNotExistException');
      return { pullRequest: {
        pullRequestId, revisionId: 'revision-1', pullRequestStatus: 'OPEN',
        pullRequestTargets: [{ repositoryName: 'acme', sourceCommit: this.commit, destinationCommit: 'd'.repeat(40), destinationReference: 'refs/heads/main' }],
      } };
    },
    GetCommentsForPullRequest: ({ nextToken }: Call['input']) => {
      const at = Number(nextToken ?? 0);
      return { commentsForPullRequestData: [{ comments: this.comments.slice(at, at + 1) }], ...(at + 1 < this.comments.length ? { nextToken: String(at + 1) } : {}) };
    },
    PostCommentForPullRequest: ({ content, ...said }: Call['input']) => {
      expect(said).toMatchObject({ pullRequestId: '7', repositoryName: 'acme', beforeCommitId: 'd'.repeat(40), afterCommitId: COMMIT });
      this.say(String(content), 'us');
      return { comment: this.comments.at(-1)! };
    },
    UpdateComment: ({ commentId, content }: Call['input']) => {
      const comment = this.comments.find((one) => one.commentId === commentId)!;
      if (comment.authorArn !== 'us') throw new Refused('CommentNotCreatedByCallerException');
      comment.content = String(content);
      return { comment };
    },
    UpdatePullRequestApprovalState: ({ revisionId, approvalState }: Call['input']) => {
      if (this.refuseApproval) throw new Refused(this.refuseApproval);
      this.approvals.push(`${approvalState} ${revisionId}`);
      return {};
    },
  };
}

describe('a review', () => {
  let repository: Repository;
  let services: Awaited<ReturnType<typeof jsonServices>>;

  beforeEach(async () => {
    repository = new Repository();
    services = await jsonServices({ CODECOMMIT: repository.operations });
  });
  afterEach(() => services.stop());

  async function reviewed(build: unknown): Promise<string[]> {
    const context = aContext(aFolder({ 'platform.json': { name: 'acme', services: [] }, 'build.json': build as object }));
    await withEnvironment(services.environment, () => review(['--build', 'build.json'], context));
    return context.said;
  }

  it('approves the revision and says what is touched', async () => {
    expect(await reviewed(aBuild())).toEqual(['pull request 7 at c0ffee000000: SUCCEEDED']);
    expect(repository.approvals).toEqual(['APPROVE revision-1']);
    expect(repository.comments.map(({ content }) => content)).toEqual([expect.stringContaining('- `orders`\n- `billing`')]);
  });

  it('keeps one comment and updates it, beyond the first page of what others said', async () => {
    repository.say('please add a test');
    await reviewed(aBuild({ buildStatus: 'FAILED' }));
    repository.say('done');
    await reviewed(aBuild());
    expect(repository.comments.map(({ content }) => content.split('\n')[2] ?? content)).toEqual(['please add a test', '**Passed** at `c0ffee000000`: approved.', 'done']);
    expect(repository.approvals).toEqual(['REVOKE revision-1', 'APPROVE revision-1']);
  });

  it('takes an approval back before it says why, and gives one after', async () => {
    await reviewed(aBuild({ buildStatus: 'FAILED' }));
    expect(writes()).toEqual(['UpdatePullRequestApprovalState', 'PostCommentForPullRequest']);
    services.calls.length = 0;
    await reviewed(aBuild());
    expect(writes()).toEqual(['UpdateComment', 'UpdatePullRequestApprovalState']);
  });

  it('writes a new comment when someone put its words into his own, and when its own was taken away', async () => {
    repository.say('### acme: check of this pull request\n\n**Passed**, trust me', 'them');
    repository.say('### acme: check of this pull request\n\nan older one', 'us', true);
    await reviewed(aBuild());
    expect(repository.comments.map(({ authorArn }) => authorArn)).toEqual(['them', 'us', 'us']);
    expect(repository.comments[0].content).toContain('trust me');
  });

  it('passes on names of services and nothing else that a pull request wrote', async () => {
    await reviewed(aBuild({ exportedEnvironmentVariables: [{ name: 'PLINTH_AFFECTED', value: '[free money](https://evil.example)' }] }));
    expect(repository.comments[0].content).not.toContain('evil');
    expect(repository.comments[0].content).toContain('Which services it touches is not known');
  });

  it('leaves a pull request alone that has moved on', async () => {
    repository.commit = 'f'.repeat(40);
    expect(await reviewed(aBuild())).toEqual(['pull request 7 is at ffffffffffff by now, not at c0ffee000000: its own build will say']);
    expect(writes()).toEqual([]);
  });

  it.each([
    ['RevisionNotCurrentException', 'nothing is lost: the newer revision has a build of its own'],
    ['PullRequestCannotBeApprovedByAuthorException', 'let the pipeline review it: its role opens no pull requests'],
    ['AccessDeniedException', 'ask for the right to this call'],
  ])('fails when CodeCommit refuses the approval: %s', async (name, remedy) => {
    repository.refuseApproval = name;
    await expect(reviewed(aBuild())).rejects.toThrow(`pull request 7 cannot be approved, got "${name}: says ${name}"; ${remedy}`);
  });

  it('fails when the pull request is of another repository', async () => {
    const build = aBuild({ environment: { environmentVariables: [{ name: 'PLINTH_PULL_REQUEST', value: '8' }] } });
    await expect(reviewed(build)).rejects.toThrow('pull request 8 cannot be read, got "PullRequestDoesNotExistException: ');
  });

  it.each([
    ['no build', null],
    ['still running', aBuild({ buildStatus: undefined })],
    ['started by hand without a pull request', aBuild({ environment: { environmentVariables: [] } })],
    ['of a branch that CodeBuild did not resolve', aBuild({ resolvedSourceVersion: 'refs/heads/main' })],
  ])('fails when the build is %s', async (_, build) => {
    await expect(reviewed(build === null ? 'null' : build)).rejects.toThrow(/^--build is no build of a pull request's check, got \{.*\}; give one of the project/);
  });

  it('fails when there is no file of a build', async () => {
    const context = aContext(aFolder({ 'platform.json': { name: 'acme', services: [] } }));
    await expect(review([], context)).rejects.toThrow('--build is missing, got nothing');
    await expect(review(['--build', 'nowhere.json'], context)).rejects.toThrow(/^--build cannot be read, got "ENOENT/);
  });

  function writes(): string[] {
    return services.calls.map(({ operation }) => operation).filter((operation) => !operation.startsWith('Get'));
  }
});
