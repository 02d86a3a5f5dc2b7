import { Match } from 'aws-cdk-lib/assertions';
import type { MicroserviceConfig, PlatformConfig } from '@plinth/template/config';
import { Profile } from '@plinth/template/config';
import { actionsOf, anywhere, PRODUCTION, templatesOf, twoAccounts, type World } from './world';

describe('the pipeline', () => {
  const template = templatesOf(twoAccounts)['acme-Pipeline'];

  it('delivers every commit, one after the other', () => {
    template.hasResourceProperties('AWS::CodePipeline::Pipeline', { Name: 'acme', PipelineType: 'V2', ExecutionMode: 'QUEUED', RestartExecutionOnUpdate: false });
  });

  it('goes through the environments in order and asks where asked to', () => {
    expect(stages().map(({ Name }) => Name)).toEqual([
      'source',
      'build',
      'staging-infrastructure',
      'staging-workloads',
      'prod-approval',
      'prod-infrastructure',
      'prod-workloads',
    ]);
  });

  it('rolls back workloads that fail, and never infrastructure', () => {
    expect(stages().filter(({ OnFailure }) => OnFailure?.Result === 'ROLLBACK').map(({ Name }) => Name)).toEqual(['staging-workloads', 'prod-workloads']);
  });

  it('has the same structure whatever services there are, so that old releases stay rollback targets', () => {
    const few = templatesOf(worldOf(aConfig(['orders'])))['acme-Pipeline'].toJSON();
    const many = templatesOf(worldOf(aConfig(['orders', 'billing', 'search'])))['acme-Pipeline'].toJSON();
    expect(many).toEqual(few);
  });

  it('passes the base to the build; the ledger decides unless told otherwise', () => {
    template.hasResourceProperties('AWS::CodePipeline::Pipeline', {
      Variables: [Match.objectLike({ Name: 'base', DefaultValue: 'auto' })],
      Stages: Match.arrayWith([
        Match.objectLike({ Name: 'build', Actions: [Match.objectLike({ Configuration: Match.objectLike({ EnvironmentVariables: Match.stringLikeRegexp('PLINTH_BASE.*#\\{variables.base\\}') }) })] }),
      ]),
    });
  });

  it('starts the deploy step of another account with a role of that account', () => {
    const [{ RoleArn, Configuration }] = stages().find(({ Name }) => Name === 'prod-workloads')!.Actions;
    expect(JSON.stringify(RoleArn)).toContain(`:iam::${PRODUCTION}:role/acme-prod-delivery-start`);
    expect(Configuration).toEqual({ ProjectName: 'acme-prod-workloads' });
  });

  it('admits the deploy role of another account to artifacts and key, though it may not exist yet', () => {
    for (const type of ['AWS::S3::BucketPolicy', 'AWS::KMS::Key']) {
      const statements = Object.values(template.findResources(type)).flatMap(({ Properties }) => (Properties.PolicyDocument ?? Properties.KeyPolicy).Statement);
      const foreign = statements.filter((statement) => JSON.stringify(statement.Principal).includes(PRODUCTION));
      expect(foreign.length).toBeGreaterThan(0);
      for (const { Condition } of foreign) expect(JSON.stringify(Condition)).toContain(':role/acme-prod-delivery"');
    }
  });

  it('deploys infrastructure with the bootstrap roles of that environment and nothing else', () => {
    const [role] = Object.entries(template.findResources('AWS::IAM::Role')).filter(([id]) => id.startsWith('DeliveryInfrastructureprod'));
    expect(actionsOf(role[1]).filter((action) => !/^(s3:Get|kms:De|logs:)/.test(action))).toEqual(['sts:AssumeRole']);
    expect(JSON.stringify(role[1]).match(/:role\/[\w-]+/g)).toEqual([
      `:role/cdk-hnb659fds-deploy-role-${PRODUCTION}-eu-central-1`,
      `:role/cdk-hnb659fds-file-publishing-role-${PRODUCTION}-eu-central-1`,
    ]);
  });

  it('keeps artifacts encrypted, versioned, logged, over TLS, and long enough to roll back to', () => {
    template.hasResourceProperties('AWS::S3::Bucket', {
      BucketName: 'acme-artifacts-111111111111-eu-central-1',
      VersioningConfiguration: { Status: 'Enabled' },
      LoggingConfiguration: Match.anyValue(),
      LifecycleConfiguration: { Rules: [Match.objectLike({ ExpirationInDays: 365 })] },
      BucketEncryption: { ServerSideEncryptionConfiguration: [Match.objectLike({ ServerSideEncryptionByDefault: Match.objectLike({ SSEAlgorithm: 'aws:kms' }) })] },
    });
    template.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })]) },
    });
  });

  it('announces failures and waiting approvals on an encrypted topic', () => {
    template.hasResourceProperties('AWS::SNS::Topic', { KmsMasterKeyId: Match.anyValue() });
    template.hasResourceProperties('AWS::CodeStarNotifications::NotificationRule', {
      EventTypeIds: Match.arrayWith(['codepipeline-pipeline-pipeline-execution-failed', 'codepipeline-pipeline-manual-approval-needed']),
    });
  });

  it('lets the notifications through that a chat would show, and no other service', () => {
    template.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Effect: 'Allow', Action: 'sns:Publish', Principal: { Service: 'codestar-notifications.amazonaws.com' } })]) },
    });
    template.hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: { Statement: Match.arrayWith([Match.objectLike({ Principal: { Service: 'codestar-notifications.amazonaws.com' }, Condition: { StringEquals: { 'kms:ViaService': 'sns.eu-central-1.amazonaws.com' } } })]) },
    });
  });

  it('lets CloudWatch encrypt the logs of its own steps, and no other log group', () => {
    template.hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Principal: { Service: 'logs.eu-central-1.amazonaws.com' },
            Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': { 'Fn::Join': ['', Match.arrayWith([':logs:eu-central-1:111111111111:log-group:/aws/codebuild/acme-*'])] } } },
          }),
        ]),
      },
    });
  });

  it('needs no account to be named', () => {
    templatesOf(anywhere)['acme-Pipeline'].resourceCountIs('AWS::CodePipeline::Pipeline', 1);
  });

  it('fails when there is no environment', () => {
    expect(() => templatesOf({ environments: [] })).toThrow('environments is empty, got []; give at least one environment');
  });

  it('fails when only some accounts are named', () => {
    expect(() => templatesOf({ environments: [{ name: 'staging', account: PRODUCTION }] })).toThrow(
      `environments[0].account is set but the pipeline's is not, or the reverse, got "222222222222" for staging; set both 'tooling.account' and every environment's account, or none`,
    );
  });

  it('fails when an environment is in another region than the pipeline', () => {
    const elsewhere = { ...twoAccounts, environments: [{ name: 'prod', account: PRODUCTION, region: 'us-east-1' }] };
    expect(() => templatesOf(elsewhere)).toThrow(`environments[0].region is not the pipeline's region eu-central-1, got "us-east-1" for prod; use one region per platform`);
  });

  function stages(): { Name: string; Actions: { RoleArn?: unknown; Configuration: unknown }[]; OnFailure?: { Result: string } }[] {
    const [pipeline] = Object.values(template.findResources('AWS::CodePipeline::Pipeline'));
    return pipeline.Properties.Stages;
  }
});

function aConfig(services: string[]): PlatformConfig {
  return {
    name: 'acme',
    services: services.map((name): MicroserviceConfig => ({ name })),
    environments: twoAccounts.environments.map((environment) => ({ ...environment, profile: Profile.TEAM })),
  };
}

/** As the app does it: the whole configuration is at hand. */
function worldOf(config: PlatformConfig): World {
  return { tooling: twoAccounts.tooling, source: config.source, environments: config.environments ?? [] };
}
