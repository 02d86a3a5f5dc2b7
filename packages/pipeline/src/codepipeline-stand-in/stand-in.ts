import { randomUUID } from 'node:crypto';
import { NOWHERE, readTemplate } from './definition/read-template';
import type { Place, Template } from './definition/template-values';
import type { Hooks } from './hooks/hook';
import { newPipeline } from './machine/state';
import { RunningPipeline } from './running-pipeline';
import { ServiceError } from './service-error';

export interface StandInOptions {
  /** Where the pipelines seem to be. @default - an account of zeros in eu-central-1 */
  readonly place?: Place;
  /** The time, in milliseconds. @default Date.now */
  readonly now?: () => number;
  /** Ids follow from it: the same events make the same ids. @default - other ids every time */
  readonly seed?: string;
}

/** CodePipeline of one account and region, for any number of synthesised pipelines. `serve` gives it a port. */
export class StandIn {
  readonly place: Place;
  /** The time, in milliseconds. */
  readonly now: () => number;
  private readonly pipelines = new Map<string, RunningPipeline>();
  private readonly seed: string;

  constructor({ place = NOWHERE, now = Date.now, seed = randomUUID() }: StandInOptions = {}) {
    this.place = place;
    this.now = now;
    this.seed = seed;
  }

  /** Makes the pipeline of a template. Nothing runs until somebody starts it. */
  add(template: Template, hooks: Hooks): RunningPipeline {
    const { definition, disabled } = readTemplate(template, this.place);
    const state = newPipeline(definition, disabled, `${this.seed}:${definition.name}`, this.now());
    const pipeline = new RunningPipeline(state, hooks, this.now);
    this.pipelines.set(definition.name, pipeline);
    return pipeline;
  }

  /** A pipeline, as it is at this moment. */
  find(name: string): RunningPipeline {
    const pipeline = this.pipelines.get(name);
    if (!pipeline) throw new ServiceError('PipelineNotFoundException', `pipeline ${name} is not in account ${this.place.account}`);
    pipeline.tell({ type: 'tick' });
    return pipeline;
  }

  /** Names of all pipelines, sorted. */
  names(): string[] {
    return [...this.pipelines.keys()].sort();
  }

  /** Waits until no hook of any pipeline works. */
  async settled(): Promise<void> {
    await Promise.all([...this.pipelines.values()].map((pipeline) => pipeline.settled()));
  }

  /** Ends everything that runs. */
  async close(): Promise<void> {
    await Promise.all([...this.pipelines.values()].map((pipeline) => pipeline.close()));
  }
}
