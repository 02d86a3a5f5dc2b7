import type { RefusalType } from './machine/event';

/** Names of errors an operation answers beside the refusals of the machine. */
export type ServiceErrorType = RefusalType | 'InvalidNextTokenException' | 'InvalidStructureException' | 'PipelineNotFoundException' | 'PipelineVersionNotFoundException' | 'UnknownOperationException' | 'SerializationException';

/** An error as the service answers it. @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/CommonErrors.html */
export class ServiceError extends Error {
  constructor(readonly type: ServiceErrorType, message: string) {
    super(message);
  }
}
