/** Whether a service has to be built, and why. */
export interface Verdict {
  readonly service: string;
  readonly affected: boolean;
  /** For people: which file, which dependency, which package of the lockfile. */
  readonly why: string;
}

/** What a commit touched since the release it is compared with. */
export interface Affected {
  /** The commit checked out, in full. */
  readonly head: string;
  /** Commit of the release compared with. @default - none: everything is affected */
  readonly base?: string;
  /** Whether the head itself has a release. */
  readonly released: boolean;
  /** Why this base, in a line for people. */
  readonly reason: string;
  /** npm names of the affected workspaces, sorted. */
  readonly workspaces: readonly string[];
  /** Affected services, sorted. */
  readonly services: readonly string[];
  /** One for each service of the platform. */
  readonly verdicts: readonly Verdict[];
}

/** Every service, or some, and its `<repository>@sha256:…`. */
export type Images = Readonly<Record<string, string>>;

/** Every environment and its manifests as one YAML stream. */
export type Manifests = Readonly<Record<string, Uint8Array>>;

/** What a release has to have done for it. None of them knows the ledger's next state. */
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
