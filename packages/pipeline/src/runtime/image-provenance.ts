import type { ImageName } from './image-name';

/** The kind of statement, and how it is marked where it is attached. */
export const PROVENANCE = 'https://slsa.dev/provenance/v1';

/** One thing an image was made from. @see https://github.com/in-toto/attestation/blob/main/spec/v1/resource_descriptor.md */
export interface Material {
  readonly name?: string;
  readonly uri?: string;
  readonly digest: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, unknown>>;
}

/** The run that built an image. */
export interface BuildRun {
  /** Who ran it. */
  readonly builder: string;
  /** Which of its runs it was. @default - it does not count them */
  readonly invocation?: string;
  readonly startedOn: Date;
}

/**
 * Says how an image came to be, as in-toto and SLSA have it. A run that found the image knows from the tag what it was
 * made from, but not by whom, and says so: else whoever may push could have anything vouched for by the next build.
 * @see https://slsa.dev/spec/v1.1/provenance
 */
export function provenance({ registry, repository, tag }: ImageName, digest: string, resolvedDependencies: readonly Material[], run?: BuildRun) {
  const [platform, service] = repository.split('/');
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: `${registry}/${repository}`, digest: { sha256: digest.replace('sha256:', '') } }],
    predicateType: PROVENANCE,
    predicate: {
      buildDefinition: { buildType: 'urn:plinth:image:v1', externalParameters: { platform, service, tag }, resolvedDependencies },
      runDetails: run
        ? { builder: { id: run.builder }, metadata: { invocationId: run.invocation, startedOn: run.startedOn.toISOString() } }
        : { builder: { id: 'urn:plinth:builder:unknown' } },
    },
  };
}

/** This run as CodeBuild names it, or some run on a machine. */
export function buildRun({ CODEBUILD_BUILD_ARN: arn }: NodeJS.ProcessEnv, startedOn: Date): BuildRun {
  if (!arn) return { builder: 'urn:plinth:builder:local', startedOn };
  // arn:aws:codebuild:<region>:<account>:build/<project>:<run>
  return { builder: arn.replace(':build/', ':project/').replace(/:[^:/]+$/, ''), invocation: arn, startedOn };
}
