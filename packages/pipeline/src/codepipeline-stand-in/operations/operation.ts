import { ID, NAME, type Fields } from '../definition/fields';
import type { Execution, PipelineState } from '../machine/state';
import type { RunningPipeline } from '../running-pipeline';
import { ServiceError } from '../service-error';
import type { StandIn } from '../stand-in';

/** One operation of the service: the members of a request in, those of the answer out. */
export type Operation = (input: Fields, standIn: StandIn) => object;

/** Operations by the name a request calls them. */
export type Operations = Readonly<Record<string, Operation>>;

/** The pipeline a request names. */
export function pipelineOf(input: Fields, standIn: StandIn, member = 'pipelineName'): RunningPipeline {
  return standIn.find(input.text(member, NAME));
}

/** The execution a request names. */
export function executionOf(input: Fields, { executions }: PipelineState): Execution {
  const id = input.text('pipelineExecutionId', ID);
  const execution = executions.find((each) => each.id === id);
  if (!execution) throw new ServiceError('PipelineExecutionNotFoundException', `execution ${id} is not one of the pipeline`);
  return execution;
}

/** A moment as the protocol has it: seconds, with a fraction. @see https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html */
export const seconds = (at: number): number => at / 1000;
