import {
  CodePipelineClient, GetPipelineCommand, GetPipelineExecutionCommand, GetPipelineStateCommand, ListActionExecutionsCommand, ListPipelineExecutionsCommand, PutApprovalResultCommand,
  StartPipelineExecutionCommand, UpdatePipelineCommand, type ApprovalStatus, type PipelineDeclaration, type StageState, type StartPipelineExecutionInput,
} from '@aws-sdk/client-codepipeline';
import { serve, StandIn, type Served, type Template } from '../../src/codepipeline-stand-in';
import { Script } from './script';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

/** Tuesday noon. */
export const NOON = Date.UTC(2026, 10, 24, 12);

const open: World[] = [];
export const closeWorlds = () => Promise.all(open.splice(0).map((world) => world.close()));

/** A pipeline `acme` that is played by a script, on a port, with the SDK's own client. */
export class World {
  readonly script = new Script();
  readonly standIn: StandIn;
  /** The clock, which stands still. */
  now = NOON;

  private constructor(private readonly served: Promise<Served>, readonly client: CodePipelineClient, standIn: StandIn) {
    this.standIn = standIn;
  }

  static async of(template: Template): Promise<World> {
    const standIn = new StandIn({ seed: 'a test', now: () => world.now });
    const served = serve(standIn);
    const { endpoint } = await served;
    const client = new CodePipelineClient({ endpoint, region: 'eu-central-1', credentials: { accessKeyId: 'key', secretAccessKey: 'secret' }, maxAttempts: 1 });
    const world: World = new World(served, client, standIn);
    const { script } = world;
    standIn.add(template, { actions: { CodeCommit: script, CodeBuild: script }, rules: { CloudWatchAlarm: script, LambdaInvoke: script } });
    open.push(world);
    return world;
  }

  async endpoint(): Promise<string> {
    return (await this.served).endpoint;
  }

  /** Starts an execution and lets it go as far as it can. */
  async start(more: Partial<StartPipelineExecutionInput> = {}): Promise<string> {
    const { pipelineExecutionId = '' } = await this.client.send(new StartPipelineExecutionCommand({ name: 'acme', ...more }));
    await this.pause();
    return pipelineExecutionId;
  }

  /** Lets what can end by itself end; what is held stays. */
  async pause(): Promise<void> {
    for (let turns = 0; turns < 50; turns++) await new Promise((later) => setImmediate(later));
  }

  /** Ends a run that is held, and lets follow what follows. */
  async end(key: string, result?: Parameters<Script['end']>[1]): Promise<void> {
    await this.script.end(key, result);
    await this.pause();
  }

  async stage(name: string): Promise<StageState> {
    const { stageStates = [] } = await this.client.send(new GetPipelineStateCommand({ name: 'acme' }));
    return stageStates.find(({ stageName }) => stageName === name)!;
  }

  /** Stages and where they stand, those nobody entered left out. */
  async stages(): Promise<Record<string, string>> {
    const { stageStates = [] } = await this.client.send(new GetPipelineStateCommand({ name: 'acme' }));
    return Object.fromEntries(stageStates.flatMap(({ stageName = '', latestExecution }) => (latestExecution ? [[stageName, latestExecution.status ?? '']] : [])));
  }

  async status(execution: string): Promise<string | undefined> {
    const { pipelineExecution } = await this.client.send(new GetPipelineExecutionCommand({ pipelineName: 'acme', pipelineExecutionId: execution }));
    return pipelineExecution?.status;
  }

  /** Executions, the newest first. */
  async executions(succeededIn?: string) {
    const filter = succeededIn ? { succeededInStage: { stageName: succeededIn } } : undefined;
    return (await this.client.send(new ListPipelineExecutionsCommand({ pipelineName: 'acme', filter }))).pipelineExecutionSummaries ?? [];
  }

  /** Runs of actions, the newest first. */
  async actions(execution?: string) {
    const filter = execution ? { pipelineExecutionId: execution } : undefined;
    return (await this.client.send(new ListActionExecutionsCommand({ pipelineName: 'acme', filter }))).actionExecutionDetails ?? [];
  }

  /** The token of a question that is open. */
  async token(stage: string): Promise<string | undefined> {
    return (await this.stage(stage)).actionStates?.map(({ latestExecution }) => latestExecution?.token).find(Boolean);
  }

  async answer(stage: string, token: string, status: ApprovalStatus = 'Approved', action = 'approve') {
    const answer = await this.client.send(new PutApprovalResultCommand({ pipelineName: 'acme', stageName: stage, actionName: action, token, result: { status, summary: 'seen' } }));
    await this.pause();
    return answer;
  }

  /** Writes the structure again; that is another version of it. */
  async update(change: (pipeline: PipelineDeclaration) => PipelineDeclaration = (pipeline) => pipeline) {
    const { pipeline } = await this.client.send(new GetPipelineCommand({ name: 'acme' }));
    const updated = await this.client.send(new UpdatePipelineCommand({ pipeline: change(pipeline!) }));
    await this.pause();
    return updated.pipeline;
  }

  async close(): Promise<void> {
    this.client.destroy();
    await (await this.served).close();
  }
}
