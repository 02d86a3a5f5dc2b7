import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pipelineCommand, runTasks, VERIFY, type TaskRunner } from '@plinth/template/config';
import type { Affected } from '../affected';
import { Explained } from '../command';
import { readRecord, RECORD, writeJson } from '../image-record';
import { refuseMovedCheckout } from './checkout';
import { readManifests } from './manifest-files';
import { manifestsThere } from './release-file';
import { listed } from './release-plan';
import type { Images, Manifests, ReleaseSteps } from './release-steps';
import { runStep, type ProgramPlace } from './run-step';

/** What the steps of a checkout need. */
export interface CheckoutStepsProps extends ProgramPlace {
  /** Who runs tasks here. */
  readonly runner: TaskRunner;
  /** Every environment of platform.json. */
  readonly environments: readonly string[];
  /** Finds what has to be built. */
  readonly findAffected: () => Promise<Affected>;
  /** Throws when a gate does not let these images through. */
  readonly refuseFindings: (images: Images) => Promise<void>;
}

/** The steps of a release in a checkout: the task runner builds, charts render, the platform's judge makes `dist/`. */
export class CheckoutSteps implements ReleaseSteps {
  private found?: Affected;

  constructor(private readonly props: CheckoutStepsProps) {}

  async affected(): Promise<Affected> {
    this.found = await this.props.findAffected();
    return this.found;
  }

  async build(services: readonly string[]): Promise<Images> {
    const { root, runner } = this.props;
    // What is read afterwards was written now.
    for (const service of services) rmSync(join(root, 'apps', service, RECORD), { force: true });
    await runStep(`the image of ${listed(services)}`, runTasks(runner, ['image'], services.map((service) => packageOf(root, service))), this.props);
    return Object.fromEntries(services.map((service) => [service, readRecord(root, service).image]));
  }

  async render(images: Images): Promise<Manifests> {
    const { root, runner, environments, env } = this.props;
    const list = join(root, 'out', 'images.json');
    writeJson(list, Object.fromEntries(Object.entries(images).sort(([a], [b]) => (a < b ? -1 : 1))));
    const there = manifestsThere(root, this.sameCommits(), images);
    if (there) return there;
    const place = { ...this.props, env: { ...env, PLINTH_IMAGES: list } };
    await runStep('synthesis', runTasks(runner, ['synth'], 'all'), place);
    await runStep('rendering', pipelineCommand('render'), place);
    await runStep('the judge of dist/', VERIFY, place);
    return readManifests(join(root, 'dist', 'manifests'), environments);
  }

  async gates(images: Images): Promise<void> {
    await this.props.refuseFindings(images);
    if (this.found) await refuseMovedCheckout(this.props.root, this.found.head);
  }

  /** Commits that `dist/` would be the same of: this one, and its base when no task of any workspace could tell them apart. */
  private sameCommits(): string[] {
    if (!this.found) return [];
    const { head, base, workspaces } = this.found;
    return base !== undefined && workspaces.length === 0 ? [head, base] : [head];
  }
}

/** npm name of a service's workspace. */
function packageOf(root: string, service: string): string {
  const file = join('apps', service, 'package.json');
  try {
    return JSON.parse(readFileSync(join(root, file), 'utf8')).name;
  } catch (error) {
    throw new Explained(`${file} cannot be read, got "${(error as Error).message}"; restore it with 'npx projen'`);
  }
}
