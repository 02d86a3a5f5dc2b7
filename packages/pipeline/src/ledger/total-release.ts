import { Explained } from '../runtime/command';
import type { ReleaseDraft } from './ledger';
import { IMAGE, type Release } from './release';

/** What a total release is made of. */
export interface TotalReleaseProps {
  /** The commit to release, in full. */
  readonly commit: string;
  /** When it is made; an ISO moment in UTC. */
  readonly createdAt: string;
  /** Every service the platform declares at this commit. */
  readonly services: readonly string[];
  /** Release of the commit this build compared with. @default - everything was built */
  readonly base?: Release;
  /** Services this build has an image of, by digest. */
  readonly built: Readonly<Record<string, string>>;
  /** Every environment's manifests, rendered with the images of this release. */
  readonly manifests: Readonly<Record<string, Uint8Array>>;
}

/** A release to record, and what a person should know of it. */
export interface TotalRelease {
  readonly draft: ReleaseDraft;
  /** Services of the base that are no longer declared, and so are in it no more. */
  readonly dropped: readonly string[];
}

/** Every service's image: what was built, else what the base has. Refuses a service that neither has. */
export function totalImages({ services, base, built }: Pick<TotalReleaseProps, 'services' | 'base' | 'built'>): Record<string, string> {
  const images = { ...base?.images, ...built };
  const problems = [
    ...Object.keys(built).filter((service) => !services.includes(service))
      .map((service) => `built.${service} is not a service of the platform, got "${built[service]}"; declare it, or do not build it`),
    ...services.filter((service) => !Object.hasOwn(images, service))
      .map((service) => `images.${service} is missing, got no build and ${base ? `none in the release of ${base.commit}` : 'no base'}; build it, or build everything`),
    ...services.filter((service) => Object.hasOwn(images, service) && !IMAGE.fits(images[service]))
      .map((service) => `images.${service} is not ${IMAGE.is}, got "${images[service]}"; build it again`),
  ];
  if (problems.length > 0) throw new Explained(problems.join('\n'));
  return Object.fromEntries(services.map((service) => [service, images[service]]));
}

/** The release of a commit: its base, with what was built in place of what was there. */
export function totalRelease({ commit, createdAt, services, base, built, manifests }: TotalReleaseProps): TotalRelease {
  const images = totalImages({ services, base, built });
  if (base?.commit === commit) throw new Explained(`base is the commit itself, got ${commit}; it has its release, there is nothing to make`);
  if (Object.keys(manifests).length === 0) throw new Explained('manifests is empty, got no environment; render every environment first');
  return {
    draft: { commit, base: base?.commit, createdAt, images, manifests },
    dropped: Object.keys(base?.images ?? {}).filter((service) => !services.includes(service)).sort(),
  };
}
