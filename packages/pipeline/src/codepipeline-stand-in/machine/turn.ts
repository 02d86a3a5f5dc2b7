import { createHash } from 'node:crypto';
import type { PipelineDefinition, StageDefinition } from '../definition/pipeline-definition';
import type { Effect, Refusal, RefusalType, RunResult } from './event';
import { definitionOf, type Execution, type PipelineState, type Run, type StageRun } from './state';

/** An execution inside of a stage. */
export interface Inside {
  readonly execution: Execution;
  readonly stage: StageDefinition;
  readonly run: StageRun;
}

/** What one event does to a pipeline: a copy of its state to change, and the effects so far. */
export class Turn {
  readonly state: PipelineState;
  readonly effects: Effect[] = [];

  constructor(before: PipelineState, readonly now: number) {
    const { definitions, ...rest } = before;
    this.state = { definitions, ...structuredClone(rest) };
  }

  /** The structure of every execution in progress: an update cancels those of an older one. */
  get definition(): PipelineDefinition {
    return definitionOf(this.state);
  }

  /** A stage, or a refusal when there is none of this name. */
  stage(name: string): StageDefinition | Refusal {
    return this.definition.stages.find((stage) => stage.name === name) ?? refuse('StageNotFoundException', `stage ${name} is not in pipeline ${this.definition.name}`);
  }

  tryFindExecution(id: string): Execution | undefined {
    return this.state.executions.find((execution) => execution.id === id);
  }

  /** The execution that entered a stage last. */
  latestIn(stage: string): string | undefined {
    return this.state.visits[stage]?.at(-1);
  }

  /** Executions inside of stages. */
  insides(): Inside[] {
    return this.state.executions.flatMap((execution) => {
      const { position } = execution;
      const stage = position.at === 'inside' && this.definition.stages.find(({ name }) => name === position.stage);
      return stage ? [{ execution, stage, run: execution.stages[stage.name] }] : [];
    });
  }

  /** An id nobody has, which looks like the service's. */
  id(): string {
    const { ids } = this.state;
    const hex = createHash('sha256').update(`${ids.seed}:${ids.made++}`).digest('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  }

  newExecution(type: Execution['type'], trigger: Execution['trigger']): Execution {
    return {
      id: this.id(), type, version: this.state.definitions.length, status: 'InProgress', trigger: { ...trigger }, started: this.now, changed: this.now,
      position: { at: 'end' }, variables: {}, overrides: {}, revisions: [], namespaces: {}, artifacts: [], stages: {},
    };
  }

  newRun(id: string, name: string, configuration: Record<string, string>): Run {
    return { id, name, status: 'InProgress', started: this.now, changed: this.now, configuration };
  }

  endRun(run: Run, { status, summary, failure, externalExecutionId = run.externalExecutionId }: RunResult): void {
    Object.assign(run, { status, summary, failure, externalExecutionId, changed: this.now });
  }

  /** Ends an execution; the stage it was in is free. */
  end(execution: Execution, status: Execution['status'], summary?: string): void {
    Object.assign(execution, { status, statusSummary: summary, position: { at: 'end' }, changed: this.now });
  }
}

/** Says why nothing comes of an event. */
export function refuse(refused: RefusalType, message: string): Refusal {
  return { refused, message };
}

/** Whether a request was refused. */
export function isRefusal(value: object | string | void): value is Refusal {
  return typeof value === 'object' && 'refused' in value;
}
