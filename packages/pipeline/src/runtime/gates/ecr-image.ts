import { Explained } from '../command';

/** An image in Amazon ECR, by digest. */
export interface EcrImage {
  /** Account of the registry. */
  readonly account: string;
  /** Its region. */
  readonly region: string;
  /** The repository. */
  readonly repository: string;
  /** What the manifest hashes to. */
  readonly digest: string;
}

/** A private registry, in any partition; dual-stack ones have a hyphen and another suffix. @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html */
const PRIVATE = /^(\d{12})\.dkr[.-]ecr(?:-fips)?\.([a-z0-9-]+)\.[a-z0-9.-]+$/;

/** The host of an image's registry; refuses a name without a digest, which could be another image tomorrow. */
export function registryOf(service: string, reference: string): string {
  const [, host] = /^([^/@\s]+)\/[^@\s]+@sha256:[0-9a-f]{64}$/.exec(reference) ?? [];
  if (!host) throw new Explained(`image of ${service} is not named by registry and digest, got "${reference}"; build it and run 'npm run pipeline -- images'`);
  return host;
}

/** What ECR knows an image by; nothing when it is in another registry. */
export function ecrImage(reference: string): EcrImage | undefined {
  const slash = reference.indexOf('/');
  const [, account, region] = PRIVATE.exec(reference.slice(0, slash)) ?? [];
  const [repository, digest] = reference.slice(slash + 1).split('@');
  return account ? { account, region, repository, digest } : undefined;
}
