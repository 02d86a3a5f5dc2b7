import type { Template } from '../../src/codepipeline-stand-in';

export interface ActionSketch {
  readonly name: string;
  readonly category?: string;
  readonly provider?: string;
  readonly order?: number;
  readonly more?: object;
}

export interface StageSketch {
  readonly name: string;
  readonly actions?: readonly (ActionSketch | string)[];
  /** OnFailure, OnSuccess, BeforeEntry as CloudFormation spells them. */
  readonly policy?: object;
}

export interface PipelineSketch {
  readonly mode?: string;
  readonly variables?: readonly object[];
  readonly more?: object;
}

/** The template of a pipeline `acme` with a source stage and these stages after it. */
export function aTemplate(stages: readonly StageSketch[], { mode = 'QUEUED', variables = [], more = {} }: PipelineSketch = {}): Template {
  const source = { name: 'source', actions: [{ name: 'commit', category: 'Source', provider: 'CodeCommit', more: { Namespace: 'SourceVariables', OutputArtifacts: [{ Name: 'Source' }], Configuration: { RepositoryName: 'acme', BranchName: 'main', OutputArtifactFormat: 'CODEBUILD_CLONE_REF' } } }] };
  const Stages = [source, ...stages].map(stageOf);
  const Properties = { Name: 'acme', PipelineType: 'V2', ExecutionMode: mode, RoleArn: 'arn:aws:iam::111111111111:role/acme-pipeline', Stages, Variables: variables, ...more };
  return { Resources: { Pipeline: { Type: 'AWS::CodePipeline::Pipeline', Properties } } };
}

function stageOf({ name, actions = ['work'], policy }: StageSketch) {
  return { Name: name, Actions: actions.map((action) => actionOf(typeof action === 'string' ? { name: action } : action)), ...policy };
}

function actionOf({ name, category = 'Build', provider = 'CodeBuild', order = 1, more }: ActionSketch) {
  return { Name: name, ActionTypeId: { Category: category, Owner: 'AWS', Provider: provider, Version: '1' }, RunOrder: order, ...more };
}

/** A question to a person. */
export const approval = (name: string, more?: object): ActionSketch => ({ name, category: 'Approval', provider: 'Manual', more });

/** A condition with one alarm, as CloudFormation spells it. */
export function alarm(moment: 'BeforeEntry' | 'OnSuccess' | 'OnFailure', result: string, provider = 'CloudWatchAlarm') {
  const rule = { Name: 'Alarm', RuleTypeId: { Category: 'Rule', Owner: 'AWS', Provider: provider, Version: '1' }, Configuration: { AlarmName: 'acme-errors', WaitTime: '5' } };
  return { [moment]: { Conditions: [{ Result: result, Rules: [rule] }] } };
}
