import type { Release } from '../../ledger';
import type { Affected } from '../affected';
import { Explained } from '../command';

/** What a release is going to do; nothing of it is done yet. */
export interface ReleasePlan {
  /** The commit to release, in full. */
  readonly commit: string;
  /** Whether it has its release already: then that one is made again and compared. */
  readonly released: boolean;
  /** Commit of the release that has the images which are not built. @default - none: everything is built */
  readonly base?: string;
  /** Why this base, in a line for people. */
  readonly reason: string;
  /** Services whose images are built or found in the registry. */
  readonly build: readonly string[];
  /** Services whose images are those of the base; of the release itself when there is one. */
  readonly carry: readonly string[];
  /** Services of the base that are no longer declared. */
  readonly drop: readonly string[];
}

/** What is known when a release is planned. */
export interface ReleaseFacts {
  /** What the commit touched. */
  readonly affected: Affected;
  /** Every service the platform declares at this commit. */
  readonly services: readonly string[];
  /** Release of the affected's base. @default - it has none */
  readonly base?: Release;
  /** Release of the commit itself. @default - it has none */
  readonly released?: Release;
}

/** Decides what is built, carried over and dropped. Refuses a service that would get its image from nowhere. */
export function planRelease({ affected, services, base, released }: ReleaseFacts): ReleasePlan {
  const problems = released ? strayServices(services, released) : lostServices(affected, services, base);
  if (problems.length > 0) throw new Explained(problems.join('\n'));
  const build = released ? [] : services.filter((service) => affected.services.includes(service));
  const from = released ?? base;
  return {
    commit: affected.head,
    released: released !== undefined,
    base: released ? released.base : base?.commit,
    reason: released ? 'the commit has its release' : affected.reason,
    build: [...build].sort(),
    carry: services.filter((service) => !build.includes(service)).sort(),
    drop: Object.keys(from?.images ?? {}).filter((service) => !services.includes(service)).sort(),
  };
}

/** A plan as lines for people. */
export function planLines({ commit, released, base, reason, build, carry, drop }: ReleasePlan): string[] {
  const from = released ? 'again' : base ? `on the release of ${short(base)}` : 'on no release';
  return [
    `release  ${short(commit)} ${from}: ${reason}`,
    `build    ${listed(build)}`,
    `carry    ${listed(carry)}`,
    `drop     ${listed(drop)}`,
  ];
}

/** What was done, in a line for people. */
export function releaseLine({ commit, released, build, carry, drop }: ReleasePlan): string {
  if (released) return `${short(commit)} has its release, and made again it is the same`;
  return `${short(commit)} is released: ${build.length} built, ${carry.length} carried over, ${drop.length} dropped`;
}

/** A commit as people write it. */
export const short = (commit: string) => commit.slice(0, 12);

/** Names, as many as a line holds. */
export function listed(names: readonly string[]): string {
  if (names.length === 0) return 'nothing';
  return names.length <= 12 ? names.join(', ') : `${names.slice(0, 10).join(', ')} and ${names.length - 10} more`;
}

function lostServices({ services: affected }: Affected, services: readonly string[], base?: Release): string[] {
  return [
    ...affected.filter((service) => !services.includes(service))
      .map((service) => `affected.${service} is not a service of platform.json, got ${listed(services)}; regenerate it with 'npx projen' and commit`),
    ...services.filter((service) => !affected.includes(service) && !Object.hasOwn(base?.images ?? {}, service))
      .map((service) => `${service} would have no image, got it neither affected nor in ${base ? `the release of ${short(base.commit)}` : 'a base'}; release with --base everything`),
  ];
}

/** One commit declares one list of services. */
function strayServices(services: readonly string[], { commit, images }: Release): string[] {
  const there = Object.keys(images);
  return [
    ...services.filter((service) => !there.includes(service)).map((service) => `${service} is not in the release of ${short(commit)}, got it in platform.json; commit the change of platform.json`),
    ...there.filter((service) => !services.includes(service)).map((service) => `${service} is in the release of ${short(commit)}, got a platform.json without it; commit the change of platform.json`),
  ];
}
