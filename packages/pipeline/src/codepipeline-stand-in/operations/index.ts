import { control } from './control';
import { executions } from './executions';
import type { Operations } from './operation';
import { pipelineState } from './pipeline-state';
import { pipelines } from './pipelines';
import { runHistory } from './run-history';

/** All the stand-in understands. @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_Operations.html */
export const OPERATIONS: Operations = { ...pipelines, ...pipelineState, ...executions, ...runHistory, ...control };
