import { setTimeout as pause } from 'node:timers/promises';
import { artifact, type Artifact } from './image-artifact';
import type { Descriptor } from './image-manifest';
import { PROVENANCE } from './image-provenance';
import type { ImageReferrers } from './image-referrers';

const BILL = 'application/vnd.cyclonedx+json';
const STATEMENT = 'application/vnd.in-toto+json';

/** How lists of referrers tell one statement from another; BuildKit marks its own the same way. */
const MARK = 'in-toto.io/predicate-type';

/** How long the builder of an image that was just pushed gets to say itself how it came to be, in milliseconds. */
const GRACE = { looks: 4, pause: 500 };

/** What an image should have beside it. */
export interface Documents {
  /** The list of its packages. @default - it was built without one */
  readonly bill?: Buffer;
  /** Whether this run built it. */
  readonly built: boolean;
  /** How it came to be; asked for only when nobody has said it. */
  readonly statement: () => Promise<object>;
}

/** Digests of what an image has beside it. */
export interface Attestations {
  readonly sbom?: string;
  readonly provenance: string;
}

/**
 * Attaches what is missing, and only that: the list of packages is the same whoever writes it, and how an image came to
 * be is said once.
 */
export async function attest(referrers: ImageReferrers, subject: Descriptor, { bill, built, statement }: Documents): Promise<Attestations> {
  const sbom = bill && artifact(subject, BILL, bill);
  let listed = await referrers.list();
  for (let look = 0; !built && !told(listed) && look < GRACE.looks; look++) {
    await pause(GRACE.pause);
    listed = await referrers.list();
  }

  const missing: Artifact[] = [];
  if (sbom && !listed.some(({ digest }) => digest === sbom.descriptor.digest)) missing.push(sbom);
  const earlier = told(listed);
  if (earlier) {
    await referrers.attach(missing);
    return { sbom: sbom?.descriptor.digest, provenance: earlier.digest };
  }
  const ours = artifact(subject, STATEMENT, Buffer.from(JSON.stringify(await statement())), { [MARK]: PROVENANCE });
  await referrers.attach([...missing, ours]);
  // Two that attached at the same moment agree on one of theirs.
  const { digest } = told(await referrers.list()) ?? ours.descriptor;
  return { sbom: sbom?.descriptor.digest, provenance: digest };
}

function told(listed: readonly Descriptor[]): Descriptor | undefined {
  const statements = listed.filter(({ artifactType, annotations }) => artifactType === STATEMENT && annotations?.[MARK] === PROVENANCE);
  return statements.sort((a, b) => (a.digest < b.digest ? -1 : 1))[0];
}
