import { ID, type Fields } from '../definition/fields';
import type { ActionDefinition, RuleDefinition } from '../definition/pipeline-definition';
import { definitionOf, type ActionRun, type Artifact, type Execution, type PipelineState, type Run } from '../machine/state';
import { ServiceError } from '../service-error';
import { pipelineOf, seconds, type Operations } from './operation';
import { pageOf } from './paging';

/** A run with what it belongs to. */
interface Past<R extends Run> {
  readonly id: string;
  readonly stage: string;
  readonly execution: Execution;
  readonly run: R;
}

/** What actions and rules did, the newest first. */
export const runHistory: Operations = {
  ListActionExecutions: (input, standIn) => {
    const { state } = pipelineOf(input, standIn);
    const past = chosen(input, state, (stage) => stage.actions);
    const { page, nextToken } = pageOf(input, 'actions', past, 100);
    return { nextToken, actionExecutionDetails: page.map((each) => actionDetail(state, each)) };
  },

  ListRuleExecutions: (input, standIn) => {
    const { state } = pipelineOf(input, standIn);
    const past = chosen(input, state, (stage) => stage.conditions.flatMap(({ rules }) => rules));
    const { page, nextToken } = pageOf(input, 'rules', past, 100);
    return { nextToken, ruleExecutionDetails: page.map((each) => ruleDetail(state, each)) };
  },
};

function chosen<R extends Run>(input: Fields, { executions }: PipelineState, runsOf: (stage: Execution['stages'][string]) => readonly R[]): Past<R>[] {
  const filter = input.maybe('filter');
  const latest = filter?.maybe('latestInPipelineExecution');
  const wanted = latest?.text('pipelineExecutionId', ID) ?? filter?.maybeText('pipelineExecutionId', ID);
  if (wanted !== undefined && !executions.some(({ id }) => id === wanted)) throw new ServiceError('PipelineExecutionNotFoundException', `execution ${wanted} is not one of the pipeline`);
  const past = executions.filter(({ id }) => wanted === undefined || id === wanted).flatMap((execution) =>
    Object.entries(execution.stages).flatMap(([stage, stageRun]) => runsOf(stageRun).map((run) => ({ id: run.id, stage, execution, run }))));
  const newestFirst = past.reverse().sort((a, b) => b.run.started - a.run.started);
  if (latest?.oneOf('startTimeRange', ['Latest', 'All']) !== 'Latest') return newestFirst;
  return newestFirst.filter(({ stage, run }, index) => newestFirst.findIndex((other) => other.stage === stage && other.run.name === run.name) === index);
}

function actionDetail(state: PipelineState, past: Past<ActionRun>) {
  const { run, stage, execution } = past;
  const definition = definitionOf(state, execution.version);
  const action = definition.stages.find(({ name }) => name === stage)?.actions.find(({ name }) => name === run.name);
  const bucket = (definition.artifactStore as { location?: string } | undefined)?.location ?? 'artifacts';
  const located = (artifacts: readonly Artifact[]) => artifacts.map(({ name, location }) => ({ name, s3location: { bucket, key: location } }));
  return {
    ...detail(past),
    actionExecutionId: run.id,
    actionName: run.name,
    input: { ...declared(run, action), actionTypeId: action?.actionTypeId, inputArtifacts: located(run.inputs), namespace: action?.namespace },
    output: { outputArtifacts: run.status === 'Succeeded' ? located(run.outputs) : [], outputVariables: run.outputVariables, executionResult: result(run) },
  };
}

function ruleDetail(state: PipelineState, past: Past<Run>) {
  const { run, stage, execution } = past;
  const { beforeEntry, onSuccess, onFailure } = definitionOf(state, execution.version).stages.find(({ name }) => name === stage) ?? {};
  const rule = [beforeEntry, onSuccess, onFailure].flatMap((each) => each?.conditions ?? []).flatMap(({ rules }) => rules).find(({ name }) => name === run.name);
  return { ...detail(past), ruleExecutionId: run.id, ruleName: run.name, input: { ...declared(run, rule), ruleTypeId: rule?.ruleTypeId }, output: { executionResult: result(run) } };
}

function detail({ execution, stage, run }: Past<Run>) {
  return { pipelineExecutionId: execution.id, pipelineVersion: execution.version, stageName: stage, startTime: seconds(run.started), lastUpdateTime: seconds(run.changed), status: run.status };
}

function declared(run: Run, declaration?: ActionDefinition | RuleDefinition) {
  return { configuration: declaration?.configuration, resolvedConfiguration: run.configuration, roleArn: declaration?.roleArn, region: declaration?.region };
}

function result({ externalExecutionId, summary, failure }: Run) {
  return { externalExecutionId, externalExecutionSummary: summary, errorDetails: failure };
}
