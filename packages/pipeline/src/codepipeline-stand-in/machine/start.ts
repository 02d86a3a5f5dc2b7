import type { EventOf, Refusal } from './event';
import { arrive } from './stage-entry';
import type { Execution } from './state';
import { refuse, type Turn } from './turn';

/**
 * Starts an execution. The same request token again is the same request.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_StartPipelineExecution.html
 */
export function start(turn: Turn, event: EventOf<'start'>): Refusal | string {
  const { trigger, variables = {}, overrides = {}, requestToken } = event;
  const repeated = turn.state.executions.find((execution) => requestToken !== undefined && execution.requestToken === requestToken);
  if (repeated) return repeated.id;
  const mistake = mistakeIn(turn, event);
  if (mistake) return refuse('ValidationException', mistake);
  const { variables: declared, stages: [source] } = turn.definition;
  const execution: Execution = {
    ...turn.newExecution('STANDARD', trigger),
    variables: Object.fromEntries(declared.map(({ name, defaultValue = '' }) => [name, variables[name] ?? defaultValue])),
    overrides: { ...overrides },
    requestToken,
  };
  turn.state.executions.push(execution);
  arrive(turn, execution, source);
  return execution.id;
}

function mistakeIn({ definition }: Turn, { variables = {}, overrides = {} }: EventOf<'start'>): string | undefined {
  const { variables: declared, stages: [source] } = definition;
  const unknown = Object.keys(variables).find((name) => !declared.some((variable) => variable.name === name));
  if (unknown !== undefined) return `variable ${unknown} is not one of pipeline ${definition.name}`;
  const missing = declared.find(({ name, defaultValue }) => variables[name] === undefined && defaultValue === undefined);
  if (missing) return `variable ${missing.name} has no default and was not given`;
  const stranger = Object.keys(overrides).find((name) => !source.actions.some((action) => action.name === name));
  return stranger === undefined ? undefined : `action ${stranger} is not a source of pipeline ${definition.name}`;
}
