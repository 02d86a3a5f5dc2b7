import { parseArgs } from 'node:util';
import type { Command } from './command';
import { PipelineService } from './pipeline-service';
import { stageTable } from './stage-table';
import { findWorkspace } from './workspace';

/** `status`: the pipeline's stages, one line each. */
export const status: Command = async (args, { cwd, print }) => {
  const { values } = parseArgs({ args, options: { name: { type: 'string' }, region: { type: 'string' }, json: { type: 'boolean' } } });
  const name = values.name ?? findWorkspace(cwd).platform;
  const service = new PipelineService(values.region);
  const stages = await service.stages(name);
  print(values.json ? JSON.stringify({ pipeline: name, stages }, null, 2) : stageTable(stages));
};
