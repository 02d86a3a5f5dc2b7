import { Match } from 'aws-cdk-lib/assertions';
import { SourceProvider } from '@plinth/template/config';
import { actionsOf, github, may, roleOf, templatesOf, text, twoAccounts, statementsOf } from './world';

describe('the check of a pull request on CodeCommit', () => {
  const template = templatesOf(twoAccounts)['acme-Pipeline'];
  const role = roleOf(template, 'DeliveryPullRequestsStepRole');
  const project = projectNamed(template, 'acme-pull-request');
  const [cache] = Object.keys(template.findResources('AWS::S3::Bucket')).filter((id) => id.startsWith('DeliveryBuildCache'));

  it('has a role of its own that can write its log and its test report, and nothing else', () => {
    const writes = actionsOf(role).filter((action) => !/^(s3:(Get|List)|kms:|codecommit:GitPull$)/.test(action));
    expect(writes).toEqual([
      'logs:CreateLogStream', 'logs:PutLogEvents',
      'codebuild:BatchPutCodeCoverages', 'codebuild:BatchPutTestCases', 'codebuild:CreateReport', 'codebuild:CreateReportGroup', 'codebuild:UpdateReport',
    ]);
  });

  it('takes npm\'s downloads from the build\'s cache and cannot poison it', () => {
    expect(project.Cache).toEqual(projectNamed(template, 'acme-build').Cache);
    expect(JSON.parse(project.Source.BuildSpec).cache.action).toBe('restore');
    expect(may(role, 's3:GetObject', `<${cache}.Arn>/build/x`)).toBe(true);
    expect(actionsOf(role)).not.toContain('s3:PutObject');
  });

  it('uses the artifacts\' key for the cache and for its clone, and for no artifact', () => {
    const [key] = Object.keys(template.findResources('AWS::KMS::Key')).filter((id) => id.startsWith('DeliveryArtifactsKey'));
    const conditions = statementsOf(role).filter(({ Resource }) => text(Resource ?? '').includes(key)).map(({ Condition }) => Condition?.StringEquals);
    expect(conditions).toEqual([
      { 'kms:ViaService': 'codecommit.eu-central-1.amazonaws.com' },
      { 'kms:EncryptionContext:aws:s3:arn': { 'Fn::GetAtt': [cache, 'Arn'] } },
    ]);
  });

  it('takes its commands from the platform: a pull request cannot leave one out', () => {
    const { phases } = JSON.parse(project.Source.BuildSpec);
    expect(phases.install.commands).toEqual(['npm ci']);
    expect(phases.build.commands[0]).toBe('npm run drift');
    expect(phases.build.commands.at(-1)).toBe('node --import tsx packages/pipeline/src/runtime/main.ts check');
  });

  it('has no Docker daemon, an end and a limit', () => {
    expect(project).toMatchObject({ TimeoutInMinutes: 60, ConcurrentBuildLimit: 10, Environment: { PrivilegedMode: false } });
    expect(project.Environment.DockerServer).toBeUndefined();
  });

  it('starts when a pull request to the branch is opened or updated, on the commit it would merge', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        'source': ['aws.codecommit'],
        'detail-type': ['CodeCommit Pull Request State Change'],
        'resources': [{ 'Fn::GetAtt': [Match.stringLikeRegexp('DeliverySourceRepository'), 'Arn'] }],
        'detail': { event: ['pullRequestCreated', 'pullRequestSourceBranchUpdated'], destinationReference: ['refs/heads/main'], pullRequestStatus: ['Open'] },
      },
      Targets: [{
        InputTransformer: {
          InputPathsMap: { 'detail-sourceCommit': '$.detail.sourceCommit', 'detail-pullRequestId': '$.detail.pullRequestId' },
          // EventBridge puts the quotes around what it fills in, and escapes it.
          InputTemplate: '{"sourceVersion":<detail-sourceCommit>,"environmentVariablesOverride":[{"name":"PLINTH_PULL_REQUEST","value":<detail-pullRequestId>,"type":"PLAINTEXT"}]}',
        },
      }],
    });
  });
});

describe('the review of a pull request on CodeCommit', () => {
  const template = templatesOf(twoAccounts)['acme-Pipeline'];
  const project = projectNamed(template, 'acme-review');

  it('is apart from the check: what runs the pull request\'s code cannot approve it', () => {
    const approving = Object.entries(template.findResources('AWS::IAM::Role')).filter(([, role]) => actionsOf(role).includes('codecommit:UpdatePullRequestApprovalState'));
    expect(approving.map(([, role]) => role.Properties.RoleName)).toEqual(['acme-reviewer']);
    const [check] = Object.keys(template.findResources('AWS::IAM::Role')).filter((id) => id.startsWith('DeliveryPullRequestsStepRole'));
    expect(JSON.stringify(approving[0][1].Properties.AssumeRolePolicyDocument)).not.toContain(check);
  });

  it('runs the branch, not the pull request', () => {
    expect(project.SourceVersion).toBe('refs/heads/main');
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: { source: ['aws.codebuild'], detail: { 'project-name': [Match.anyValue()], 'build-status': Match.arrayWith(['SUCCEEDED', 'FAILED']) } },
      Targets: [{ InputTransformer: { InputTemplate: '{"environmentVariablesOverride":[{"name":"PLINTH_BUILD","value":<detail-build-id>,"type":"PLAINTEXT"}]}' } }],
    });
  });

  it('comments under one name in every run, so that its comment stays its own', () => {
    template.hasResourceProperties('AWS::IAM::Role', {
      RoleName: 'acme-reviewer',
      AssumeRolePolicyDocument: { Statement: [Match.objectLike({
        Principal: { AWS: { 'Fn::GetAtt': [Match.stringLikeRegexp('^DeliveryPullRequestsReviewStepRole'), 'Arn'] } },
        Condition: { StringEquals: { 'sts:RoleSessionName': 'plinth' } },
      })] },
    });
  });

  it('does to the repository what a reviewer does, and may not push', () => {
    const reviewer = roleOf(template, 'DeliveryPullRequestsReviewReviewer');
    expect(actionsOf(reviewer)).toEqual([
      'codecommit:GetCommentsForPullRequest', 'codecommit:GetPullRequest', 'codecommit:PostCommentForPullRequest', 'codecommit:UpdateComment', 'codecommit:UpdatePullRequestApprovalState',
    ]);
  });
});

describe('the check of a pull request behind a connection', () => {
  it.each([
    [SourceProvider.GITHUB, 'GITHUB', 'https://github.com/acme/shop.git', 'PULL_REQUEST_CREATED, PULL_REQUEST_UPDATED, PULL_REQUEST_REOPENED'],
    [SourceProvider.GITLAB, 'GITLAB', 'https://gitlab.com/acme/shop.git', 'PULL_REQUEST_CREATED, PULL_REQUEST_UPDATED'],
    [SourceProvider.BITBUCKET, 'BITBUCKET', 'https://bitbucket.org/acme/shop.git', 'PULL_REQUEST_CREATED, PULL_REQUEST_UPDATED'],
  ])('is started by a webhook of %s, which shows its result', (provider, Type, Location, pattern) => {
    const template = templatesOf({ ...github, source: { ...github.source!, provider } })['acme-Pipeline'];
    template.hasResourceProperties('AWS::CodeBuild::Project', {
      Name: 'acme-pull-request',
      Source: { Type, Location, ReportBuildStatus: true, BuildStatusConfig: { Context: 'pull request check' }, Auth: { Type: 'CODECONNECTIONS', Resource: github.source!.connectionArn } },
      Triggers: {
        Webhook: true,
        FilterGroups: [[{ Type: 'EVENT', Pattern: pattern }, { Type: 'BASE_REF', Pattern: '^refs/heads/main$' }]],
        PullRequestBuildPolicy: { RequiresCommentApproval: 'FORK_PULL_REQUESTS' },
      },
    });
  });

  it('takes a branch by its name, not as a pattern', () => {
    const template = templatesOf({ ...github, source: { ...github.source!, branch: 'release/1.x' } })['acme-Pipeline'];
    const [[, { Pattern }]] = projectNamed(template, 'acme-pull-request').Triggers.FilterGroups;
    expect(['refs/heads/release/1.x', 'refs/heads/release/1-x', 'refs/heads/release/1.x-old'].map((ref) => new RegExp(Pattern).test(ref))).toEqual([true, false, false]);
  });

  it('has a full clone and the same small role', () => {
    const template = templatesOf(github)['acme-Pipeline'];
    expect(projectNamed(template, 'acme-pull-request').Source.GitCloneDepth).toBe(0);
    const role = roleOf(template, 'DeliveryPullRequestsStepRole');
    expect(actionsOf(role).filter((action) => /Put|Create|Update|Delete|Assume/.test(action) && !/^(logs|codebuild):/.test(action))).toEqual([]);
  });

  it('waits for the connection: CodeBuild makes no webhook over one that nobody confirmed', () => {
    const template = templatesOf({ ...github, source: { ...github.source!, connectionArn: undefined } })['acme-Pipeline'];
    expect(projectsOf(template).map(({ Name }) => Name)).not.toContain('acme-pull-request');
  });

  it('has no review: a comment wants a token nobody gives us', () => {
    expect(projectsOf(templatesOf(github)['acme-Pipeline']).map(({ Name }) => Name)).not.toContain('acme-review');
  });
});

type Template = ReturnType<typeof templatesOf>[string];

function projectsOf(template: Template) {
  return Object.values(template.findResources('AWS::CodeBuild::Project')).map(({ Properties }) => Properties);
}

function projectNamed(template: Template, name: string) {
  return projectsOf(template).find(({ Name }) => Name === name)!;
}
