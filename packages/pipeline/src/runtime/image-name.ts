import { Explained } from './command';

/** What an image is called. */
export interface ImageName {
  /** Registry host. */
  readonly registry: string;
  /** `<platform>/<service>`. */
  readonly repository: string;
  /** Hash of everything it is made from. */
  readonly tag: string;
}

/** The variable each task runner tells a task its hash by. */
const RUNNERS = {
  NX_TASK_HASH: (service: string) => `nx run ${service}:image`,
  TURBO_HASH: (service: string) => `turbo run image --filter=./apps/${service}`,
} as const;

/** Names the image, or says what is missing to name it. */
export function imageName(platform: string, service: string, env: NodeJS.ProcessEnv): ImageName {
  const registry = env.PLINTH_REGISTRY;
  if (!registry) throw new Explained('PLINTH_REGISTRY is not set; set it to the registry host, for example 127.0.0.1:5000');
  if (!/^[a-z0-9.-]+(:\d+)?$/.test(registry)) throw new Explained(`PLINTH_REGISTRY is not a host, got "${registry}"; write host or host:port, no scheme and no path`);
  return { registry, repository: `${platform}/${service}`, tag: taskHash(service, env).slice(0, 32) };
}

function taskHash(service: string, env: NodeJS.ProcessEnv): string {
  const [first, second] = Object.entries(RUNNERS).map(([name, by]) => ({ name, by: by(service), hash: env[name] }));
  const set = [first, second].filter(({ hash }) => hash !== undefined);
  if (set.length === 0) throw new Explained(`the task's hash is missing, got neither ${first.name} nor ${second.name}; run it as '${first.by}' or '${second.by}'`);
  if (set.length === 2) throw new Explained(`two task runners gave a hash, got ${first.name} "${first.hash}" and ${second.name} "${second.hash}"; unset the one that is not yours`);
  const [{ name, hash = '', by }] = set;
  if (!/^[0-9A-Za-z]{8,}$/.test(hash)) throw new Explained(`${name} is not a task's hash, got "${hash}"; run it as '${by}'`);
  return hash;
}
