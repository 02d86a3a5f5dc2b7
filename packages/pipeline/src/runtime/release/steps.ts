import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Explained } from '../command';
import { readRecord, RECORD, writeJson } from '../image-record';
import { refuseMovedCheckout } from './checkout';
import { readManifests } from './manifest-files';
import { listed } from './release-plan';
import type { Affected, Images, Manifests, ReleaseSteps } from './release-steps';
import { runStep, runTasks, type ProgramPlace } from './task-runner';

/** Judges `apps/*\/out` and makes `dist/` of it. */
const JUDGE = [process.execPath, '--import', 'tsx', 'apps/platform/src/verify.ts'];

/** What the steps of a checkout need. */
export interface CheckoutStepsProps extends ProgramPlace {
  /** Every environment of platform.json. */
  readonly environments: readonly string[];
  /** Finds what has to be built. */
  readonly findAffected: () => Promise<Affected>;
  /** Throws when a gate does not let these images through. */
  readonly refuseFindings: (images: Images) => Promise<void>;
}

/** The steps of a release in a checkout: the task runner builds and renders, the platform's judge makes `dist/`. */
export class CheckoutSteps implements ReleaseSteps {
  private head = '';

  constructor(private readonly props: CheckoutStepsProps) {}

  async affected(): Promise<Affected> {
    const affected = await this.props.findAffected();
    this.head = affected.head;
    return affected;
  }

  async build(services: readonly string[]): Promise<Images> {
    const { root } = this.props;
    // What is read afterwards was written now.
    for (const service of services) rmSync(join(root, 'apps', service, RECORD), { force: true });
    await runStep(`the image of ${listed(services)}`, runTasks(['image'], services.map((service) => packageOf(root, service))), this.props);
    return Object.fromEntries(services.map((service) => [service, readRecord(root, service).image]));
  }

  async render(images: Images): Promise<Manifests> {
    const { root, environments, env } = this.props;
    const list = join(root, 'out', 'images.json');
    writeJson(list, Object.fromEntries(Object.entries(images).sort(([a], [b]) => (a < b ? -1 : 1))));
    const place = { ...this.props, env: { ...env, PLINTH_IMAGES: list } };
    await runStep('synthesis and rendering', runTasks(['synth', 'render'], 'all'), place);
    await runStep('the judge of dist/', JUDGE, place);
    return readManifests(join(root, 'dist', 'manifests'), environments);
  }

  async gates(images: Images): Promise<void> {
    await this.props.refuseFindings(images);
    await refuseMovedCheckout(this.props.root, this.head);
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
