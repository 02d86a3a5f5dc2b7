import type { PipelineDefinition } from './pipeline-definition';
import { InvalidDefinition, readDefinition } from './read-definition';
import { resolveValue, type Place, type Template } from './template-values';

/** Account and region of nobody, for a template that names none. */
export const NOWHERE: Place = { account: '000000000000', region: 'eu-central-1' };

/** What a template says of its pipeline. */
export interface TemplatePipeline {
  readonly definition: PipelineDefinition;
  /** Stages nobody may enter at first, and why. */
  readonly disabled: Readonly<Record<string, string>>;
}

/** Fields whose names are somebody's data and keep their spelling. */
const VERBATIM = new Set(['Configuration', 'ArtifactStores']);

/** Properties of CloudFormation that change no execution. */
const SILENT = ['Tags', 'RestartExecutionOnUpdate'];

/** The pipeline of a synthesised template. Refuses a template with none or with several. */
export function readTemplate(template: Template, place: Place = NOWHERE): TemplatePipeline {
  const pipelines = Object.entries(template.Resources ?? {}).filter(([, { Type }]) => Type === 'AWS::CodePipeline::Pipeline');
  if (pipelines.length !== 1) {
    throw new InvalidDefinition(`template has not one AWS::CodePipeline::Pipeline, got ${pipelines.length}; give the template of the stack with the pipeline`);
  }
  const [[id, { Properties = {} }]] = pipelines;
  const { DisableInboundStageTransitions: disabled = [], ...properties } = resolveValue(template, place, Properties) as Record<string, unknown>;
  for (const name of SILENT) delete properties[name];
  const stores = properties.ArtifactStores as { Region: string; ArtifactStore: object }[] | undefined;
  if (stores) properties.ArtifactStores = Object.fromEntries(stores.map(({ Region, ArtifactStore }) => [Region, declared(ArtifactStore)]));
  return {
    definition: readDefinition(id, { name: id, ...declared(properties) as object }),
    disabled: Object.fromEntries((disabled as { StageName: string; Reason: string }[]).map(({ StageName, Reason }) => [StageName, Reason])),
  };
}

/** CloudFormation's spelling of a declaration in the API's: `RunOrder` is `runOrder`. */
function declared(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(declared);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) =>
    [name[0].toLowerCase() + name.slice(1), VERBATIM.has(name) ? inner : declared(inner)]));
}
