import { App, Stack } from 'aws-cdk-lib/core';
import { Template as Synthesised } from 'aws-cdk-lib/assertions';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { readTemplate } from '../../src/codepipeline-stand-in/definition/read-template';
import { templatesOf, twoAccounts } from '../world';
import { alarm, approval, aTemplate, type PipelineSketch, type StageSketch } from './templates';

describe('a synthesised pipeline', () => {
  it('is read with the names it has in AWS', () => {
    const { definition } = readTemplate(templatesOf(twoAccounts)['acme-Pipeline'].toJSON(), { account: '111111111111', region: 'eu-central-1' });
    expect(definition).toMatchObject({ name: 'acme', pipelineType: 'V2', executionMode: 'QUEUED', roleArn: 'arn:aws:iam::111111111111:role/acme-pipeline', variables: [{ name: 'base', defaultValue: 'everything' }] });
    const last = definition.stages.find(({ name }) => name === 'prod-workloads');
    expect(last).toMatchObject({
      onFailure: { result: 'ROLLBACK' },
      actions: [{ name: 'deploy', runOrder: 1, roleArn: 'arn:aws:iam::222222222222:role/acme-prod-delivery-start', configuration: { ProjectName: 'acme-prod-workloads' }, inputArtifacts: [{ name: 'Built' }] }],
    });
    expect(definition.stages[1].actions[0].configuration.ProjectName).toBe('acme-build');
    expect(definition.stages[0].actions[0].configuration).toMatchObject({ RepositoryName: 'acme', PollForSourceChanges: 'false' });
  });

  it('is read with conditions, retries and triggers as CDK writes them', () => {
    const stack = new Stack(new App(), 'acme');
    const source = new codepipeline.Artifact('Source');
    const sourceAction = new actions.CodeStarConnectionsSourceAction({ actionName: 'commit', connectionArn: 'arn:aws:codeconnections:eu-central-1:1:connection/x', owner: 'acme', repo: 'shop', output: source });
    const rule = new codepipeline.Rule({ name: 'Alarm', provider: 'CloudWatchAlarm', version: '1', configuration: { AlarmName: 'errors', WaitTime: '15' } });
    const pipeline = new codepipeline.Pipeline(stack, 'Pipeline', {
      artifactBucket: s3.Bucket.fromBucketName(stack, 'Bucket', 'acme-artifacts'), pipelineType: codepipeline.PipelineType.V2, executionMode: codepipeline.ExecutionMode.SUPERSEDED,
      triggers: [{ providerType: codepipeline.ProviderType.CODE_STAR_SOURCE_CONNECTION, gitConfiguration: { sourceAction, pushFilter: [{ branchesIncludes: ['main'] }] } }],
    });
    pipeline.addStage({ stageName: 'source', actions: [sourceAction] });
    pipeline.addStage({
      stageName: 'ask', actions: [new actions.ManualApprovalAction({ actionName: 'approve' })],
      onFailure: { result: codepipeline.Result.RETRY, retryMode: codepipeline.RetryMode.ALL_ACTIONS },
      onSuccess: { conditions: [{ result: codepipeline.Result.ROLLBACK, rules: [rule] }] },
    });
    const { definition } = readTemplate(Synthesised.fromStack(stack).toJSON());
    expect(definition.executionMode).toBe('SUPERSEDED');
    expect(definition.triggers).toEqual([{ providerType: 'CodeStarSourceConnection', gitConfiguration: { sourceActionName: 'commit', push: [{ branches: { includes: ['main'] } }] } }]);
    expect(definition.stages[1]).toMatchObject({
      onFailure: { result: 'RETRY', retryConfiguration: { retryMode: 'ALL_ACTIONS' } },
      onSuccess: { conditions: [{ result: 'ROLLBACK', rules: [{ name: 'Alarm', ruleTypeId: { provider: 'CloudWatchAlarm' }, configuration: { AlarmName: 'errors', WaitTime: '15' } }] }] },
    });
  });
});

/** Structures nobody can run, and what is said of them. */
const REFUSED: [string, StageSketch[], PipelineSketch, RegExp][] = [
  ['it has one stage', [], {}, /^Pipeline\.stages are fewer than two, got 1; add a stage$/],
  ['a field is not known', [{ name: 'deploy', policy: { OnMonday: {} } }], {}, /^Pipeline\.stages\[1\]\.onMonday is not known here, got {}; remove it, or teach the stand-in what it does$/],
  ['a name cannot be one', [{ name: 'a stage' }], {}, /^Pipeline\.stages\[1\]\.name is not 1 to 100 letters, digits or \. @ - _, got "a stage"; write/],
  ['two stages have one name', [{ name: 'deploy' }, { name: 'deploy' }], {}, /^Pipeline\.stages has a name twice, got "deploy"; rename one$/],
  ['a stage has no action', [{ name: 'deploy', actions: [] }], {}, /^Pipeline\.stages\[1\]\.actions is empty, got \[\]/],
  ['a source is in a later stage', [{ name: 'deploy', actions: [{ name: 'again', category: 'Source', provider: 'S3' }] }], {}, /^Pipeline\.stages\[1\]\.actions has a source, got "again"; keep sources in the first stage/],
  ['an input is made by nobody', [{ name: 'deploy', actions: [{ name: 'work', more: { InputArtifacts: [{ Name: 'Built' }] } }] }], {}, /has an input that no earlier action makes, got "Built"/],
  ['an output is made twice', [{ name: 'deploy', actions: [{ name: 'work', more: { OutputArtifacts: [{ Name: 'Source' }] } }] }], {}, /has an output that another action makes, got "Source"; rename it$/],
  ['the mode is one of a newer type', [{ name: 'deploy' }], { more: { PipelineType: 'V1' } }, /^Pipeline\.executionMode is not one of a V1 pipeline, got "QUEUED"; use pipelineType V2$/],
  ['the mode is none', [{ name: 'deploy' }], { mode: 'FAST' }, /^Pipeline\.executionMode is not one of QUEUED, SUPERSEDED, PARALLEL, got "FAST"/],
  ['a parallel pipeline rolls back', [{ name: 'deploy', policy: { OnFailure: { Result: 'ROLLBACK' } } }], { mode: 'PARALLEL' }, /^Pipeline\.stages\[1\] cannot be rolled back in this execution mode, got "PARALLEL"; use QUEUED or SUPERSEDED$/],
  ['an entry rolls back', [{ name: 'deploy', policy: alarm('BeforeEntry', 'ROLLBACK') }], {}, /conditions\[0\]\.result is not one of FAIL, SKIP, got "ROLLBACK"/],
  ['an alarm skips a stage', [{ name: 'deploy', policy: alarm('BeforeEntry', 'SKIP') }], {}, /has a rule that cannot skip a stage, got "CloudWatchAlarm"; use one of LambdaInvoke, VariableCheck, Commands$/],
  ['a condition has no rule', [{ name: 'deploy', policy: { OnSuccess: { Conditions: [{ Result: 'FAIL', Rules: [] }] } } }], {}, /rules are not one to five, got 0/],
  ['an approval lasts longer than the service lets it', [{ name: 'ask', actions: [approval('approve', { TimeoutInMinutes: 90_000 })] }], {}, /timeoutInMinutes is not a whole number from 5 to 86400, got 90000/],
  ['a category is not known', [{ name: 'deploy', actions: [{ name: 'work', category: 'Magic' }] }], {}, /actionTypeId\.category is not one of Source, Build, .*, got "Magic"/],
];

describe('a pipeline is refused when', () => {
  it.each(REFUSED)('%s', (_, stages, pipeline, sentence) => {
    expect(() => readTemplate(aTemplate(stages, pipeline))).toThrow(sentence);
  });

  it('a template has none', () => {
    expect(() => readTemplate({ Resources: {} })).toThrow('template has not one AWS::CodePipeline::Pipeline, got 0; give the template of the stack with the pipeline');
  });
});

it('resolves what templates compute names with', () => {
  const Name = { 'Fn::Join': ['-', [{ 'Fn::Select': [0, { 'Fn::Split': ['/', 'acme/shop'] }] }, { 'Fn::Sub': '${AWS::Region}' }]] };
  const RoleArn = { 'Fn::Sub': ['arn:${AWS::Partition}:iam::${Account}:role/${Role}', { Account: { Ref: 'AWS::AccountId' } }] };
  const { Resources } = aTemplate([{ name: 'deploy' }], { more: { Name, RoleArn } });
  const { definition } = readTemplate({ Resources: { ...Resources, Role: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'acme' } } } }, { account: '111111111111', region: 'us-east-1' });
  expect(definition).toMatchObject({ name: 'acme-us-east-1', roleArn: 'arn:aws:iam::111111111111:role/acme' });
});
