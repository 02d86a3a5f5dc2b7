import type { ActionDefinition, StageDefinition } from '../definition/pipeline-definition';
import type { RunResult } from './event';
import { latestRun, type ActionRun, type StageRun } from './state';
import type { Inside, Turn } from './turn';
import { resolveAll, type Unresolved } from './variables';

/** Without an answer an approval fails after seven days. @see https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html */
const APPROVAL_MINUTES = 7 * 24 * 60;

/** Starts an action. An approval is a question to a person and runs nothing. */
export function startAction(turn: Turn, { execution, stage, run: stageRun }: Inside, action: ActionDefinition): void {
  const id = turn.id();
  const configuration = resolveAll(execution, action.configuration);
  const environment = resolveAll(execution, Object.fromEntries(action.environmentVariables.map(({ name, value }) => [name, value])));
  const run: ActionRun = {
    ...turn.newRun(id, action.name, configuration.values),
    environment: environment.values,
    inputs: action.inputArtifacts.flatMap(({ name }) => execution.artifacts.find((artifact) => artifact.name === name) ?? []),
    outputs: action.outputArtifacts.map(({ name }) => ({ name, location: [execution.id, stage.name, action.name, id, name].join('/') })),
    outputVariables: {},
  };
  stageRun.actions.push(run);
  execution.changed = turn.now;
  const [unresolved] = [...configuration.unresolved, ...environment.unresolved];
  if (unresolved) misconfigured(run, unresolved);
  else if (action.actionTypeId.category === 'Approval') ask(turn, run, action);
  else turn.effects.push({ type: 'runAction', execution: execution.id, stage: stage.name, run: id });
}

/** In PARALLEL mode the token is found only as the external id. @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PutApprovalResult.html */
function ask(turn: Turn, run: ActionRun, { timeoutInMinutes = APPROVAL_MINUTES }: ActionDefinition): void {
  const token = turn.id();
  run.approval = { token, expires: turn.now + timeoutInMinutes * 60_000, answered: false };
  run.externalExecutionId = token;
}

function misconfigured(run: ActionRun, { reference, reason }: Unresolved): void {
  run.status = 'Failed';
  run.failure = { code: 'InvalidActionConfiguration', message: `${run.name} reads ${reference}, which ${reason}` };
}

/** Records how an action ended. The result of one that was given up changes nothing. */
export function endAction(turn: Turn, { execution, stage }: Inside, run: ActionRun, result: RunResult): void {
  if (run.status !== 'InProgress') return;
  const { outputVariables = {}, revision } = result;
  turn.endRun(run, result);
  run.outputVariables = { ...outputVariables };
  execution.changed = turn.now;
  if (result.status !== 'Succeeded') return;
  const namespace = stage.actions.find(({ name }) => name === run.name)?.namespace;
  if (namespace) execution.namespaces[namespace] = { ...outputVariables };
  execution.artifacts = [...execution.artifacts.filter(({ name }) => !run.outputs.some((output) => output.name === name)), ...run.outputs];
  if (!revision) return;
  const others = execution.revisions.filter(({ action }) => action !== run.name);
  execution.revisions = [...others, { action: run.name, artifact: run.outputs[0]?.name ?? '', created: turn.now, ...revision }];
}

/** Actions whose newest run failed or was given up. */
export function failedActions(run: StageRun, stage: StageDefinition): ActionDefinition[] {
  return stage.actions.filter(({ name }) => ['Failed', 'Abandoned'].includes(latestRun(run, name)?.status ?? ''));
}

/** Runs actions of a stage again. What comes after them follows when they succeed. */
export function repeatActions(turn: Turn, inside: Inside, mode: 'FAILED_ACTIONS' | 'ALL_ACTIONS'): void {
  const { run, stage } = inside;
  run.step = 'actions';
  if (mode === 'ALL_ACTIONS') run.from = run.actions.length;
  else failedActions(run, stage).forEach((action) => startAction(turn, inside, action));
}
