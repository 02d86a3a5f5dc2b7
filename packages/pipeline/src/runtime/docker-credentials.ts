import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Explained } from './command';
import { runProgram } from './program';

/** Docker's own configuration, as far as credentials go. */
interface DockerConfig {
  readonly auths?: Record<string, { readonly auth?: string }>;
  readonly credHelpers?: Record<string, string>;
  readonly credsStore?: string;
}

/**
 * The `Authorization` header `docker login` left for a registry, from docker's own store and by docker's own rules;
 * nothing when it left none.
 * @see https://docs.docker.com/reference/cli/docker/login/#credential-stores
 */
export async function dockerAuthorization(host: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const config = readConfig(env);
  const helper = config.credHelpers?.[host] ?? config.credsStore;
  const auth = helper ? await fromHelper(helper, host, env) : config.auths?.[host]?.auth;
  return auth && `Basic ${auth}`;
}

function readConfig(env: NodeJS.ProcessEnv): DockerConfig {
  const file = join(env.DOCKER_CONFIG ?? join(env.HOME ?? homedir(), '.docker'), 'config.json');
  if (!existsSync(file)) return {};
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Explained(`docker's config.json cannot be read, got "${(error as Error).message}"; repair or remove ${file}`);
  }
}

async function fromHelper(helper: string, host: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const { code, stdout } = await runProgram(`docker-credential-${helper}`, ['get'], { cwd: '.', env, input: host });
  if (code === 127) throw new Explained(`docker-credential-${helper} is not installed, got it from docker's config.json; install it or remove it there`);
  if (code !== 0) return undefined;
  const { Username, Secret } = JSON.parse(stdout) as { Username: string; Secret: string };
  return Buffer.from(`${Username}:${Secret}`).toString('base64');
}
