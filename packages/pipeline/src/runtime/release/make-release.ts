import { Explained } from '../command';
import { totalImages, totalRelease, type Ledger, type Release } from '../../ledger';
import { describeBundle } from '../../ledger/release';
import { firstDifference } from './manifest-difference';
import { refuseOtherImages } from './manifest-images';
import { listed, planRelease, short, type ReleasePlan } from './release-plan';
import type { Manifests, ReleaseSteps } from './release-steps';

/** What a release is made for, beside the commit. */
export interface ReleaseProps {
  /** Every service the platform declares at this commit. */
  readonly services: readonly string[];
  /** Every environment it declares. */
  readonly environments: readonly string[];
  /** The time, for `createdAt`. */
  readonly now: () => Date;
  /** Tells a person what is done now. */
  readonly say: (line: string) => void;
}

/** A plan and the releases it rests on. */
export interface PlannedRelease {
  readonly plan: ReleasePlan;
  /** Release that images are carried over from. @default - everything is built */
  readonly base?: Release;
  /** Release the commit has already. @default - it has none */
  readonly released?: Release;
}

/** Asks what a commit touched, and reads what the ledger has; changes nothing. */
export async function plannedRelease(ledger: Ledger, steps: Pick<ReleaseSteps, 'affected'>, services: readonly string[]): Promise<PlannedRelease> {
  const affected = await steps.affected();
  const released = await ledger.tryFindRelease(affected.head);
  const base = released || affected.base === undefined ? undefined : await ledger.findRelease(affected.base);
  return { plan: planRelease({ affected, services, base, released }), base, released };
}

/**
 * Makes the total release of a commit: what it touched is built, the rest is its base's, all of it is rendered, judged and
 * gated, and the ledger is written last. Killed at any moment it leaves nothing behind that counts; run again it ends.
 *
 * A commit that has its release gets the same one: nothing is built, and what is rendered again has to be it, byte for byte.
 */
export async function makeRelease(ledger: Ledger, steps: ReleaseSteps, { services, environments, now, say }: ReleaseProps): Promise<{ readonly plan: ReleasePlan; readonly release: Release }> {
  const { plan, base, released } = await plannedRelease(ledger, steps, services);
  say(`building ${listed(plan.build)}; ${plan.carry.length} carried over, ${plan.drop.length === 0 ? 'none' : listed(plan.drop)} dropped: ${plan.reason}`);
  const built = plan.build.length > 0 ? await steps.build(plan.build) : {};
  const images = released?.images ?? totalImages({ services, base, built: exactly(plan.build, built) });

  say(`rendering ${environments.join(', ')}`);
  const manifests = await steps.render(images);
  refuseOtherEnvironments(environments, manifests);
  if (released) await refuseOtherManifests(ledger, released, manifests);
  else refuseOtherImages(manifests, images);

  say('asking the gates');
  await steps.gates(images);
  if (released) return { plan, release: released };
  const { draft } = totalRelease({ commit: plan.commit, createdAt: now().toISOString(), services, base, built, manifests });
  return { plan, release: await ledger.createRelease(draft) };
}

/** A builder that builds more than it was asked to would have its image in place of the base's. */
function exactly<T>(asked: readonly string[], built: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  const problems = [
    ...asked.filter((service) => !Object.hasOwn(built, service)).map((service) => `images.${service} is missing, got no build of it; look into the output of its image`),
    ...Object.keys(built).filter((service) => !asked.includes(service)).map((service) => `built.${service} was not asked for, got it beside ${listed(asked)}; build only what is affected`),
  ];
  if (problems.length > 0) throw new Explained(problems.join('\n'));
  return built;
}

function refuseOtherEnvironments(environments: readonly string[], manifests: Manifests): void {
  const rendered = Object.keys(manifests).sort();
  if ([...environments].sort().join() === rendered.join()) return;
  throw new Explained(`manifests are not of the platform's environments, got ${listed(rendered)} in place of ${listed(environments)}; render every environment of platform.json and no other`);
}

async function refuseOtherManifests(ledger: Ledger, released: Release, manifests: Manifests): Promise<void> {
  const environments = [...new Set([...Object.keys(released.manifests), ...Object.keys(manifests)])].sort();
  for (const environment of environments) {
    const wanted = Object.hasOwn(released.manifests, environment) ? released.manifests[environment].sha256 : 'nothing';
    const got = Object.hasOwn(manifests, environment) ? describeBundle(manifests[environment]).sha256 : 'nothing';
    if (wanted === got) continue;
    const known = wanted !== 'nothing' && got !== 'nothing';
    const where = known ? firstDifference(environment, await ledger.findManifests(released, environment), manifests[environment]) : 'all of it';
    throw new Explained(`manifests.${environment} is not what the release of ${short(released.commit)} has, first in ${where}, got sha256:${got} in place of sha256:${wanted}; make rendering repeatable, or commit again`);
  }
}
