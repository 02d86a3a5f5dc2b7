/** What `docker version` and `docker buildx version` tell. */
export interface DockerFacts {
  /** Version of the client, such as `28.2.2`. */
  readonly client: string;
  /** Whether the client has buildx. */
  readonly buildx: boolean;
}

/** Which of docker's two builders builds. */
export interface DockerBuilder {
  readonly buildKit: boolean;
  /** Why it is not BuildKit. @default - it is */
  readonly sentence?: string;
}

/** The last client with BuildKit of its own; later ones have it from buildx alone. */
const BUILT_IN = 20;

/** BuildKit wherever this client can reach it. */
export function chooseBuilder({ client, buildx }: DockerFacts): DockerBuilder {
  if (buildx || Number(client.split('.')[0]) <= BUILT_IN) return { buildKit: true };
  return { buildKit: false, sentence: `docker builds without BuildKit, got client ${client} without buildx; install docker-buildx, or docker-buildx-plugin: docker is about to remove this builder` };
}
