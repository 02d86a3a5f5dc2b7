import { CodePipelineClient, GetPipelineStateCommand, type ActionState, type StageState } from '@aws-sdk/client-codepipeline';
import { Explained } from './command';
import type { StageStatus } from './stage-table';

/** What to do about an error of AWS or of the way to it, by the error's name. */
const REMEDIES: Record<string, string> = {
  PipelineNotFoundException: `deploy it with 'cdk deploy <platform>-Pipeline', or choose another with --name or --region`,
  AccessDeniedException: 'ask for codepipeline:GetPipelineState on this pipeline',
  CredentialsProviderError: `log in to the tooling account, for example with 'aws sso login'`,
  ExpiredTokenException: `log in again, for example with 'aws sso login'`,
  UnrecognizedClientException: 'use credentials of the tooling account',
  ThrottlingException: 'wait a moment and try again',
};

/** AWS CodePipeline, one function per call. */
export class PipelineService {
  private readonly client: CodePipelineClient;

  constructor(region?: string) {
    this.client = new CodePipelineClient({ region });
  }

  /** Stages of a pipeline, in order. */
  async stages(name: string): Promise<StageStatus[]> {
    try {
      const { stageStates = [] } = await this.client.send(new GetPipelineStateCommand({ name }));
      return stageStates.map(stageStatus);
    } catch (error) {
      throw explained(name, error as Error);
    }
  }
}

function stageStatus({ stageName = '', latestExecution, inboundExecution, actionStates = [] }: StageState): StageStatus {
  const changes = actionStates.flatMap(({ latestExecution: last }) => last?.lastStatusChange ?? []);
  return {
    stage: stageName,
    status: latestExecution?.status ?? (inboundExecution ? 'waiting' : 'never ran'),
    execution: (latestExecution ?? inboundExecution)?.pipelineExecutionId,
    changed: changes.sort((a, b) => b.getTime() - a.getTime())[0]?.toISOString(),
    detail: actionStates.map(actionDetail).find(Boolean),
  };
}

function actionDetail({ actionName, latestExecution: last }: ActionState): string | undefined {
  if (last?.status === 'Failed') return `${actionName}: ${last.errorDetails?.message ?? last.summary ?? 'failed'}`;
  return last?.token ? `${actionName}: waiting for a person` : undefined;
}

function explained(name: string, error: Error): Explained {
  if (/^region /i.test(error.message)) return new Explained(`region is not usable, got "${error.message}"; give --region or set AWS_REGION`);
  const remedy = REMEDIES[error.name] ?? 'check the network and the AWS status, and try again';
  return new Explained(`pipeline ${name} cannot be read, got "${error.name}: ${error.message.split('\n')[0]}"; ${remedy}`);
}
