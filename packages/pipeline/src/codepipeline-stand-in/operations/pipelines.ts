import { Explained } from '../../runtime/command';
import type { PipelineDefinition } from '../definition/pipeline-definition';
import { readDefinition } from '../definition/read-definition';
import { definitionOf } from '../machine/state';
import { ServiceError } from '../service-error';
import { pipelineOf, seconds, type Operations } from './operation';
import { pageOf } from './paging';

/** Pipelines themselves. */
export const pipelines: Operations = {
  GetPipeline: (input, standIn) => {
    const { state } = pipelineOf(input, standIn, 'name');
    const version = input.maybeNumber('version', 1, Number.MAX_SAFE_INTEGER) ?? state.definitions.length;
    const definition = definitionOf(state, version);
    if (!definition) throw new ServiceError('PipelineVersionNotFoundException', `the pipeline has no version ${version}`);
    const { account, region } = standIn.place;
    const metadata = { pipelineArn: `arn:aws:codepipeline:${region}:${account}:${definition.name}`, created: seconds(state.created), updated: seconds(state.updated) };
    return { pipeline: { ...definition, version }, metadata };
  },

  ListPipelines: (input, standIn) => {
    const { page, nextToken } = pageOf(input, 'pipelines', standIn.names().map((id) => ({ id })), 1000);
    return {
      nextToken,
      pipelines: page.map(({ id }) => {
        const { state } = standIn.find(id);
        const { name, pipelineType, executionMode } = definitionOf(state);
        return { name, version: state.definitions.length, pipelineType, executionMode, created: seconds(state.created), updated: seconds(state.updated) };
      }),
    };
  },

  UpdatePipeline: (input, standIn) => {
    const declaration = input.raw('pipeline');
    const definition = structured(() => readDefinition('pipeline', declaration));
    const pipeline = standIn.find(definition.name);
    structured(() => pipeline.tell({ type: 'update', definition }));
    return { pipeline: { ...definition, version: pipeline.state.definitions.length } };
  },
};

/** A structure that is refused, in the service's words. @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_UpdatePipeline.html */
function structured<T extends PipelineDefinition | string>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof Explained) throw new ServiceError('InvalidStructureException', error.message);
    throw error;
  }
}
