import { Match } from 'aws-cdk-lib/assertions';
import { SourceProvider } from '@plinth/template/config';
import { actionsOf, github, roleOf, templatesOf, twoAccounts } from './world';

describe('the source', () => {
  it('is an encrypted CodeCommit repository named like the platform unless told otherwise', () => {
    const template = templatesOf(twoAccounts)['acme-Pipeline'];
    template.hasResource('AWS::CodeCommit::Repository', {
      Properties: { RepositoryName: 'acme', KmsKeyId: Match.anyValue() },
      DeletionPolicy: 'RetainExceptOnCreate',
    });
  });

  it('starts the pipeline on a push to the branch, without polling', () => {
    const template = templatesOf({ ...twoAccounts, source: { provider: SourceProvider.CODECOMMIT, branch: 'trunk' } })['acme-Pipeline'];
    template.hasResourceProperties('AWS::Events::Rule', { EventPattern: { detail: { referenceName: ['trunk'] } } });
    template.hasResourceProperties('AWS::CodePipeline::Pipeline', sourceConfiguration({ BranchName: 'trunk', PollForSourceChanges: false }));
  });

  it.each([
    [SourceProvider.GITHUB, 'GitHub'],
    [SourceProvider.GITLAB, 'GitLab'],
    [SourceProvider.BITBUCKET, 'Bitbucket'],
  ])('is a connection for %s', (provider, ProviderType) => {
    const template = templatesOf({ ...twoAccounts, source: { provider, repository: 'acme/shop' } })['acme-Pipeline'];
    template.hasResourceProperties('AWS::CodeConnections::Connection', { ConnectionName: 'acme', ProviderType });
    template.resourceCountIs('AWS::CodeCommit::Repository', 0);
  });

  it('keeps nested groups of GitLab', () => {
    const template = templatesOf({ ...twoAccounts, source: { provider: SourceProvider.GITLAB, repository: 'acme/web/shop' } })['acme-Pipeline'];
    template.hasResourceProperties('AWS::CodePipeline::Pipeline', sourceConfiguration({ FullRepositoryId: 'acme/web/shop' }));
  });

  it.each([[SourceProvider.CODECOMMIT], [SourceProvider.GITHUB]])('hands on a full clone from %s', (provider) => {
    const template = templatesOf({ ...twoAccounts, source: { provider, repository: 'acme/shop' } })['acme-Pipeline'];
    template.hasResourceProperties('AWS::CodePipeline::Pipeline', sourceConfiguration({ OutputArtifactFormat: 'CODEBUILD_CLONE_REF' }));
  });

  it('allows both the pipeline and the build to use the connection, under its old and its new name', () => {
    const template = templatesOf({ ...github, source: { ...github.source!, connectionArn: undefined } })['acme-Pipeline'];
    const roles = Object.values(template.findResources('AWS::IAM::Role')).filter((role) => JSON.stringify(role).includes('UseConnection'));
    expect(roles).toHaveLength(2);
    for (const role of roles) expect(JSON.stringify(role)).toContain('"codeconnections:UseConnection","codestar-connections:UseConnection"');
  });

  it('is a connection that exists when one is named, and makes none', () => {
    const template = templatesOf(github)['acme-Pipeline'];
    template.resourceCountIs('AWS::CodeConnections::Connection', 0);
    template.hasResourceProperties('AWS::CodePipeline::Pipeline', sourceConfiguration({ ConnectionArn: github.source!.connectionArn }));
  });

  it('leaves a connection it made in place when it is named from then on', () => {
    const template = templatesOf({ ...github, source: { ...github.source!, connectionArn: undefined } })['acme-Pipeline'];
    template.hasResource('AWS::CodeConnections::Connection', { DeletionPolicy: 'RetainExceptOnCreate' });
  });

  it('starts the pipeline on a push to the branch behind a connection, once', () => {
    const template = templatesOf({ ...github, source: { ...github.source!, branch: 'trunk' } })['acme-Pipeline'];
    template.hasResourceProperties('AWS::CodePipeline::Pipeline', {
      Triggers: [{ ProviderType: 'CodeStarSourceConnection', GitConfiguration: { SourceActionName: 'commit', Push: [{ Branches: { Includes: ['trunk'] } }] } }],
      ...sourceConfiguration({ BranchName: 'trunk', DetectChanges: false }),
    });
  });

  it('is a CodeCommit repository that exists when it is imported, with no right to a key we do not know', () => {
    const template = templatesOf({ ...twoAccounts, source: { provider: SourceProvider.CODECOMMIT, repository: 'legacy', imported: true } })['acme-Pipeline'];
    template.resourceCountIs('AWS::CodeCommit::Repository', 0);
    template.hasResourceProperties('AWS::CodePipeline::Pipeline', sourceConfiguration({ RepositoryName: 'legacy' }));
    expect(JSON.stringify(roleOf(template, 'DeliveryPullRequestsStepRole'))).not.toContain('codecommit.eu-central-1');
    expect(actionsOf(roleOf(template, 'DeliveryPullRequestsStepRole'))).toContain('codecommit:GitPull');
  });

  it('offers a policy that keeps people from moving the branch but by pull requests', () => {
    const template = templatesOf({ ...twoAccounts, source: { provider: SourceProvider.CODECOMMIT, branch: 'trunk' } })['acme-Pipeline'];
    template.hasResourceProperties('AWS::IAM::ManagedPolicy', {
      ManagedPolicyName: 'acme-branch-guard',
      PolicyDocument: { Statement: [
        Match.objectLike({
          Effect: 'Deny', Action: Match.arrayWith(['codecommit:GitPush', 'codecommit:PutFile']),
          Condition: { StringEqualsIfExists: { 'codecommit:References': ['refs/heads/trunk'] }, Null: { 'codecommit:References': 'false' } },
        }),
        Match.objectLike({ Effect: 'Deny', Action: Match.arrayWith(['codecommit:OverridePullRequestApprovalRules']) }),
      ] },
    });
    const [{ Properties }] = Object.values(template.findResources('AWS::IAM::ManagedPolicy'));
    expect(JSON.stringify(Properties)).not.toContain('MergePullRequest');
  });

  it.each([[undefined], ['shop'], ['/shop'], ['acme/']])('fails when a connection has no full repository name: %s', (repository) => {
    expect(() => templatesOf({ ...twoAccounts, source: { provider: SourceProvider.GITHUB, repository } })).toThrow(
      `source.repository is not the full name github knows, got "${repository ?? ''}"; write 'owner/repository'`,
    );
  });
});

function sourceConfiguration(configuration: object): object {
  return { Stages: Match.arrayWith([Match.objectLike({ Name: 'source', Actions: [Match.objectLike({ Configuration: Match.objectLike(configuration) })] })]) };
}
