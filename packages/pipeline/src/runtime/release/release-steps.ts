import type { Affected } from '../affected';

/** Services and their `<repository>@sha256:…`. */
export type Images = Readonly<Record<string, string>>;

/** Every environment and its manifests as one YAML stream. */
export type Manifests = Readonly<Record<string, Uint8Array>>;

/** What is done for a release, in this order. None of it writes to the ledger. */
export interface ReleaseSteps {
  /** Finds what has to be built. */
  affected(): Promise<Affected>;
  /** Builds the images of these services, and only of these. */
  build(services: readonly string[]): Promise<Images>;
  /** Renders the manifests of every environment with these images, and judges them. */
  render(images: Images): Promise<Manifests>;
  /** Throws an `Explained` when one of the gates does not let these images through. */
  gates(images: Images): Promise<void>;
}
