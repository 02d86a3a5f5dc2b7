import type { Ledger, Release } from '../../ledger';

/** What a prune keeps. */
export interface Keeping {
  /** Releases of each environment, the newest first, that stay ready to go back to. */
  readonly releases: number;
  /** Releases made since stay, deployed or not. */
  readonly since: Date;
}

/** Images by `<repository>@<digest>` without a registry, each with the reason it is kept for. */
export type NamedImages = ReadonlyMap<string, string>;

/** Releases read at one time. */
const AT_ONCE = 16;

/** Every image a release names that is in use, may be gone back to, or is young. */
export async function namedImages(ledger: Ledger, { releases, since }: Keeping): Promise<NamedImages> {
  const { commits, environments } = await ledger.contents();
  const named = new Map<string, string>();
  const name = (release: Release, reason: string) => Object.values(release.images).forEach((image) => {
    const local = image.slice(image.indexOf('/') + 1);
    if (!named.has(local)) named.set(local, reason);
  });
  for (const environment of environments) {
    for (const [place, commit] of (await recentReleases(ledger, environment, releases)).entries()) {
      name(await ledger.findRelease(commit), place === 0 ? `${environment} was deployed it last` : `${environment} may go back to it`);
    }
  }
  for (let at = 0; at < commits.length; at += AT_ONCE) {
    const some = await Promise.all(commits.slice(at, at + AT_ONCE).map((commit) => ledger.tryFindRelease(commit)));
    some.forEach((release) => release && new Date(release.createdAt) >= since && name(release, `released at ${release.createdAt}`));
  }
  return named;
}

/** Commits an environment was deployed, the newest first, until so many of them ran; those that failed between count as well. */
async function recentReleases(ledger: Ledger, environment: string, wanted: number): Promise<string[]> {
  const all = new Set<string>();
  const ran = new Set<string>();
  let from: string | undefined;
  do {
    const page = await ledger.history(environment, { from, limit: wanted });
    for (const { release, outcome } of page.deployments) {
      if (ran.size === wanted) return [...all];
      all.add(release);
      if (outcome === 'succeeded') ran.add(release);
    }
    from = page.next;
  } while (from && ran.size < wanted);
  return [...all];
}
